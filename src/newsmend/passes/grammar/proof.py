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


def participle(draft: Draft, start: int, end: int, after: str, *, passive: bool, noun: bool = False) -> bool:
    """Whether a base form behind an auxiliary is a verb, and a participle would stand there as one.

    Behind "be" nothing may follow that can be an object: "they are find more oil" lacks -ing, not -ed. With `noun` the
    word may be tagged as one, where other things say that none can stand there.
    """
    here, repaired, following = _tags(draft, start, end, after)
    return (here in _VERB or (noun and here == "NN")) and repaired == "VBN" and not (passive and following in _OBJECT)


def infinitive(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether an inflected word is a verb, and its base form would be an infinitive in its place."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in _INFLECTED and repaired == "VB"


def counted(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether a word behind a number is a noun, and its plural would end the phrase."""
    here, repaired, following = _tags(draft, start, end, after)
    return here == "NN" and repaired == "NNS" and following not in {"NN", "NNS", "NNP", "NNPS", "JJ"}


def past(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether a past behind an auxiliary is a verb, and its participle would be one."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in {"VBD", "VBN"} and repaired == "VBN"


def is_modal(draft: Draft, start: int, end: int, after: str, modal: int) -> bool:
    """Whether what stands before a repair is a modal or a form of do, and no noun."""
    _, repaired = analysis.compared(draft, start, end, after)
    token = repaired.at(modal)
    return token is not None and token.tag in {"MD", "VBD", "VBP", "VBZ", "VB"}


def third_person(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether a base form is the verb of its pronoun, in the plain present."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in _BASE and repaired == "VBZ"


def plain_present(draft: Draft, start: int, end: int, after: str) -> bool:
    """Whether a third person is the verb of a plural before it, and would be its plain present without the -s."""
    here, repaired, _ = _tags(draft, start, end, after)
    return here in {"VBZ", "NNS"} and repaired == "VBP"
