"""Imported once by the process that workers are forked from: tables are loaded here, and shared by all.

What is loaded is what cleaning an article of every kind of fault asks for, but for the tagger and the reader of pages,
which `preload_all` adds for runs long enough to earn them back. Frozen, so that the garbage collector of a worker does
not touch, and by that copy, the pages it shares.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from newsmend.api import clean_text
from newsmend.duplicates import sign
from newsmend.engines import local  # noqa: F401 - what workers run

ARTICLE = (
    "The the minister of foriegn affairs said on monday that talks with the European union. In Brussels had recieved "
    "support , and that and that he will to go to Washington , where the Presidents of Us and Mexico meets.\n\n"
    "It are a a teh agreement of 3,4 million euros , the Asociated Press reported.It was sign in Paris.\n\n"
    "President Vladimir Puttin &amp; Sergei Lavarov left: â€œWe hope so,â€\x9d they said.\n\nRead more\n"
)


def freeze() -> None:
    """Keep the garbage collector off all that is loaded by now."""
    gc.collect()
    gc.freeze()


with suppress(Exception):  # a worker meets the same fault again, with a document to tell it of
    sign(clean_text(ARTICLE).text * 4)
    freeze()
