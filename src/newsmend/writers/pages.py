"""A rule's page, for `newsmend explain` and the documentation."""

from __future__ import annotations

from newsmend.types import Rule, Safety

PROMISES = {
    Safety.FIX: "fix: applied by default; at least 99 of 100 such edits are right.",
    Safety.SUGGEST: "suggest: shown, and applied on request (--safety suggest).",
    Safety.FLAG: "flag: shown; what stood there cannot be known from the text.",
}


def rule_page(rule: Rule) -> str:
    """The page as Markdown, always with the same headings."""
    before, after = rule.example
    instead = f"\n## Use instead\n\n    {_shown(after)}\n" if after is not None else ""
    marks = "\nIt changes characters and spacing, never words, and so may act inside quotations.\n" * rule.typographic
    return f"""# {rule.id}

## What it does

{rule.summary}

## Why it is bad

{rule.why}

## Example

    {_shown(before)}
{instead}
## Fix safety

{PROMISES[rule.safety]}
{marks}
## What it spares

{rule.spares}

## Options

Turn it off with `ignore = ["{rule.id}"]` in newsmend.toml or `--ignore {rule.id}`; keep single words with `keep`."""


def _shown(text: str) -> str:
    return text.replace("\n", "\n    ")
