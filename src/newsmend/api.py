"""newsmend as a library: three functions over the one flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from newsmend import ingest
from newsmend.config import Settings
from newsmend.language.detect import language_of
from newsmend.pipeline import clean
from newsmend.survey import Survey
from newsmend.types import Cleaned, Document, Pass, SkippedError, UnreadableError


def clean_text(text: str, settings: Settings | None = None, *, passes: Sequence[Pass] = ()) -> Cleaned:
    r"""Strip and repair one plain-text article. `passes` are the caller's own; they follow those of the chain.

    Raises nothing for bad text: what cannot be repaired stays, and a pass that fails is named in `Cleaned.failures`.

    >>> clean_text("Talks resumed in in Cairo.\n\nLeave a Reply\n").text
    'Talks resumed in Cairo.\n'
    """
    return clean_document(ingest.read_text(text, "txt", id="text"), settings, passes=passes)


def clean_document(document: Document, settings: Settings | None = None, *, passes: Sequence[Pass] = ()) -> Cleaned:
    """Repair a document that has been read; its `text` is what passes see, its `dropped` blocks stay dropped.

    A document that is plainly not English stays as it is, and `Cleaned.skipped` says so.

    >>> clean_document(Document("a", "He said that that was all , yes.")).text
    'He said that that was all, yes.'
    """
    settings = settings or Settings()
    return clean_by(document, settings, (*passes_of(settings), *passes))


def clean_by(document: Document, settings: Settings, chain: Sequence[Pass], survey: Survey | None = None) -> Cleaned:
    """As `clean_document`, by this chain of passes and no other, with what the survey knows of the collection."""
    if settings.detect_language and (language := language_of(document.text)) != "en":
        return left_alone(document, language)
    return clean(document, chain, settings.policy(), survey, settings.spacy)


def left_alone(document: Document, language: str) -> Cleaned:
    """A document that is not English, as it came; of a page only the article, as for any other."""
    if document.metadata.get("format") != "html":
        document = replace(document, text=document.with_dropped(), blocks=(), anchors=(), dropped=())
    reason = f"its language is {language}; newsmend repairs English, and left it as it is"
    return Cleaned(replace(document, lang=language), document.text, skipped=reason)


def clean_files(
    paths: Iterable[str | PathLike[str]], settings: Settings | None = None, *, passes: Sequence[Pass] = ()
) -> Iterator[Cleaned]:
    """Read and repair files one after the other; a file of records gives one `Cleaned` each.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.txt")
    ...     _ = path.write_text("Talks resumed in in Cairo.")
    ...     [cleaned.text for cleaned in clean_files([path])]
    ['Talks resumed in Cairo.']

    Raises UnreadableError at the first file, or record of a file, that cannot be read.
    """
    settings = settings or Settings()
    for path in map(Path, paths):
        for document in ingest.read(path, id=path.name, text_field=settings.text_field):
            if isinstance(document, SkippedError):
                continue
            if isinstance(document, UnreadableError):
                raise document
            yield clean_document(document, settings, passes=passes)


_built: dict[int, tuple[Settings, tuple[Pass, ...]]] = {}


def passes_of(settings: Settings) -> tuple[Pass, ...]:
    """The chain that settings make, built once for the same object."""
    # Passes are stateless; building them for every document would cost more than cleaning a short one.
    key = id(settings)
    found = _built.get(key)
    if found is None or found[0] is not settings:
        if len(_built) > 16:
            _built.clear()
        found = _built[key] = (settings, settings.build_passes())
    return found[1]
