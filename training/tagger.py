"""Train the small English pipeline that ships with newsmend: tagger, morphologizer, lemmatizer, senter.

    python training/tagger.py TREEBANK_FOLDER --out build/pipeline [--steps 20000]

The folder holds `ewt-train.conllu.gz`, `ewt-dev.conllu.gz`, `ewt-test.conllu.gz` and `pud-test.conllu.gz` (Universal
Dependencies; EWT is CC BY-SA 4.0, which the weights inherit). Every training text is given twice: as it is, and with
noise of the kind machine translation leaves (false capitals, lower-cased names, lost case), since that is what the
pipeline meets. Sentences are grouped into paragraphs, so that the senter sees borders inside a text.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.converters.conllu_to_docs import conllu_to_docs

SEED = 20260
NOISE = 0.10  # share of words whose case is changed in the noised copy


def read(path: Path, group: int) -> list[Doc]:
    """The treebank's sentences in paragraphs of `group`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(conllu_to_docs(file.read(), n_sents=group, no_print=True))  # type: ignore[no-untyped-call]


def with_noise(doc: Doc, rng: random.Random, share: float = NOISE) -> Doc:
    """A copy of a paragraph with false capitals and lost ones; everything but the letters stays."""
    words = []
    for token in doc:
        word = token.text
        if word.isalpha() and len(word) > 1 and rng.random() < share:
            if word.islower():
                word = word.capitalize()
            elif word.istitle() and rng.random() < 0.3:
                word = word.lower()
        words.append(word)
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        lemmas=[token.lemma_ for token in doc],
        sent_starts=[bool(token.is_sent_start) for token in doc],
    )


def corpora(folder: Path, out: Path) -> None:
    """Write the training and development corpora as spaCy's binary files."""
    rng = random.Random(SEED)
    train: list[Doc] = []
    for group in (1, 4, 9):
        docs = read(folder / "ewt-train.conllu.gz", group)
        train += docs if group != 9 else []
        train += [with_noise(doc, rng) for doc in docs]
    rng.shuffle(train)
    dev = read(folder / "ewt-dev.conllu.gz", 5)
    dev += [with_noise(doc, rng) for doc in dev]
    DocBin(docs=train, store_user_data=False).to_disk(out / "train.spacy")
    DocBin(docs=dev, store_user_data=False).to_disk(out / "dev.spacy")


def evaluate(nlp: Language, folder: Path) -> Iterator[str]:
    """The report: accuracies on both test sets, clean and with 10% false capitals."""
    from spacy.training import Example

    rng = random.Random(SEED)
    for name in ("pud-test", "ewt-test"):
        # Scores look strings up in the gold text's vocabulary, which must know the pipeline's.
        docs = list(DocBin(docs=read(folder / f"{name}.conllu.gz", 5)).get_docs(nlp.vocab))
        for kind, golds in (("as is", docs), ("false capitals", [with_noise(doc, rng) for doc in docs])):
            examples = [
                Example(Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]), d) for d in golds
            ]
            scores = nlp.evaluate(examples)
            keys = ("pos_acc", "tag_acc", "morph_acc", "lemma_acc", "sents_f")
            yield f"{name:9} {kind:15} " + "  ".join(f"{key} {100 * (scores.get(key) or 0):.2f}" for key in keys)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--out", type=Path, default=Path("build/pipeline"))
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("tagger.cfg"))
    args = parser.parse_args()
    from spacy.cli.train import train

    args.out.mkdir(parents=True, exist_ok=True)
    corpora(args.treebank, args.out)
    overrides = {
        "paths.train": str(args.out / "train.spacy"),
        "paths.dev": str(args.out / "dev.spacy"),
        "training.max_steps": args.steps,
        "training.seed": SEED,
    }
    train(args.config, args.out, overrides=overrides)
    nlp = spacy.load(args.out / "model-best")
    report = "\n".join(evaluate(nlp, args.treebank))
    print(report)
    (args.out / "report.txt").write_text(report + "\n")


if __name__ == "__main__":
    main()
