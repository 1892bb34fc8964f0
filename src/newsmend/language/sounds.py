"""How names sound: a phonetic key that finds the names a mangled one may be, and a weighted distance that ranks them.

The key is a consonant skeleton in the manner of Soundex and Daitch-Mokotoff, coarser, so that a name keeps it through
two changes of alphabet: vowels and h fall away, and letters that romanisations confuse (q, k, kh and g; d and t; v and
w) share a class. The distance is a string edit distance whose operations rewrite up to two letters at once (Brill and
Moore, ACL 2000), with costs measured on respelt names;
``training/correspondences.py`` makes ``correspondences.tsv`` and says how.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import polyleven

from newsmend import tables

Costs = dict[str, dict[str, float]]
FAR = float("inf")
levenshtein: Callable[..., int] = polyleven.levenshtein
UNLIKELY = 1.0  # what an operation costs that the table does not list, per letter
SWAP = 0.7  # two letters in the wrong order, a slip of the keyboard that no alphabet explains
_BAND = 3  # letters by which two prefixes may differ in length
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ß": "ss", "ə": "a", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
_NO_LETTER = re.compile(r"[^a-z]")
_CLASSES = "PTKFSLRN"
_CLASS = {
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("dt", "T"),
    **dict.fromkeys("gkqc", "K"),
    **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("szjx", "S"),
    **dict.fromkeys("mn", "N"),
    "l": "L",
    "r": "R",
}
# Longest first; a list of what several letters sound like, before single ones are looked at.
_CLUSTERS = re.compile(r"tsch|sch|tch|cz|sz|sh|zh|ch|dj|dz|ts|tz|kh|gh|ck|cq|ph|th|dh|ng|rh|c(?=[eiy])|x(?=[iu])")
_CLUSTER = {
    **dict.fromkeys(("tsch", "sch", "tch", "cz", "sz", "sh", "zh", "ch", "dj", "dz", "ts", "tz", "c", "x"), "S"),
    **dict.fromkeys(("kh", "gh", "ck", "cq"), "K"),
    "ph": "F",
    "th": "T",
    "dh": "T",
    "ng": "N",
    "rh": "R",
}


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word in the plain letters a to z: lower case, no accents, no apostrophes.

    >>> fold("Qur’ān"), fold("Işık"), fold("Łódź")
    ('quran', 'isik', 'lodz')
    """
    bare = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return _NO_LETTER.sub("", bare)


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """The consonant skeleton of a word, one letter for each class of sounds.

    >>> key("Qatib"), key("Kataib"), key("Zelenskyy"), key("Zilinsky")
    ('KTP', 'KTP', 'SLNSK', 'SLNSK')
    """
    letters = fold(word)
    skeleton: list[str] = []
    at = 0
    while at < len(letters):
        cluster = _CLUSTERS.match(letters, at)
        sound = _CLUSTER[cluster.group()] if cluster else _CLASS.get(letters[at], "")
        at = cluster.end() if cluster else at + 1
        if sound and (not skeleton or skeleton[-1] != sound):
            skeleton.append(sound)
    return "".join(skeleton)


def keys_near(skeleton: str) -> Iterator[str]:
    """The skeleton itself, then those that are one class or one swap away."""
    yield skeleton
    near = {skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton))}
    near |= {skeleton[:at] + each + skeleton[at:] for at in range(len(skeleton) + 1) for each in _CLASSES}
    near |= {skeleton[:at] + each + skeleton[at + 1 :] for at in range(len(skeleton)) for each in _CLASSES}
    near |= {skeleton[:at] + skeleton[at + 1] + skeleton[at] + skeleton[at + 2 :] for at in range(len(skeleton) - 1)}
    yield from sorted(near - {skeleton})


@lru_cache(maxsize=1 << 16)
def letters_of(word: str) -> int:
    """The set of a word's letters, as a bit mask: a cheap bound on how near two words can be."""
    mask = 0
    for letter in fold(word):
        mask |= 1 << (ord(letter) - 97)
    return mask


@cache
def _costs() -> Costs:
    return nested({(right, wrong): float(cost) for right, wrong, cost, _ in tables.rows("correspondences.tsv")})


def nested(costs: Mapping[tuple[str, str], float]) -> Costs:
    """Costs by what is rewritten, then by what it becomes."""
    table: Costs = {}
    for (right, wrong), cost in costs.items():
        table.setdefault(right, {})[wrong] = cost
    return table


@lru_cache(maxsize=1 << 16)
def distance(right: str, wrong: str, limit: float = 3.0) -> float:
    """What it costs to make `wrong` of the true name `right`: 0 for the same letters, infinite above `limit`.

    >>> distance("Kataib", "Qatib") < distance("Latin", "Qatib")
    True
    >>> distance("Łódź", "Lodz")
    0.0
    """
    return rewrite_cost(fold(right), fold(wrong), _costs(), limit)


def rewrite_cost(a: str, b: str, costs: Costs, limit: float = 3.0) -> float:  # noqa: C901, PLR0912, PLR0915
    """The least cost of rewriting folded `a` as folded `b`; infinite when every way costs more than `limit`.

    Costs are never negative, so a cell above the limit leads nowhere, and of each row only what a living cell of the
    two rows before reaches is computed (Ukkonen 1985). Unrolled for speed.
    """
    if a == b:
        return 0.0
    if abs(len(a) - len(b)) > _BAND:
        return FAR
    none: dict[str, float] = {}
    put_in = costs.get("", none)
    width = len(b) + 1
    # Of each prefix of b: its last letter, its last two, and what it costs to put them in.
    ends = [("", "", FAR, FAR)]
    for j in range(1, width):
        letter, pair = b[j - 1], b[j - 2 : j] if j > 1 else ""
        ends.append((letter, pair, put_in.get(letter, UNLIKELY), put_in.get(pair, FAR) if pair else FAR))
    row = [FAR] * width
    row[0] = 0.0
    low = high = 0  # the living cells of the row before, and below of the one before that
    for j in range(1, min(width, _BAND + 1)):
        best = row[j - 1] + ends[j][2]
        if j > 1 and (cost := row[j - 2] + ends[j][3]) < best:
            best = cost
        row[j] = best
        if best <= limit:
            high = j
    before = [FAR] * width
    low_before, high_before = width, -1
    for i in range(1, len(a) + 1):
        earlier, before, row = before, row, [FAR] * width
        one, two = a[i - 1], a[i - 2 : i] if i > 1 else ""
        swapped = two[::-1]
        of_one, of_two = costs.get(one, none), costs.get(two, none) if two else none
        drop, drop_two = of_one.get("", UNLIKELY), of_two.get("", FAR)
        reach = max(high, high_before) + 2
        start, low_before, high_before, low, high = max(min(low, low_before), i - _BAND, 0), low, high, width, -1
        for j in range(start, min(width, i + _BAND + 1)):
            if j > reach and j > high + 2:
                break
            best = before[j] + drop
            if (cost := earlier[j] + drop_two) < best:
                best = cost
            if j:
                letter, pair, put_one, put_two = ends[j]
                if (cost := before[j - 1] + (0.0 if letter == one else of_one.get(letter, UNLIKELY))) < best:
                    best = cost
                if (cost := row[j - 1] + put_one) < best:
                    best = cost
                if letter in of_two and (cost := earlier[j - 1] + of_two[letter]) < best:
                    best = cost
                if pair:
                    if pair in of_one and (cost := before[j - 2] + of_one[pair]) < best:
                        best = cost
                    if pair in of_two:
                        if (cost := earlier[j - 2] + of_two[pair]) < best:
                            best = cost
                    elif pair == swapped and (cost := earlier[j - 2] + SWAP) < best:
                        best = cost
                    if (cost := row[j - 2] + put_two) < best:
                        best = cost
            row[j] = best
            if best <= limit:
                high = j
                low = min(low, j)
        if high < 0 and high_before < 0:
            return FAR
    return row[-1] if row[-1] <= limit else FAR


def edits(a: Sequence[str], b: Sequence[str]) -> int:
    """How many letters must be put in, taken out or replaced to make one word of another, or words, one row of another.

    >>> edits("kataib", "qatib"), edits(["to", "be"], ["be"])
    (2, 1)
    """
    if isinstance(a, str) and isinstance(b, str):
        return levenshtein(a, b)
    letters: dict[str, str] = {}  # a letter of the private planes for each word
    one, other = ("".join(letters.setdefault(each, chr(0xF0000 + len(letters))) for each in row) for row in (a, b))
    return levenshtein(one, other)


def may_be_near(one: str, other: str) -> bool:
    """Whether two folded words are worth a distance, at a hundredth of its cost.

    >>> may_be_near("zurayqat", "zureikat"), may_be_near("kataib", "hamas")
    (True, False)
    """
    most = 1 + len(other) // 3
    return levenshtein(one, other, most) <= most


def within(words: Iterable[str], other: str, most: int) -> list[str]:
    """The words that at most so many edits part from another, folded one.

    >>> within(["Zurayqat", "Hamas"], "zureikat", 3)
    ['Zurayqat']
    """
    return [word for word in words if levenshtein(fold(word), other, most) <= most]


# What makes another word of a name: Tigray and Tigrayan, Petrov and Petrova, Houthi and Houthis.
_ENDINGS = frozenset(
    "a i s n o an ans ian ians ese e er ers in ic ish ism ist ists is os ov ova y yan na co es nio".split()
)


def derived(one: str, other: str) -> bool:
    """Tell whether one word may be made of the other: a plural, a nationality, the name of a woman of the family.

    >>> derived("Tigray", "Tigrayan"), derived("Moldova", "Moldovan"), derived("Petrov", "Petrova")
    (True, True, True)
    >>> derived("Salafist", "Salafism")
    True
    >>> derived("Jinping", "Jinpin"), derived("Lavrov", "Lavarov"), derived("Isfahan", "Isfahann")
    (False, False, False)
    """
    short, long = sorted((fold(one), fold(other)), key=len)
    if long.startswith(short):
        rest = long[len(short) :]
        return short == long or (rest in _ENDINGS and (rest != "n" or short[-1] in "aeiouy"))
    if short[:-3] == long[:-3] and {short[-3:], long[-3:]} == {"ism", "ist"}:
        return True
    stem, end = short[:-1], long[len(short) - 1 :]
    return len(stem) > 3 and len(end) > 1 and long.startswith(stem) and end in _ENDINGS and short[-1] in "aeiouy"


_VOWELS = frozenset("aeiou")
_ALPHABETS = frozenset("hywktcj")  # what changes of alphabet put in and take out: Khmelnova, Hmelnova


def is_typing_slip(right: str, wrong: str) -> bool:
    """Tell whether a keyboard explains the odd form as well as a change of alphabet: a vowel, a double letter, a swap.

    >>> is_typing_slip("Taylor", "Tayler"), is_typing_slip("Connor", "Conor"), is_typing_slip("Qadri", "Kadri")
    (True, True, False)
    """
    a, b = fold(right), fold(wrong)
    head = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swap = a[head + 1 : head + 2] + a[head : head + 1] + a[head + 2 :] == b[head:]
        return swap or (a[head + 1 :] == b[head + 1 :] and {a[head], b[head]} <= _VOWELS)
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1 or short[head:] != long[head + 1 :]:
        return False
    return long[head] not in _ALPHABETS or long[head] == long[head - 1 : head]


def vowels_apart(one: str, other: str) -> bool:
    """Tell whether two words differ in nothing but vowels, y, h and doubled letters: Hoshyar, Hoshiyar.

    >>> vowels_apart("Hoshyar", "Hoshiyar"), vowels_apart("Donald", "Donalt")
    (True, False)
    """
    return _consonants(one) == _consonants(other)


def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyh]", "", fold(word)))
