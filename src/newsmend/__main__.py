"""Entry point of `newsmend`: `check`, which hooks and editors call all day, starts without typer and rich."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["check"]:
        from newsmend.commands import check

        check.main(sys.argv[2:])
    else:
        from newsmend import cli

        cli.main()


if __name__ == "__main__":
    main()
