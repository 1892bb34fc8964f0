"""The spaCy component: `nlp.add_pipe("newsmend")` puts what newsmend finds into `doc._.newsmend`.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("newsmend", config={"settings": {"ignore": ["typography"]}})
>>> doc = nlp("Talks resumed in in Cairo.")
>>> [(entry.outcome, entry.edit.before, entry.edit.after) for entry in doc._.newsmend.entries]
[('applied', 'in in', 'in')]
>>> doc._.newsmend.text
'Talks resumed in Cairo.'
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from newsmend.api import clean_document
from newsmend.config import Settings
from newsmend.types import Document


class Component:
    """Cleans a document's text, whose tokens stay as they are; `entry.origin` are code points of `doc.text`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if not Doc.has_extension("newsmend"):
            Doc.set_extension("newsmend", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """The document with a `Cleaned` in `doc._.newsmend`."""
        doc._.newsmend = clean_document(Document("doc", doc.text), self.settings)
        return doc


@Language.factory("newsmend", default_config={"settings": {}})
def create(nlp: Language, name: str, settings: dict[str, Any]) -> Component:  # noqa: ARG001 - spaCy's signature
    """Make the component; `settings` are the keys of newsmend.toml. Raises ConfigError."""
    return Component(Settings().with_values("nlp.add_pipe", **settings))
