"""The chain of repairs. Order is a decision, and this tuple is where it is written."""

from __future__ import annotations

from newsmend.passes.boilerplate import Boilerplate
from newsmend.passes.casing import Casing
from newsmend.passes.encoding import Encoding
from newsmend.passes.figures import Figures
from newsmend.passes.glue import Glue
from newsmend.passes.grammar import Grammar
from newsmend.passes.layout import Layout
from newsmend.passes.markup import Markup
from newsmend.passes.names import Names
from newsmend.passes.repetition import Repetition
from newsmend.passes.spelling import Spelling
from newsmend.passes.splices import Splices
from newsmend.passes.typography import Typography
from newsmend.passes.wording import Wording
from newsmend.types import Pass, Rule

PASSES: tuple[type[Pass], ...] = (
    Encoding,
    Markup,
    Boilerplate,
    Layout,
    Typography,
    Repetition,
    Glue,
    Casing,
    Splices,
    Names,
    Spelling,
    Figures,
    Grammar,
    Wording,
)


def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the chain."""
    return {rule.id: rule for each in PASSES for rule in each.rules}
