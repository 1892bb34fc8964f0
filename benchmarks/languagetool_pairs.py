"""LanguageTool on real machine translation: all it would write, with and without spelling, beside the rules we use.

    python benchmarks/languagetool_pairs.py PAIRS.jsonl.gz [--sample 5000]

The pairs are the fixed choice of `postedits.py`, none of which `training/languagetool_rules.py` has seen. "All at once"
is what `language_tool_python.utils.correct` does: the first replacement of every finding. A segment counts as improved
when the number of words to change to reach its human post-edit falls.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from language_tool_python import LanguageTool
from language_tool_python.utils import correct

from newsmend.language import sounds
from newsmend.languagetool import client, server
from newsmend.languagetool.session import session
from newsmend.passes.grammar.proofread import trusted
from postedits import FURTHER, NEARER, SAME, Pair, pairs, tokens


def verdicts(chosen: list[Pair], repaired: Callable[[str], str]) -> Counter[str]:
    """How many segments a repair brought nearer to their post-edit, and how many further; untouched ones apart."""
    tally: Counter[str] = Counter()
    for pair in chosen:
        text = repaired(pair.mt)
        if text == pair.mt:
            continue
        wanted = tokens(pair.reference)
        before, now = sounds.edits(tokens(pair.mt), wanted), sounds.edits(tokens(text), wanted)
        tally[SAME if now == before else NEARER if now < before else FURTHER] += 1
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--sample", type=int, default=5_000)
    args = parser.parse_args()
    chosen = pairs(args.pairs, args.sample)
    with tempfile.TemporaryDirectory() as work, session(Path(work)) as where:
        url = where if where.startswith("http") else server.ensure(server.Lease.parse(where)).url
        tool = LanguageTool(client.ENGLISH, remote_server=url)
        rows = {"LanguageTool, all at once": verdicts(chosen, lambda text: correct(text, tool.check(text)))}
        tool.disabled_rules = set(client.SPELLING)
        rows["the same without spelling"] = verdicts(chosen, lambda text: correct(text, tool.check(text)))
        known = set(trusted())
        rows["only the rules newsmend uses"] = verdicts(
            chosen, lambda text: correct(text, [match for match in tool.check(text) if match.rule_id in known])
        )
    print(f"{len(chosen):,} segments")
    print(f"{'':<32} {'improved':>8} {'same':>6} {'worsened':>9}")
    for name, tally in rows.items():
        print(f"{name:<32} {tally[NEARER]:>8} {tally[SAME]:>6} {tally[FURTHER]:>9}")


if __name__ == "__main__":
    main()
