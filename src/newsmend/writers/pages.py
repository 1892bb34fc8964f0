"""Pages that the code tells: a rule's, for `newsmend explain`, and the documentation's of all rules and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from inspect import cleandoc
from typing import Any

from newsmend.config import Settings
from newsmend.passes import PASSES
from newsmend.types import Pass, Rule, Safety

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
    return text.replace("\r", "\u240d").replace("\n", "\n    ")


MADE = "<!-- Made by `make docs` from the code; change it there. -->\n\n"


def reference() -> dict[str, str]:
    """The documentation's generated pages by their path below docs/reference."""
    made = {f"rules/{each.name}.md": _pass_page(each) for each in PASSES}
    return {**made, "rules/index.md": _rules_page(), "configuration.md": _settings_page()}


def _pass_page(each: type[Pass]) -> str:
    """All rules of a pass, each with its page one level down."""
    parts = [f"{MADE}# {each.name}\n\n{_plain((each.__doc__ or '').strip())}\n"]
    parts += (re.sub(r"^#", "##", _escaped(rule_page(rule)), flags=re.MULTILINE) + "\n" for rule in each.rules)
    return "\n".join(parts)


def _escaped(page: str) -> str:
    """The page with its prose kept from being read as mark-up; indented examples are code already."""
    return "\n".join(line if line.startswith("    ") else _plain(line) for line in page.split("\n"))


def _plain(text: str) -> str:
    parts = re.split(r"(`[^`\n]+`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"[<*\[\]_]", _entity, part) for part in parts)


def _entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def _rules_page() -> str:
    rows = [
        f"| [`{rule.id}`]({each.name}.md#{_anchor(rule.id)}) | {rule.safety.word} | {_cell(rule.summary)} |"
        for each in PASSES
        for rule in each.rules
    ]
    promises = "\n".join(f"- {_plain(promise)}" for promise in PROMISES.values())
    head = "| rule | safety | what it looks for |\n|---|---|---|\n"
    return f"{MADE}# Rules\n\nIn the order in which the passes run.\n\n{promises}\n\n{head}" + "\n".join(rows) + "\n"


def _anchor(heading: str) -> str:
    return heading.replace("/", "")


def _settings_page() -> str:
    described = dict(_described(Settings))
    rows = [
        f"| `{field.name.replace('_', '-')}` | {_default(field)} | {_cell(described[field.name])} |"
        for field in fields(Settings)
        if field.name not in {"passes", "root"}
    ]
    table = "| key | default | what |\n|---|---|---|\n"
    parts = [
        f"{MADE}# Configuration\n\nSettings live in `newsmend.toml`, or below `[tool.newsmend]` in `pyproject.toml`; "
        "the file nearest to the articles counts, upwards from them. `--config FILE` names another. Options of the "
        "command line win. An unknown key is an error that names the file, the key and the allowed keys.\n\n"
        + table + "\n".join(rows) + "\n",
        "Regions between `<!-- newsmend: keep -->` and `<!-- newsmend: end -->` are never touched.\n",
    ]  # fmt: skip
    for each in PASSES:
        own = type(each().settings)  # type: ignore[attr-defined]
        if is_dataclass(own) and fields(own):
            parts.append(f"## `[pass.{each.name}]`\n\n{_plain(cleandoc(own.__doc__ or ''))}\n")
            rows = [f"| `{field.name.replace('_', '-')}` | {_default(field)} |" for field in fields(own)]
            parts.append("| key | default |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _described(settings: type[Any]) -> Iterator[tuple[str, str]]:
    """Each field with what the docstring says of it: lines `name: text`, what goes on is indented further."""
    for found in re.finditer(r"^(\w+): (.+(?:\n {4}.+)*)", cleandoc(settings.__doc__ or ""), re.MULTILINE):
        yield found[1], " ".join(found[2].split())


def _cell(text: str) -> str:
    return _plain(text).replace("|", "&#124;")


def _default(field: Field[Any]) -> str:
    value: Any = field.default
    if field.default_factory is not MISSING:
        value = field.default_factory()
    if isinstance(value, Safety):
        value = value.word
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{list(value)}`" if isinstance(value, tuple) else f"`{value}`"
