"""What tags prove: a second opinion on a verb the words beside it leave in doubt.

Asked only where a rule has fired already, so that good text never reaches the tagger.
"""

from __future__ import annotations

from newsmend.language import analysis
from newsmend.types import Draft

# A form that is tagged as what it cannot be ("can be reduce": VBN) is so by its place: that is proof, too.
_VERB = frozenset({"VB", "VBP", "VBN"})
_BASE = frozenset({"VB", "VBP", "VBZ"})
_INFLECTED = frozenset({"VBD", "VBN", "VBZ", "NNS", "VB"})
_OBJECT = frozenset({"DT", "PRP", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD"})


def _tags(draft: Draft, start: int, end: int, after: str) -> tuple[str, str, str]:
    """The tag of a word as it stands, of its repair, and of what follows the repair; empty where there is none."""
    found, repaired = analysis.compared(draft, start, end, after)
    here, index = found.at(start), repaired.index(start)
    if here is None or index is None:
        return "", "", ""
    following = repaired.tokens[index + 1].tag if index + 1 < len(repaired.tokens) else ""
    return here.tag, repaired.tokens[index].tag, following


def participle(draft: Draft, start: int, end: int, after: str, *, passive: bool) -> bool:
    """Whether a base form behind an auxiliary is a verb, and a participle would stand there as one.

    Behind "be" nothing may follow that can be an object: "they are find more oil" lacks -ing, not -ed.
    """
    here, repaired, following = _tags(draft, start, end, after)
    return here in _VERB and repaired == "VBN" and not (passive and following in _OBJECT)


def infinitive(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether an inflected word is a verb, and its base form would be an infinitive in its place."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in _INFLECTED and repaired == "VB"


def third_person(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether a base form is the verb of its pronoun, in the plain present."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in _BASE and repaired == "VBZ"
