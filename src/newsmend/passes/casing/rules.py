"""The rules of the casing pass."""

from __future__ import annotations

from newsmend.types import Rule, Safety

_WHY = (
    "A translator is fed the text of each link as a sentence of its own, so that its first word, or the first one "
    "behind it, comes back with a capital."
)

FALSE_CAPITAL = Rule(
    "casing/false-capital",
    "A function word with a capital inside a sentence.",
    Safety.FIX,
    (
        "The embassy was under siege, Where protesters shouted.",
        "The embassy was under siege, where protesters shouted.",
    ),
    why=_WHY,
    typographic=True,  # a letter's case: a machine's slip inside a quotation as much as outside
    spares="Names that hold such a word (The Hague, Doctor Who, House of Commons), titles of works, headlines, words "
    "behind 'called' or 'film', grades, and pairs of words the document capitalises elsewhere.",
)
FALSE_CAPITAL_AT_LINK = Rule(
    "casing/false-capital-at-link",
    "A common word with a capital where a link or bold text starts or has just ended.",
    Safety.FIX,
    ("The report describes a ⟦Shortage of nurses⟧.", "The report describes a shortage of nurses."),
    why=_WHY,
    typographic=True,  # a letter's case: a machine's slip inside a quotation as much as outside
    spares="Words the document capitalises elsewhere, words beside other capitals, institutions (the Court), titles of "
    "works. Without links in the source the same capital is at most suggested.",
)
STRAY_CAPITAL = Rule(
    "casing/stray-capital",
    "A common word with a capital inside a sentence.",
    Safety.FIX,
    ("They said it would Increase the risk.", "They said it would increase the risk."),
    why="In plain text nothing tells where links stood, and most capitals of common words are meant.",
    typographic=True,
    spares="Words the document capitalises elsewhere, titles, headlines, institutions, words of laws and contracts. It "
    "is applied where a trained decision over the word, its neighbours and the document is sure, a little sooner in a "
    "text in which something else was broken.",
)
LOWERCASED_NAME = Rule(
    "casing/lowercased-name",
    "A known name, a weekday or a month without its capital.",
    Safety.FIX,
    ("He told the Associated press on monday.", "He told the Associated Press on Monday."),
    typographic=True,
    why="Parts of names that are also words lose their capital in translation.",
    spares="Phrases that are words as well (white house, islamic state), may and march, compass points, house style.",
)
RESUMPTIVE_PRONOUN = Rule(
    "casing/resumptive-pronoun",
    "A capitalised pronoun right behind the name it stands for.",
    Safety.SUGGEST,
    ("The cleric Moqtada al-Sadr He wrote on Twitter.", "The cleric Moqtada al-Sadr wrote on Twitter."),
    why="The text behind a linked name is translated as a sentence of its own and gets a subject of its own.",
    spares="Pronouns behind a full stop, a comma or a common word.",
)
RULES = (FALSE_CAPITAL, FALSE_CAPITAL_AT_LINK, STRAY_CAPITAL, LOWERCASED_NAME, RESUMPTIVE_PRONOUN)
