"""What the grammar pass can report."""

from __future__ import annotations

from newsmend.types import Rule, Safety

MISSING_PARTICIPLE = Rule(
    "grammar/missing-participle",
    "A verb behind a form of be or have that is no participle.",
    Safety.FIX,  # where tags prove it
    ("The dose can be reduce without harm.", "The dose can be reduced without harm."),
    why="Machine translation into English drops endings; the sentence halts at the bare verb.",
    spares="Nouns and adjectives behind be and have (has power, was present), questions, all he did was wait.",
)
INFLECTED_INFINITIVE = Rule(
    "grammar/inflected-infinitive",
    "An inflected verb behind a modal, did not or an infinitive's to.",
    Safety.FIX,
    ("They wanted to makes a decision.", "They wanted to make a decision."),
    why="Behind can, will or to the bare verb stands; anything else makes the reader go back.",
    spares="The preposition to (to increased pressure, according to reports), nouns (the will, a can).",
)
AGREEMENT = Rule(
    "grammar/agreement",
    "A verb that does not agree with the pronoun or noun before it.",
    Safety.FIX,
    ("The mayor left early, and he say it was planned.", "The mayor left early, and he says it was planned."),
    why="Machine translation gets number and person wrong where the source language does not mark them.",
    spares="Questions, demands (insist that he leave), wishes (if he were), two subjects, teams, quotations.",
)
MISSING_PLURAL = Rule(
    "grammar/missing-plural",
    "A noun whose number is not that of the word before it: two year, these man, every soldiers.",
    Safety.FIX,
    ("The trial starts in the next two year.", "The trial starts in the next two years."),
    why="Many languages do not mark the plural behind a number; English does.",
    spares="Measures before a noun (a two week break), numbered things (page 5), nouns with one form, verbs.",
)
PLURAL_SCALE = Rule(
    "grammar/plural-scale",
    "A scale word in the plural between a number and what it counts.",
    Safety.FIX,
    ("The fund holds 680 millions euros.", "The fund holds 680 million euros."),
    why="Many languages inflect the word for a million; English does not behind a number.",
    spares="Scales without a number or before of (millions of euros), years (in 2019 thousands left).",
)
ARTICLE = Rule(
    "grammar/article",
    "The article a before a vowel, or an before a consonant.",
    Safety.SUGGEST,
    ("The town has a old bridge.", "The town has an old bridge."),
    why="What counts is the sound: an old bridge, an hour, a union. The eye stumbles over the other.",
    spares="Letters and grades (vitamin a is), words said in two ways (an historic), foreign words, unclear names.",
)
DOUBLE_COMPARATIVE = Rule(
    "grammar/double-comparative",
    "A comparative made twice, by more and by -er.",
    Safety.FIX,
    ("The new road is more shorter than the old one.", "The new road is shorter than the old one."),
    why="Translated word for word, the word for more stays before a form that has it already.",
    spares="More before a noun phrase (more older people), words that only look compared (more eager, more clever).",
)
LANGUAGETOOL = Rule(
    "grammar/languagetool",
    "What LanguageTool finds in a suspicious sentence, by those of its rules that real translations bear out.",
    Safety.SUGGEST,
    ("By noon the hall was full with guests.", "By noon the hall was full of guests."),
    why="LanguageTool knows thousands of faults of English; most of its rules are wrong too often on translated news.",
    spares="Names, sentences without a sign of damage, and every rule that real translations have not borne out.",
)
RULES = (
    MISSING_PARTICIPLE,
    INFLECTED_INFINITIVE,
    AGREEMENT,
    MISSING_PLURAL,
    PLURAL_SCALE,
    ARTICLE,
    DOUBLE_COMPARATIVE,
    LANGUAGETOOL,
)
