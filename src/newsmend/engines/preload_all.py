"""As `preload`, with the tagger and the reader of pages: some seconds that long runs spend once for all workers."""

from __future__ import annotations

from contextlib import suppress

from newsmend import ingest
from newsmend.api import clean_document
from newsmend.engines.preload import ARTICLE, freeze
from newsmend.language import pipeline
from newsmend.types import Document

_LINES = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() if line)
_PAGE = f"<html><title>Talks</title><body><nav><a href='/'>Home</a></nav><article>{_LINES}</article></body></html>"

with suppress(Exception):  # as in `preload`
    pipeline.load()(ARTICLE)
    for found in ingest.read_bytes(_PAGE.encode(), "html", "page"):
        if isinstance(found, Document):
            clean_document(found)
    freeze()
