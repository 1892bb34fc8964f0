"""Breaks good articles by a seed, in plain text and in HTML with links, and writes gold and marks beside them.

    python benchmarks/inject.py FOLDER --out OUT [--seed 7] [--rate 5]

`OUT/marked` holds the articles in the format of `articles.py`; `OUT/txt`, `OUT/html` and `OUT/gold` what is read from
them. False capitals and false stops come from `training/damage.py`; every other kind is made here. The same folder,
seed and rate give the same bytes. The rate is artifacts per 1,000 words and kind.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import articles
from newsmend.language import lexicon

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
from damage import damage

RATE = 5.0
PAGE_LINES = {
    "head": (
        "Home > {desk} > Latest", "Share on Facebook Share on X", "3 minutes of reading", "Listen to this article",
        "Published: {day}/03/2024 - {hour}:40", "By: Editorial Office", "Text size A A A", "Save article",
    ),
    "middle": ("Read also: {title}", "Advertisement", "Continue reading below", "RELATED: {title}", "Watch the video"),
    "tail": (
        "Subscribe to our newsletter and receive the most important news every morning", "Follow us on Telegram",
        "Leave a reply", "Your email address will not be published.", "Name *", "Email *", "Post a comment",
        "All rights reserved. Reproduction is prohibited.", "Tags: {desk}, {title}", "You may also like",
        "Did you find an error? Select the text and press Ctrl+Enter", "More articles in {desk}", "Support our work",
        "Previous article", "Next article", "Share this article with your friends", "Log in to comment",
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


class Fault(NamedTuple):
    """A piece of good text and what the damage makes of it."""

    start: int
    end: int
    kind: str
    level: str
    broken: str
    cut: int = 0  # where the second of two glued words begins


Find = Callable[[str, random.Random], Iterator[Fault]]


def _pairs(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    words = list(_WORD.finditer(text))
    return ((a, b) for a, b in pairwise(words) if text[a.end() : b.start()] == " ")


def repetition(text: str, rng: random.Random) -> Iterator[Fault]:
    for a, b in _pairs(text):
        if a[0].islower() and b[0].islower():
            start, end = (a.start(), rng.choice((a.end(), b.end())))
            yield Fault(start, end, "repetition", "+", f"{text[start:end]} {text[start:end]}")


def glue(text: str, rng: random.Random) -> Iterator[Fault]:
    del rng
    for a, b in _pairs(text):
        if b[0].islower() and len(a[0]) > 3:
            yield Fault(a.start(), b.end(), "glue", "+", a[0] + b[0], len(a[0]))


def spacing(text: str, rng: random.Random) -> Iterator[Fault]:
    for match in re.finditer(r"\b(\w+)([,;]) (\w+)", text):
        a, mark, b = match.groups()
        yield Fault(match.start(), match.end(), "spacing_quotes", "+", a + rng.choice((f" {mark} ", f" {mark}")) + b)
    for match in re.finditer(r"“(\w+)", text):
        yield Fault(match.start(), match.end(), "spacing_quotes", "+", f"“ {match[1]}")


def mojibake(text: str, rng: random.Random) -> Iterator[Fault]:
    del rng
    for match in re.finditer(r"\S*[‘’“”–—£€éèüöäñçãå]\S*", text):
        try:
            yield Fault(match.start(), match.end(), "mojibake", "+", match[0].encode().decode("cp1252"))
        except UnicodeDecodeError:
            continue


def broken_word(text: str, rng: random.Random) -> Iterator[Fault]:
    for match in re.finditer(r"(?<![\w’'-])[a-z]{8,}(?![\w’'-])", text):
        at, drop = rng.randrange(2, len(match[0]) - 3), rng.choice((1, 2))
        yield Fault(match.start(), match.end(), "broken_word", "+", match[0][:at] + match[0][at + drop :])


def morphology(text: str, rng: random.Random) -> Iterator[Fault]:
    del rng
    for match in re.finditer(r"\b((?:has|had|have|been|was|were) (?:not )?)([a-z]{4,})ed\b", text):
        if stem := next((stem for stem in (match[2], match[2] + "e") if (lexicon.lower_share(stem) or 0) > 0.5), ""):
            yield Fault(match.start(), match.end(), "morphology", "+", match[1] + stem)
    for match in re.finditer(r"\b((?:would|could|may|must|should) (?:not )?)([a-z]{3,}[^s\W])\b", text):
        yield Fault(match.start(), match.end(), "morphology", "+", f"{match[1]}{match[2]}s")


def entity_variant(text: str, rng: random.Random) -> Iterator[Fault]:
    names = [match for match in _NAME.finditer(text) if len(match[0]) > 5]
    for match in names:
        if sum(other[0] == match[0] for other in names) >= 3:
            at = rng.randrange(1, len(match[0]) - 2)
            swapped = match[0][:at] + match[0][at + 1] + match[0][at] + match[0][at + 2 :]
            yield Fault(match.start(), match.end(), "entity_variant", "+", swapped)


def split_entity(text: str, rng: random.Random) -> Iterator[Fault]:
    for match in re.finditer(r"\b([A-Z][a-z]+) ([A-Z][a-z]{3,}) ((?:[a-z]{2,} ){2,4})(?=[a-z])", text):
        first, last, piece = match[1], match[2], match[3].strip()
        end = match.start(3) + len(piece)
        yield Fault(match.start(), end, "split_entity", "?", f"{first} {piece.capitalize()}. {last}")
    del rng


def lowercase_name(text: str, rng: random.Random) -> Iterator[Fault]:
    del rng
    days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|April|June|July|October|November"
    for match in re.finditer(rf"(?<=[a-z] )(?:{days})\b", text):
        yield Fault(match.start(), match.end(), "lowercase_name", "+", match[0].lower())


def number(text: str, rng: random.Random) -> Iterator[Fault]:
    del rng
    for match in re.finditer(r"[$€£](?=\d)|(?<=\d)%", text):
        yield Fault(match.start(), match.end(), "number", "+", f"{match[0]} " if match[0] != "%" else " %")


KINDS: tuple[Find, ...] = (
    repetition, glue, spacing, mojibake, broken_word, morphology, entity_variant, split_entity, lowercase_name, number,
)  # fmt: skip


def inject(text: str, rng: random.Random, *, links: bool, rate: float = RATE) -> str:
    """The body of a marked-up article: the good text with damage in it."""
    faults: list[Fault] = []
    anchors: list[tuple[int, int]] = []
    for fault, linked in _trained(text, rng):
        faults.append(fault)
        anchors += [linked] if linked else []
    for kind in KINDS:
        found = [_at_link(fault) if links else fault for fault in kind(text, rng)]
        share = len(text.split()) * rate / 1000
        faults += rng.sample(found, min(len(found), int(share) + (rng.random() < share % 1)))
    kept: list[Fault] = []
    for fault in sorted(faults):
        if not kept or fault.start > kept[-1].end + 1:
            kept.append(fault)
    return _page_lines(_marked(text, kept, anchors if links else []), rng)


def _at_link(fault: Fault) -> Fault:
    """Two words are glued where a link begins: the second is put into one."""
    if fault.kind != "glue":
        return fault
    return fault._replace(broken=f"{fault.broken[: fault.cut]}[[{fault.broken[fault.cut :]}]]")


def _trained(text: str, rng: random.Random) -> Iterator[tuple[Fault, tuple[int, int] | None]]:
    """The false capitals and stops of `training/damage.py`, in offsets of the good text, with the link each begins."""
    made, shift = damage(text, rng), 0
    for each in made.faults:
        start, broken = each.span.start - shift, made.text[each.span.start : each.span.end]
        kind = "midcap" if each.kind == "false_capital" else "false_stop"
        level = "?" if kind == "midcap" and len(each.before) > 4 else "+"
        link = next((a.span for a in made.anchors if a.span.start == each.span.start), None)
        linked = (start, start + link.end - link.start) if link and kind == "midcap" else None
        yield Fault(start, start + len(each.before), kind, level, broken), linked
        shift += len(broken) - len(each.before)


def _marked(text: str, faults: list[Fault], anchors: list[tuple[int, int]]) -> str:
    """The text with its marks; a link opens before the mark it begins with and closes behind the next word's end."""
    opens = {start: end for start, end in anchors if any(fault.start == start for fault in faults)}
    out, last, closing = list[str](), 0, 0
    for fault in faults:
        if closing and closing <= fault.start:
            out += text[last:closing], "]]"
            last, closing = closing, 0
        out.append(text[last : fault.start])
        if not closing and fault.start in opens and "\n" not in text[fault.start : opens[fault.start]]:
            out.append("[[")
            closing = max(opens[fault.start], fault.end)
        elif closing:
            closing = max(closing, fault.end)
        out.append(f"{{{{{fault.kind}{fault.level}|{fault.broken}=>{text[fault.start : fault.end]}}}}}")
        last = fault.end
    if closing:
        out += text[last:closing], "]]"
        last = closing
    return "".join([*out, text[last:]])


def _page_lines(body: str, rng: random.Random) -> str:
    facts = {"desk": rng.choice(("World", "Sport", "Economy", "Culture")), "title": "What you need to know today"}
    facts |= {"day": str(rng.randrange(10, 29)), "hour": str(rng.randrange(10, 23))}

    def some(place: str, most: int) -> list[str]:
        return [f"%% {line.format(**facts)}" for line in rng.sample(PAGE_LINES[place], rng.randrange(most + 1))]

    paragraphs = body.split("\n\n")
    at = rng.randrange(1, len(paragraphs)) if len(paragraphs) > 2 else len(paragraphs)
    middle = some("middle", 1)
    parts = ["\n".join(some("head", 3)), *paragraphs[:at], *middle, *paragraphs[at:], "\n".join(some("tail", 6))]
    return "\n\n".join(part for part in parts if part)


def injected(folder: Path, seed: int = 7, rate: float = RATE) -> Iterator[articles.Article]:
    """Damaged copies of every good article of a folder: one as plain text, one as a page with links."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8").strip()
        for form in ("txt", "html"):
            rng = random.Random(zlib.crc32(f"{seed} {form} {path.stem}".encode()))
            body = inject(text, rng, links=form == "html", rate=rate)
            facts = {"desk": path.stem, "html": "yes" if form == "html" else "no"}
            yield articles.read(f"{path.stem}-{form}", body, facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="good articles, one to a file")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--seed", type=int, default=7, help="any number")
    parser.add_argument("--rate", type=float, default=RATE, help="artifacts per 1,000 words, of each kind")
    args = parser.parse_args()
    for path in sorted(args.folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8").strip()
        for form in ("txt", "html"):
            rng = random.Random(zlib.crc32(f"{args.seed} {form} {path.stem}".encode()))
            body = inject(text, rng, links=form == "html", rate=args.rate)
            article = articles.read(path.stem, body, {"desk": path.stem})
            shown = articles.page(article) if form == "html" else article.dirty
            for kind, suffix, what in (
                (f"marked/{form}", "txt", body),
                (form, form, shown),
                ("gold", "txt", article.gold),
            ):
                target = args.out / kind / f"{path.stem}.{suffix}"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(what.strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
