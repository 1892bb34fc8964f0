"""Imported once by the process that workers are forked from: tables and models are loaded here, and shared by all.

What is loaded is what cleaning an article of every kind of fault asks for. Frozen, so that the garbage collector of a
worker does not touch, and by that copy, the pages it shares.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from newsmend.api import clean_text
from newsmend.duplicates import sign

_ARTICLE = (
    "The the minister of foriegn affairs said on monday that talks with the European union. In Brussels had recieved "
    "support , and that and that he will to go to Washington , where the Presidents of Us and Mexico meets.\n\n"
    "It are a a teh agreement of 3,4 million euros , the Asociated Press reported.It was sign in Paris.\n\nRead more\n"
)

with suppress(Exception):  # a worker meets the same fault again, with a document to tell it of
    sign(clean_text(_ARTICLE).text * 4)
    gc.collect()
    gc.freeze()
