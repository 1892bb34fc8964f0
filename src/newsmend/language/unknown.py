"""Small words that nobody knows: slips, terms, foreign words. Asked of one text, or counted over a collection."""

from __future__ import annotations

import re

from newsmend.language import lexicon

TOKEN = re.compile(r"(?<![\w@#/\\.'’&~$-])[a-z]{4,24}(?![\w@/~(-]|[.]\w| ?['’]\w)")
MOST = 400  # distinct unknown words in one text; with more it is no English article


def unknown_words(text: str) -> frozenset[str]:
    """The lower-case words of a text that stand in no list, of four letters or more; none where there are too many.

    >>> sorted(unknown_words("The coaltion met; a coaltion of Grobleshank."))
    ['coaltion']
    """
    found = frozenset(word for word in set(TOKEN.findall(text)) if not lexicon.known(word))
    return found if len(found) <= MOST else frozenset()
