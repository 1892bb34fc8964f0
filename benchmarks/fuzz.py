"""Feed damaged samples to the readers, guided by coverage, until one crashes, hangs or lies about its spans.

    python benchmarks/fuzz.py [--seconds N] [--format KIND] [corpus folder]

Needs the extra `fuzz` (atheris). The first byte of an input picks the format, the rest is the file; a crash leaves the
input in `crash-*`, which the same command reads again when given as its argument.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["newsmend.ingest"]):
    from newsmend import ingest
    from newsmend.ingest import archives, feeds, mail, markdown, packed, records, tabular, text, warc  # noqa: F401
    from newsmend.ingest.html import parse_html  # noqa: F401

from newsmend.types import Document, UnreadableError

KINDS = sorted(set(ingest.FORMATS.values()))
SAMPLES = Path(__file__).parent.parent / "tests" / "samples"
SLOW = 10  # seconds for one input, of at most 4 KB, that count as a hang
ingest.SIZE_LIMIT = 1 << 20  # small inputs unpack to what takes seconds otherwise
packed.FREE = 1 << 18


def one(data: bytes, kinds: list[str]) -> None:
    """Read one input; raises when a promise of the readers is broken."""
    if not data:
        return
    for found in ingest.read_bytes(data[1:], kinds[data[0] % len(kinds)], "x"):
        if isinstance(found, UnreadableError):
            if "\n" in str(found):
                raise AssertionError(f"a reason of more than one line: {found}")
            continue
        _check(found)


def _check(document: Document) -> None:
    ends = [span.end for span in (*(b.span for b in document.blocks), *(a.span for a in document.anchors))]
    ends += [block.at for block in document.dropped]
    if max(ends, default=0) > len(document.text):
        raise AssertionError("a span beyond the text")


def main() -> None:
    """Run for a bounded time, from the samples on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="how long to run [60]")
    parser.add_argument("--format", choices=KINDS, help="only this format")
    parser.add_argument("paths", nargs="*", help="a corpus folder to keep, or inputs to read again")
    options = parser.parse_args()
    kinds = [options.format] if options.format else KINDS
    with tempfile.TemporaryDirectory() as seeds:
        for sample in SAMPLES.iterdir():
            kind = ingest.format_of(sample.name)
            if kind in kinds and not ingest.packing_of(sample.name):
                (Path(seeds) / sample.name).write_bytes(bytes([kinds.index(kind)]) + sample.read_bytes())
        again = options.paths and all(Path(path).is_file() for path in options.paths)
        limits = [f"-max_total_time={options.seconds}", f"-timeout={SLOW}", "-max_len=4096", "-rss_limit_mb=3000"]
        atheris.Setup(
            [sys.argv[0], *limits, *options.paths, *([] if again else [seeds])],
            lambda data: one(data, kinds),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
