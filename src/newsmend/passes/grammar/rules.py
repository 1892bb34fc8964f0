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
    "An inflected verb behind a modal or an infinitive's to.",
    Safety.FIX,
    ("They wanted to makes a decision.", "They wanted to make a decision."),
    why="Behind can, will or to the bare verb stands; anything else makes the reader go back.",
    spares="The preposition to (to increased pressure, according to reports), nouns (the will, a can).",
)
AGREEMENT = Rule(
    "grammar/agreement",
    "A verb that does not agree with the pronoun before it.",
    Safety.FIX,
    ("The mayor left early, and he say it was planned.", "The mayor left early, and he says it was planned."),
    why="Machine translation gets number and person wrong where the source language does not mark them.",
    spares="Questions and inversion, demands (insist that he leave), wishes (if he were), two subjects, quotations.",
)
MISSING_PLURAL = Rule(
    "grammar/missing-plural",
    "A singular noun behind a number from two.",
    Safety.FIX,
    ("The trial starts in the next two year.", "The trial starts in the next two years."),
    why="Many languages do not mark the plural behind a number; English does.",
    spares="Measures before a noun (a two week break), numbered things (page 5), nouns with one form, verbs.",
)
LANGUAGETOOL = Rule(
    "grammar/languagetool",
    "What LanguageTool finds in a suspicious sentence, by those of its rules that real translations bear out.",
    Safety.SUGGEST,
    ("By noon the hall was full with guests.", "By noon the hall was full of guests."),
    why="LanguageTool knows thousands of faults of English; most of its rules are wrong too often on translated news.",
    spares="Names, sentences without a sign of damage, and every rule that real translations have not borne out.",
)
RULES = (MISSING_PARTICIPLE, INFLECTED_INFINITIVE, AGREEMENT, MISSING_PLURAL, LANGUAGETOOL)
