"""newsmend for Ray Data (extra `ray`): `clean_dataset` gives a dataset of articles back with clean texts."""

from newsmend.engines.ray import clean_dataset

__all__ = ["clean_dataset"]
