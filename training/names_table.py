"""Write the table of what the gazetteer covers into docs/names.md: by kind, and people and groups by region.

    python training/names_table.py [--check]

A name belongs to the region of the first country among its context words. With `--check` nothing is written, and the
exit code is 1 when the page is stale.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from newsmend import tables
from newsmend.language.names import Entity, entities

PAGE = Path(__file__).parents[1] / "docs" / "names.md"
BEGIN, END = "<!-- coverage -->", "<!-- /coverage -->"
REGIONS = {
    "Arab world": "DZ BH EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN AE YE",
    "Iran, Turkey, Israel": "IR TR IL",
    "South Asia": "AF BD IN MV NP PK LK",
    "Former Soviet Union": "AM AZ BY EE GE KZ KG LV LT MD RU TJ TM UA UZ",
    "Central Europe, Balkans": "AL BA BG HR CY CZ GR HU XK ME MK PL RO RS SK SI",
    "Western Europe": "AT BE DK FI FR DE GB IS IE IT LU MT NL NO PT ES SE CH",
    "Africa south of the Sahara": "AO BJ BW BF BI CM CF TD CD ER ET GA GM GH GN CI KE LR MG MW ML MZ NA NE NG RW SN SL"
    " SO ZA SS TZ TG UG ZM ZW",
    "North America, Oceania": "US CA AU NZ",
    "Latin America, Caribbean": "AR BO BR CL CO CR CU DO EC SV GT HT HN JM MX NI PA PY PE UY VE",
    "East Asia": "CN HK JP KP KR MN TW",
    "South-east Asia": "KH ID LA MY MM PH SG TH VN",
}


def _regions() -> dict[str, str]:
    codes = {code: region for region, row in REGIONS.items() for code in row.split()}
    found: dict[str, str] = {}
    for country, kin, seat, code in tables.rows("countries.tsv"):
        for word in (country, *kin.split("|"), *seat.split("|")):
            if code in codes:
                found.setdefault(word, codes[code])
    return found


def region_of(entity: Entity, known: dict[str, str]) -> str:
    words = (*entity.context, *entity.forms)
    return next((known[word] for word in words if word in known), "elsewhere or everywhere")


def table() -> str:
    known = _regions()
    counts = Counter((region_of(entity, known), _column(entity.kind)) for entity in entities())
    columns = ("people", "organisations", "places", "other")
    lines = ["| region | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for region in (*REGIONS, "elsewhere or everywhere"):
        lines.append(f"| {region} | " + " | ".join(str(counts[region, column]) for column in columns) + " |")  # noqa: PERF401
    kinds = Counter(entity.kind for entity in entities())
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda row: (-row[1], row[0])))
    forms = sum(len(entity.forms) for entity in entities())
    slips = sum(len(entity.slips) for entity in entities())
    return "\n".join(
        [f"{kinds.total()} names in {forms} right forms, with {slips} listed slips. By kind: {listed}.", "", *lines]
    )


def _column(kind: str) -> str:
    if kind == "person":
        return "people"
    if kind in {"place", "country", "region", "water", "site"}:
        return "places"
    return "other" if kind in {"disease", "event", "law", "other", "people", "prize", "ship"} else "organisations"


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    fresh = f"{head}{BEGIN}\n{table()}\n{END}{tail}"
    if "--check" in sys.argv:
        sys.exit(int(fresh != text))
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
