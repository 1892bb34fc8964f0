"""The run over many sources: what to read, where to write, what happened."""

from newsmend.batch.large import clean_source
from newsmend.batch.run import Run, Tally
from newsmend.batch.sources import IN_PLACE, OWN_FOLDER, Plan, Source, plan
from newsmend.batch.work import ALL_REPORTS, NO_SURVEY, REPORTS, Job, Maker, Result, count_names, count_source

__all__ = [
    "ALL_REPORTS",
    "IN_PLACE",
    "NO_SURVEY",
    "OWN_FOLDER",
    "REPORTS",
    "Job",
    "Maker",
    "Plan",
    "Result",
    "Run",
    "Source",
    "Tally",
    "clean_source",
    "count_names",
    "count_source",
    "plan",
]
