"""newsmend repairs news articles that machines have mangled.

>>> import newsmend
>>> cleaned = newsmend.clean_text("The embassy was under siege , officials said said on Monday.")
>>> cleaned.text
'The embassy was under siege, officials said on Monday.'
>>> [entry.edit.rule.id for entry in cleaned.of("applied")]
['typography/space-before-mark', 'repetition/doubled-word']
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself would be most of what importing this package costs
if TYPE_CHECKING:
    from newsmend.api import clean_document, clean_files, clean_text
    from newsmend.config import Settings
    from newsmend.types import Cleaned, Document, Draft, Edit, Entry, NewsmendError, Pass, Rule, Safety

__all__ = [
    "Cleaned",
    "Document",
    "Draft",
    "Edit",
    "Entry",
    "NewsmendError",
    "Pass",
    "Rule",
    "Safety",
    "Settings",
    "clean_document",
    "clean_files",
    "clean_text",
]
__version__ = "0.1.0"

_HOME = {"Settings": "config", "clean_document": "api", "clean_files": "api", "clean_text": "api"}
# Old names and what replaces them. They go on working for one minor version, with a warning.
_RENAMED: dict[str, str] = {}


def __getattr__(name: str) -> object:
    # The hook and `import newsmend` must start fast: a name is fetched when somebody asks for it.
    if name in _RENAMED:
        import warnings

        warnings.warn(f"newsmend.{name} is now newsmend.{_RENAMED[name]}", DeprecationWarning, stacklevel=2)
        name = _RENAMED[name]
    if name not in __all__:
        raise AttributeError(f"module 'newsmend' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"newsmend.{_HOME.get(name, 'types')}"), name)


def __dir__() -> list[str]:
    return __all__
