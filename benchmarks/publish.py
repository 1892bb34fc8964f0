"""Makes `docs/benchmark.md` and `docs/benchmark.svg` of the figures of one run.

python benchmarks/publish.py [build/benchmark.json]
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
FIXES = {  # what would mend the worst cases, by the kind of mark they were missed or spoilt at
    "": "a veto where both sides of the edit are whole clauses, or where the words stand in a citation",
    "boilerplate": "kinds of lines that no pattern knows yet",
    "broken_word": "a second letter lost at a word's edge; sentence-initial words",
    "entity_variant": "a gazetteer entry; a third occurrence in the text",
    "false_stop": "the source, or a fragment that tags prove to have no verb",
    "fragment": "a veto on joining a fragment without a verb: nobody knows its sentence",
    "glue": "two content words glued off a link; what resembles a frequent word as well",
    "line_break": "short lines that end in a preposition",
    "lowercase_name": "organisations in the gazetteer whose words are all lower-cased",
    "midcap": "a capital behind a plural subject, which is as often a name",
    "mojibake": "bytes that were lost on the way",
    "morphology": "irregular participles behind have and be; stems that are nouns as well",
    "number": "numbers as the source's language writes them; plurals behind an adjective",
    "repetition": "copies of two and more words beside other damage; of capitalised words",
    "spacing_quotes": "runs of marks glued to both neighbours",
    "split_entity": "word order around the displaced piece",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table."""
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def share(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{100 * value:.{digits}f}"


def measured(results: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The tools that ran."""
    return {name: tool for name, tool in results["tools"].items() if "own" in tool}


def edits(tool: Mapping[str, Any]) -> bool:
    """Whether a tool changes text at all: extractors that only drop blocks stand in tasks 1 and 2 alone."""
    return bool(tool["edits_text"])


def repair(results: Mapping[str, Any], name: str) -> Iterator[str]:
    """Recall, precision, F0.5 and wrong edits of every tool on one of the project's sets."""
    rows = []
    for tool, found in measured(results).items():
        if edits(found):
            row, levels = found["own"][name], found["own"][name]["levels"]
            low, high = row["f05_interval"]
            rows.append([
                tool, share(row["recall"]), share(levels["fix"]["recall"]), share(levels["suggest"]["recall"]),
                share(row["precision"]), f"**{share(row['f05'])}** ({share(low)} to {share(high)})",
                f"{row['edits']}", f"{row['facts']}",
            ])  # fmt: skip
    head = ("", "recall", "of FIX", "of SUGGEST", "precision", "F0.5 (95%)", "edits", "edits that change a fact")
    yield from table(head, rows)


def _both(row: Mapping[str, Any]) -> str:
    return f"{share(row['recall'], 0)} / {share(row['precision'], 0)}"


def kinds(results: Mapping[str, Any], name: str) -> Iterator[str]:
    """Recall and precision by kind, tools in columns."""
    tools = {tool: found["own"][name]["kinds"] for tool, found in measured(results).items() if edits(found)}
    first = next(iter(tools.values()))
    rows = [
        [
            kind,
            str(first[kind]["marks"]),
            *(_both(each[kind]) for each in tools.values()),
        ]
        for kind in first
    ]
    yield from table(["recall / precision", "n", *tools], rows)


def ahead(results: Mapping[str, Any]) -> Iterator[str]:
    """The kinds of damage of which a peer finds more than newsmend does by default."""
    tools = {tool: found["own"]["broken"]["kinds"] for tool, found in measured(results).items() if edits(found)}
    ours = tools["newsmend"]
    lines = [
        f"- {kind}: {tool} finds {share(each[kind]['recall'], 0)}%, newsmend {share(ours[kind]['recall'], 0)}%; of edits "
        f"there {share(each[kind]['precision'], 0)}% and {share(ours[kind]['precision'], 0)}% are right."
        for tool, each in tools.items()
        for kind in ours
        if not tool.startswith("newsmend") and (each[kind]["recall"] or 0) > (ours[kind]["recall"] or 0)
    ]
    if lines:
        yield from ("Where a peer is ahead, since newsmend applies only what is right 99 times of 100:", "", *lines, "")


def harm(results: Mapping[str, Any]) -> Iterator[str]:
    """False edits on what is good."""
    rows = []
    for tool, found in measured(results).items():
        if not edits(found):
            continue
        clean, negatives = found["own"]["clean"], found["own"]["hard_negatives"]
        shared = found.get("shared", {}).get("clean")
        low, high = clean["wrong_per_1000_interval"]
        rows.append([
            tool, f"{clean['wrong_per_1000']:.2f} ({low:.2f} to {high:.2f})", f"{clean['touched']}",
            f"{negatives['touched']}", f"{shared['per_1000']:.2f}" if shared else "–",
            f"{clean['facts'] + negatives['facts']}",
        ])  # fmt: skip
    good, negatives = (results["sizes"][name]["texts"] for name in ("clean", "hard_negatives"))
    head = [
        "",
        "false edits per 1,000 words (95%)",
        f"articles touched of {good}",
        f"hard negatives touched of {negatives}",
    ]
    yield from table([*head, "evaluation set, per 1,000", "edits that change a fact"], rows)


def real(results: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for tool, found in measured(results).items():
        if edits(found) and "shared" in found:
            row = found["shared"]["real_mt"]["post-edit"]
            counts = (round(row[key] * row["segments"]) for key in ("wer_improved", "wer_worsened"))
            injected, pages = found["shared"]["injected"], found["shared"]["html"]
            rows.append([tool, *map(str, counts), share(injected["f05"]), share(pages["f05"])])
    head = ("", "segments nearer to the post-edit", "further from it", "F0.5, injected", "F0.5, pages with links")
    yield from table(head, rows)


def names(results: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for tool, found in measured(results).items():
        if edits(found):
            row, stay = found["own"]["names"], found["own"]["name_negatives"]
            rows.append([tool, share(row["recall"]), share(row["precision"]), share(row["f05"]), str(stay["touched"])])
    stay = results["sizes"]["name_negatives"]["texts"]
    yield from table(("", "recall", "precision", "F0.5", f"texts touched of {stay} that must stay"), rows)


def short_lines(results: Mapping[str, Any]) -> list[str]:
    """Why an extractor may be ahead on lines."""
    if all(row["name"] != "jusText" for row in results.get("main_text", ())):
        return []
    return [
        "jusText finds more of these lines: it drops whatever is short, and the paragraphs of these articles are long. "
        "On whole pages the same habit costs it a quarter of the text (below); newsmend drops only lines it knows.",
        "",
    ]


def boilerplate(results: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for tool, found in measured(results).items():
        row = found["own"]["boilerplate"]
        rows.append([tool, share(row["recall"]), share(row["precision"]), share(row["f05"])])
    yield from table(("", "recall", "precision", "F0.5"), rows)


def cost(results: Mapping[str, Any]) -> Iterator[str]:
    tools = measured(results)
    own = tools["newsmend"]["words_per_second"]
    rows = [
        [tool, f"{found['words_per_second'] / own:.2g}", f"{found['memory']:.0f}", f"{found['start']:.1f}",
         f"{found['dollars']:.2f}" if "dollars" in found else "0"]
        for tool, found in tools.items()
    ]  # fmt: skip
    yield from table(("", "words per CPU second, newsmend = 1", "peak MB", "CPU seconds to start", "US dollars"), rows)


def extraction(results: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        [row["name"], f"{row['f1']:.4f}", f"{row['precision']:.4f}", f"{row['recall']:.4f}", str(row["exact"])]
        for row in results["main_text"]
    ]
    yield from table(("", "F1", "precision", "recall", "exact"), rows)


def worst(results: Mapping[str, Any]) -> Iterator[str]:
    for name, cases in results["worst"].items():
        if cases:
            yield f"**{name}**"
            yield ""
            for case in cases:
                kind = case.partition(": ")[2].split(":")[0].removeprefix("missed ").removeprefix("wrong ")
                yield f"- {case} ({FIXES.get(kind if kind != 'elsewhere' else '', 'read by hand')})"
            yield ""


def plot(results: Mapping[str, Any]) -> str:
    """Two bars for every tool that edits: F0.5 on damage, and the square root of false edits on good text."""
    tools = {name: found for name, found in measured(results).items() if edits(found)}
    most = max(found["own"]["clean"]["wrong_per_1000"] for found in tools.values()) ** 0.5 or 1
    height = 34 + 24 * len(tools)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" font-family="sans-serif" font-size="12">'
    ]
    out += [
        '<rect width="100%" height="100%" fill="#fff"/>',
        '<text x="270" y="18" font-weight="bold">F0.5 on damaged news</text>',
    ]
    out.append('<text x="600" y="18" font-weight="bold">false edits per 1,000 good words</text>')
    for row, (name, found) in enumerate(tools.items()):
        y, f05, false = 30 + 24 * row, found["own"]["injected"]["f05"] or 0, found["own"]["clean"]["wrong_per_1000"]
        colour = "#1b5e8c" if name.startswith("newsmend") else "#9aa7b2"
        out.append(f'<text x="255" y="{y + 12}" text-anchor="end">{html.escape(name)}</text>')
        out.append(f'<rect x="270" y="{y}" width="{250 * f05:.1f}" height="16" fill="{colour}"/>')
        out.append(f'<text x="{275 + 250 * f05:.1f}" y="{y + 12}">{100 * f05:.1f}</text>')
        out.append(f'<rect x="600" y="{y}" width="{220 * false**0.5 / most:.1f}" height="16" fill="#b4552d"/>')
        out.append(f'<text x="{605 + 220 * false**0.5 / most:.1f}" y="{y + 12}">{false:.2f}</text>')
    return "\n".join([*out, "</svg>\n"])


def page(results: Mapping[str, Any]) -> str:
    """The page, whole."""
    tools, sizes = measured(results), results["sizes"]
    versions = ", ".join(dict.fromkeys(f"{name} {found['version']}" for name, found in tools.items()))
    missing = [f"{name} ({found['missing']})" for name, found in results["tools"].items() if "missing" in found]
    parts = [
        "# Benchmark",
        "",
        "Generated by `make bench`: one run, every tool on the same texts in a process of its own, scored on its output.",
        results.get("note", ""),
        f"Commit {results['commit']}, Python {results['python']}. {versions}.",
        f"Missing: {'; '.join(missing)}." if missing else "No tool was missing.",
        "",
        "![F0.5 on damaged news, and false edits on good news](benchmark.svg)",
        "",
        f"The project's own set was written for it (`benchmarks/data/`): {sizes['broken']['texts']} broken articles "
        f"with {sizes['broken']['marks']} marked artifacts, {sizes['held_out']['texts']} more that are held out, "
        f"{sizes['clean']['texts']} good articles ({sizes['clean']['words']:,} words), "
        f"{sizes['hard_negatives']['texts']} hard negatives. *Injected* is damage made from the good articles by "
        "a seed. The evaluation sets stand beside the checkout and are scored by their own scripts. An edit is right when the "
        "place it touches then says what gold says, or is nearer to it. Intervals are bootstraps over articles.",
        "",
        "## Repair: hand-made articles",
        "",
        *repair(results, "broken"),
        "Held out, never looked at for a repair:",
        "",
        *repair(results, "held_out"),
        "By kind. All that is marked FIX or SUGGEST counts, so what may only be suggested stays low where none are applied:",
        "",
        *kinds(results, "broken"),
        *ahead(results),
        "## Repair: injected damage",
        "",
        *repair(results, "injected"),
        *kinds(results, "injected"),
        "## False edits on good news",
        "",
        *harm(results),
        "## Boilerplate in plain text",
        "",
        "Extractors read the text as a page with a paragraph for each line.",
        "",
        *boilerplate(results),
        *short_lines(results),
        "## Names",
        "",
        *names(results),
    ]
    if "main_text" in results:
        parts += ["## Real machine translation, and the evaluation sets' damage", "", *real(results)]
        parts += ["## Main text from HTML", "", *extraction(results)]
    start = results["hook"]["python -c pass"]
    ticks = [[name, f"{seconds / start:.1f}"] for name, seconds in results["hook"].items()]
    parts += ["## Cost", "", "CPU seconds include servers and programs a tool starts. LanguageTool's server is warm when "
              "the words are counted.", "", *cost(results), "Checking one changed file, CPU time as a multiple of starting Python:", "",
              *table(("", "times"), ticks)]  # fmt: skip
    parts += [
        "## Our worst cases",
        "",
        "Wrong edits first. In brackets what would mend such a case.",
        "",
        *worst(results),
    ]
    return "\n".join(parts).rstrip() + "\n"


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "build" / "benchmark.json"
    results = json.loads(source.read_text(encoding="utf-8"))
    (DOCS / "benchmark.md").write_text(page(results), encoding="utf-8")
    (DOCS / "benchmark.svg").write_text(plot(results), encoding="utf-8")


if __name__ == "__main__":
    main()
