"""newsmend repairs news articles that machines have mangled.

>>> import newsmend
>>> cleaned = newsmend.clean_text("The embassy was under siege , officials said said on Monday.")
>>> cleaned.text
'The embassy was under siege, officials said on Monday.'
>>> [entry.edit.rule.id for entry in cleaned.of("applied")]
['typography/space-before-mark', 'repetition/doubled-word']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsmend.api import clean_document, clean_files, clean_text
    from newsmend.config import Settings
    from newsmend.types import Cleaned, Document, Edit

__all__ = ["Cleaned", "Document", "Edit", "Settings", "clean_document", "clean_files", "clean_text"]
__version__ = "0.1.0"

_HOME = {
    "Cleaned": "types",
    "Document": "types",
    "Edit": "types",
    "Settings": "config",
    "clean_document": "api",
    "clean_files": "api",
    "clean_text": "api",
}


def __getattr__(name: str) -> Any:
    # The hook and `import newsmend` must start fast: a name is fetched when somebody asks for it.
    if name not in _HOME:
        raise AttributeError(f"module 'newsmend' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"newsmend.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
