"""`newsmend rules` and `newsmend explain`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from newsmend.commands.options import stop


class Format(StrEnum):
    """How the rules are listed."""

    text = "text"
    json = "json"


def rules(
    output_format: Annotated[Format, typer.Option("--output-format", help="text or json.")] = Format.text,
) -> None:
    """List every rule with what it promises.

    \b
    Examples:
      newsmend rules
      newsmend rules --output-format json
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend import passes

    known = passes.rules()
    if output_format == Format.json:
        listing = [{"id": r.id, "safety": r.safety.word, "summary": r.summary} for r in known.values()]
        typer.echo(json.dumps(listing, ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name in known)
    for rule in known.values():
        typer.echo(f"{rule.id:<{width}}  {rule.safety.word:<7}  {rule.summary}")


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, such as casing/false-capital.")],
) -> None:
    """Show one rule's page: what it does, why, an example, when it stays silent.

    \b
    Example:
      newsmend explain casing/false-capital
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend import passes
    from newsmend.writers.pages import rule_page

    known = passes.rules()
    if rule not in known:
        from difflib import get_close_matches

        near = get_close_matches(rule, known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "'newsmend rules' lists them"
        stop(f"unknown rule {rule!r}; {hint}")
    typer.echo(rule_page(known[rule]))
