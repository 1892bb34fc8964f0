"""Make a trained pipeline small enough for the wheel: float16 weights, no strings but its labels.

    python training/ship.py build/pipeline TREEBANK_FOLDER [--out src/newsmend/data/pipeline]

The first folder is what ``training/tagger.py`` leaves. The report beside the weights is measured on what is shipped.
``newsmend.language.pipeline`` makes float32 of the weights when it loads them.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language

from newsmend.language import pipeline
from tagger import NOISE, evaluate

HEAD = f"""\
Accuracies in percent, of the float16 weights shipped. Gold tokens; paragraphs of five sentences; false capitals:
{NOISE:.0%} of the words have their case changed. pos: UPOS, tag: XPOS, morph: all UD features, sents_f: F1 of sentence
borders."""


def halved(path: Path) -> None:
    """Store the weights of one component as float16."""
    message = srsly.msgpack_loads(path.read_bytes())
    message["params"] = [
        {name: value if value is None else value.astype("float16") for name, value in node.items()}
        for node in message["params"]
    ]
    path.write_bytes(srsly.msgpack_dumps(message))


def labels(nlp: Language) -> list[str]:
    """Every string the components look up: tags, morphological features, what lemmatizer trees cut off and put on."""
    found: set[str] = set()
    pipes: dict[str, Any] = dict(nlp.pipeline)
    for pipe in pipes.values():
        for label in getattr(pipe, "labels", ()):
            text = str(label)
            found |= {text, *(half for pair in text.split("|") for half in (pair, *pair.split("=")))}
            found.add("|".join(pair for pair in text.split("|") if not pair.startswith("POS=")))
    trees = pipes["trainable_lemmatizer"].trees
    for number in range(len(trees)):
        found |= {nlp.vocab.strings[trees[number][key]] for key in ("orig", "subst") if key in trees[number]}
    return sorted(found - {""})


def ship(source: Path, out: Path) -> None:
    """Write the pipeline in `source` to `out`, small."""
    nlp = pipeline.load(str(source))
    strings = labels(nlp)
    nlp.add_pipe("newsmend_quote_borders", last=True)
    nlp.meta.update(
        name="newsmend",
        version="1.0.0",
        description="English tagger, morphologizer, lemmatizer and sentence splitter that ships with newsmend.",
        license="CC BY-SA 4.0",
        sources=[{"name": "Universal Dependencies English EWT", "license": "CC BY-SA 4.0"}],
    )
    nlp.meta["performance"] = {}
    shutil.rmtree(out / "vocab", ignore_errors=True)
    nlp.to_disk(out)
    for path in out.glob("*/model"):
        halved(path)
    (out / "vocab" / "strings.json").write_text(json.dumps(strings, ensure_ascii=False, indent=0) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("trained", type=Path)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/newsmend/data/pipeline"))
    args = parser.parse_args()
    ship(args.trained / "trained", args.out)
    lines = list(evaluate(pipeline.load(str(args.out)), args.treebank))
    (args.out / "report.txt").write_text("\n".join([HEAD, *lines]) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
