"""The rules of the repetition pass."""

from __future__ import annotations

from newsmend.types import Rule, Safety

_WHY = "A machine translator decodes the same piece of its source twice; the reader stumbles over the second copy."

DOUBLED_WORD = Rule(
    "repetition/doubled-word",
    "A word that stands twice in a row.",
    Safety.FIX,
    ("Farmers in the valley grow apples apples under glass.", "Farmers in the valley grow apples under glass."),
    why=_WHY,
    spares="Grammar (had had, that that), stress (very very), names (Duran Duran), phrasal verbs (moved in in March), "
    "clefts (what it is is), verse, figures, foreign words.",
)
DOUBLED_PHRASE = Rule(
    "repetition/doubled-phrase",
    "Two to six words that stand twice in a row.",
    Safety.FIX,
    ("They built a new school a new school for the village.", "They built a new school for the village."),
    why=_WHY,
    spares="Idioms (day after day after day), names (New York New York), "
    "'the more you have the more you have to lose', verse and chants.",
)
VARIED_COPY = Rule(
    "repetition/varied-copy",
    "Words that stand twice in a row with another article or preposition.",
    Safety.FIX,
    ("The keys were not in an office not in the office.", "The keys were not in the office."),
    why="The translator tries one small word and then another. Which copy reads on is told by how often such words "
    "stand together; unless that is plain, the repair is only suggested.",
    spares="'from door to door', 'by the people for the people', names that follow each other.",
)
ACROSS_COMMA = Rule(
    "repetition/across-comma",
    "The same function word or phrase before and behind a comma.",
    Safety.SUGGEST,
    ("He moved to the, the capital of the province.", "He moved to the capital of the province."),
    why=_WHY,
    spares="Stress (no, no), single content words, pronouns and verbs that meet at a clause border.",
)
JOINED_TO_ITSELF = Rule(
    "repetition/joined-to-itself",
    "A name joined to itself by 'and' or 'or'.",
    Safety.FLAG,
    ("Talks between Tehran and Tehran broke down.", None),
    why="One of the two was another name in the source; only the source can tell which.",
    spares="Firms (Johnson and Johnson), two people of one name, the start of a sentence.",
)
DOUBLED_SENTENCE = Rule(
    "repetition/doubled-sentence",
    "A sentence that stands twice in a row.",
    Safety.FIX,
    (
        "The bridge was closed to all traffic on Sunday. The bridge was closed to all traffic on Sunday. It reopened.",
        "The bridge was closed to all traffic on Sunday. It reopened.",
    ),
    why="A sentence was translated or pasted twice.",
    spares="Short sentences (chants, stress), quoted speech, verse.",
)
DOUBLED_PARAGRAPH = Rule(
    "repetition/doubled-paragraph",
    "A paragraph that stands twice.",
    Safety.FIX,
    (
        "The ministry said on Friday that the two roads to the north would stay shut.\n\n"
        "The ministry said on Friday that the two roads to the north would stay shut.",
        "The ministry said on Friday that the two roads to the north would stay shut.",
    ),
    why="A standfirst is repeated as first paragraph, or a block was pasted twice.",
    spares="Paragraphs of fewer than twelve words (refrains, captions, list rows); "
    "a copy further on is only suggested.",
)
RULES = (
    DOUBLED_WORD,
    DOUBLED_PHRASE,
    VARIED_COPY,
    ACROSS_COMMA,
    JOINED_TO_ITSELF,
    DOUBLED_SENTENCE,
    DOUBLED_PARAGRAPH,
)
