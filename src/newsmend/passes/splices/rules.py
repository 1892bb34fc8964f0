"""The rules of the splices pass."""

from __future__ import annotations

from newsmend.types import Rule, Safety

SPLIT_ENTITY = Rule(
    "splices/split-entity",
    "A name torn apart by a piece of its sentence.",
    Safety.FIX,
    (
        "Marisol Has promised to rebuild. Quintana, who the whole bridge, owns Quintana and Sons.",
        "Marisol Quintana, who has promised to rebuild the whole bridge, owns Quintana and Sons.",
    ),
    why="A translator is fed links apart from their sentence, and one piece lands inside a name. The piece goes back "
    "where it reads on; where no place stands out it is taken out, and stays to be seen in the report.",
    spares="Pieces that may well be the end of a sentence with nothing wrong but a capital: suggested. Pieces with "
    "a number or a negation are not taken out unasked.",
)
FALSE_STOP = Rule(
    "splices/false-stop",
    "A full stop inside a sentence.",
    Safety.FIX,
    (
        "The study appeared in the latest issue. Of the medical journal.",
        "The study appeared in the latest issue of the medical journal.",
    ),
    why="Pieces of a sentence are translated apart, and each comes back with a capital and a full stop of its own.",
    typographic=True,  # a mark and a letter's case, no word
    spares="Sentences that may stand by themselves. Those with And, But or Or, short ones, and those in which a "
    "pronoun follows soon are only suggested; others are joined where a trained decision is sure.",
)
RULES = (SPLIT_ENTITY, FALSE_STOP)
