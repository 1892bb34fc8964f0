"""The spaCy pipeline that tags and splits sentences: the one in the wheel, or any other by name or path.

Nothing here imports spaCy until a text is to be tagged. `check` looks at a pipeline's own configuration file, so that
settings can be judged without loading it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsmend.types import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

OWN = ""  # the name that stands for the pipeline in the wheel
OFF = "off"  # the name that stands for none: no paragraph has tokens, and nothing is proved by tags
CONFIG = "config.cfg"
NEEDED = (
    ("fine-grained tags", ("tagger",)),
    ("parts of speech", ("morphologizer", "attribute_ruler")),
    ("sentence borders", ("senter", "parser", "sentencizer")),
)
"""What passes ask of a pipeline, and the factories of which one must be there for it."""


def folder(name: str = OWN) -> Path:
    """Where a pipeline lies. Raises ConfigError, with the command that installs it, when it is nowhere."""
    if name == OWN:
        return Path(str(files("newsmend").joinpath("data", "pipeline")))
    if (Path(name) / CONFIG).is_file():
        return Path(name)
    if Path(name).exists() or not name.isidentifier():
        raise ConfigError(f"{name}: no spaCy pipeline lies there (no {CONFIG}); name a folder or a package")
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [path.parent for place in places for path in sorted(Path(place).glob(f"*/{CONFIG}"))]
    if not found:
        raise ConfigError(f"{name}: this pipeline is not installed; run: python -m spacy download {name}")
    return found[0]


def check(name: str = OWN) -> Path:
    """A pipeline's folder, if it has the components passes need; without importing spaCy.

    Raises ConfigError, on one line, when the pipeline is missing or lacks a component.
    """
    from configparser import ConfigParser  # spaCy's own reader would import half of spaCy

    path = folder(name)
    parser = ConfigParser(interpolation=None, strict=False)
    parser.read(path / CONFIG, encoding="utf-8")
    factories = {
        parser[section]["factory"].strip('"')
        for section in parser.sections()
        if section.startswith("components.") and "factory" in parser[section]
    }
    missing = [f"{what} ({' or '.join(names)})" for what, names in NEEDED if factories.isdisjoint(names)]
    if missing:
        raise ConfigError(f"{name}: this pipeline has nothing that gives {', '.join(missing)}; choose another")
    return path


@cache
def load(name: str = OWN) -> Language:
    """The pipeline, loaded once per process. Raises ConfigError as `check` does, or when spaCy cannot read it."""
    path = check(name)
    import spacy

    from newsmend.language import borders, features  # noqa: F401 - they register what our own is made of

    try:
        nlp = spacy.load(path, exclude=["ner", "entity_linker", "entity_ruler"])
    except (ImportError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{name}: spaCy cannot load this pipeline: {reason}") from None
    for _, pipe in nlp.pipeline:
        _widen(getattr(pipe, "model", None))
    return nlp


def _widen(model: Any) -> None:
    """Make float32 of float16 weights: they are stored small and computed with as they were trained."""
    for node in model.walk() if hasattr(model, "walk") else ():
        for key in node.param_names:
            if node.has_param(key) and node.get_param(key).dtype == "float16":
                node.set_param(key, node.get_param(key).astype("float32"))
