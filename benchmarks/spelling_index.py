"""What near words cost to load: symspellpy's own dictionary, against the index that is read in place.

    python benchmarks/spelling_index.py

Each runs in a process of its own: load, then look one word up. Time is CPU time, memory what the process grew by; of
the mapped file only pages that were read count, and workers share them. symspellpy is measured as it comes (its 82,765
words, distance 2, prefix 7) and with the words of the index. The ratios are what to look at.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

OURS = """
from newsmend.language import spellings
from symspellpy import Verbosity
def load():
    return spellings.symspell()
"""
THEIRS = """
from importlib.resources import files
from symspellpy import SymSpell, Verbosity
def load():
    made = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    made.load_dictionary(str(files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")), 0, 1)
    return made
"""
SAME_WORDS = """
from newsmend.language import spellings
from symspellpy import SymSpell, Verbosity
words = dict(spellings.words())
def load():
    made = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word, count in words.items():
        made.create_dictionary_entry(word, count)
    return made
"""
MEASURE = """
import re, time
def grown():
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024
memory, start = grown(), time.process_time()
index = load()
assert index.lookup("recieve", Verbosity.TOP)[0].term == "receive"
print(time.process_time() - start, grown() - memory)
"""


def measured(setup: str) -> tuple[float, float]:
    """CPU seconds and megabytes of loading and one lookup, in a fresh process."""
    run = subprocess.run([sys.executable, "-c", setup + MEASURE], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def main() -> None:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "").parse_args()
    seconds, megabytes = measured(OURS)
    print(f"{'':<34} {'CPU s':>8} {'MB':>7} {'index takes, of it: time':>26} {'memory':>7}")
    print(f"{'index, read in place':<34} {seconds:>8.3f} {megabytes:>7.1f}")
    for name, setup in (("symspellpy, its dictionary", THEIRS), ("symspellpy, the index's words", SAME_WORDS)):
        other = measured(setup)
        print(
            f"{name:<34} {other[0]:>8.3f} {other[1]:>7.1f} {100 * seconds / other[0]:>25.1f}% "
            f"{100 * megabytes / other[1]:>6.1f}%"
        )


if __name__ == "__main__":
    main()
