"""Train the small English pipeline that ships with newsmend: tagger, morphologizer, lemmatizer, senter.

    python training/tagger.py TREEBANK_FOLDER [--out build/pipeline] [--words 3200000]

The folder holds `ewt-train.conllu.gz`, `ewt-dev.conllu.gz`, `ewt-test.conllu.gz` and `pud-test.conllu.gz` (Universal
Dependencies; EWT is CC BY-SA 4.0, which the weights inherit). Three quarters of what the model reads are noised with
what machine translation and typesetting leave: false capitals, lower-cased names, curly quotes. Sentences are grouped
into paragraphs of many sizes, so that the senter sees borders inside a text. The learning rate falls to zero; the
weights kept are the running average that was best on the development set.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.converters.conllu_to_docs import conllu_to_docs
from thinc.api import Adam, Config, Optimizer, fix_random_seed

from newsmend.language import features  # noqa: F401 - registers the architecture

SEED = 20260
NOISE = 0.10  # share of words whose case is changed in a noised text
GROUPS = (1, 1, 2, 3, 5, 9)  # sentences in a paragraph
DROPOUT = 0.2
RATE, WARM_UP = 0.002, 0.03  # the highest learning rate; the share of words until it is reached
BATCH = 1_000  # words
EVERY = 400_000  # words between two looks at the development set
WEIGHTS = {"pos_acc": 0.4, "tag_acc": 0.2, "sents_f": 0.2, "morph_acc": 0.1, "lemma_acc": 0.1}


def read(path: Path, group: int = 1) -> list[Doc]:
    """The treebank's sentences in paragraphs of `group`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(conllu_to_docs(file.read(), n_sents=group, no_print=True))  # type: ignore[no-untyped-call]


def paragraphs(sentences: list[Doc], rng: random.Random) -> Iterator[Doc]:
    """Neighbouring sentences joined to paragraphs of mixed sizes, all in one vocabulary."""
    at = 0
    while at < len(sentences):
        size = rng.choice(GROUPS)
        joined = Doc.from_docs(sentences[at : at + size], ensure_whitespace=True)
        assert joined is not None
        yield joined
        at += size


def with_noise(doc: Doc, rng: random.Random, share: float = NOISE) -> Doc:
    """A copy of a paragraph with false capitals and lost ones; everything but the letters stays."""
    return _spelt(doc, [_recased(token.text, rng) if rng.random() < share else token.text for token in doc])


def _recased(word: str, rng: random.Random) -> str:
    if not word.isalpha() or len(word) == 1:
        return word
    if word.islower():
        return word.capitalize()
    return word.lower() if word.istitle() and rng.random() < 0.3 else word


def curled(doc: Doc) -> Doc:
    """A copy with quotes set as a typesetter would."""
    opened = False
    words = []
    for token in doc:
        word = token.text
        if word in {'"', "''", "``"}:
            opened = not opened
            word = "“" if opened else "”"
        words.append(word.replace("'", "’"))
    return _spelt(doc, words)


def _spelt(doc: Doc, words: list[str]) -> Doc:
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


def examples(nlp: Language, docs: list[Doc]) -> list[Example]:
    """Gold texts with bare copies to predict on, in the pipeline's vocabulary, which scores look strings up in."""
    moved = DocBin(docs=docs, store_user_data=False).get_docs(nlp.vocab)
    return [Example(Doc(nlp.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc]), doc) for doc in moved]


def batches(texts: list[Example], words: int, rng: random.Random) -> Iterator[list[Example]]:
    """Batches of about BATCH words, in a new order each time round, until so many words are read."""
    batch: list[Example] = []
    size = 0
    while True:
        rng.shuffle(texts)
        for text in texts:
            batch.append(text)
            size += len(text.reference)
            if size >= BATCH:
                words -= size
                yield batch
                if words <= 0:
                    return
                batch, size = [], 0


def fit(nlp: Language, train: list[Example], dev: list[Example], words: int, out: Path) -> None:
    """Train on so many words; the best pipeline on the development set is written to `out`."""
    rng = random.Random(SEED)
    optimizer: Optimizer = Adam(RATE, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    read_so_far, due, best, begun = 0, EVERY, 0.0, time.process_time()
    losses: dict[str, float] = {}
    for batch in batches(train, words, rng):
        done = read_so_far / words
        optimizer.learn_rate = RATE * min(done / WARM_UP + 0.01, (1 - done) / (1 - WARM_UP))
        nlp.update(batch, drop=DROPOUT, sgd=optimizer, losses=losses)
        read_so_far += sum(len(text.reference) for text in batch)
        if read_so_far >= due or read_so_far >= words:
            due += EVERY
            with nlp.use_params(optimizer.averages):
                scores = nlp.evaluate(dev)
                score = sum(weight * (scores.get(name) or 0.0) for name, weight in WEIGHTS.items())
                if score > best:
                    best = score
                    nlp.to_disk(out)
            figures = "  ".join(f"{name} {100 * (scores.get(name) or 0.0):.2f}" for name in WEIGHTS)
            print(f"{read_so_far:9} words, {time.process_time() - begun:5.0f} s  {figures}  {score:.4f}", flush=True)


def train(folder: Path, out: Path, config: Path, words: int) -> Language:
    """Train on the treebank in `folder`; the texts are read as they are, noised twice, and noised in curly quotes."""
    fix_random_seed(SEED)
    rng = random.Random(SEED)
    nlp = spacy.util.load_model_from_config(Config().from_disk(config), auto_fill=True)
    sentences = read(folder / "ewt-train.conllu.gz")
    plain = list(paragraphs(sentences, rng))
    noised = [with_noise(doc, rng, rng.choice((0.05, NOISE, 0.2))) for doc in paragraphs(sentences, rng)]
    noised += [with_noise(doc, rng) for doc in paragraphs(sentences, rng)]
    noised += [curled(with_noise(doc, rng, rng.choice((0.0, 0.05, NOISE)))) for doc in paragraphs(sentences, rng)]
    golds = examples(nlp, plain)
    nlp.initialize(lambda: golds)
    dev = read(folder / "ewt-dev.conllu.gz", 5)
    dev = [with_noise(doc, rng) if number % 2 == 0 else doc for number, doc in enumerate(dev)]
    fit(nlp, golds + examples(nlp, noised), examples(nlp, dev), words, out)
    return spacy.load(out)


def evaluate(nlp: Language, folder: Path) -> Iterator[str]:
    """The report: accuracies on both test sets, clean and with 10% false capitals; gold tokens, five sentences each."""
    rng = random.Random(SEED)
    for name in ("pud-test", "ewt-test"):
        docs = read(folder / f"{name}.conllu.gz", 5)
        for kind, golds in (("as is", docs), ("false capitals", [with_noise(doc, rng) for doc in docs])):
            scores: dict[str, Any] = nlp.evaluate(examples(nlp, golds))
            keys = ("pos_acc", "tag_acc", "morph_acc", "lemma_acc", "sents_f")
            yield f"{name:9} {kind:15} " + "  ".join(f"{key} {100 * (scores.get(key) or 0):.2f}" for key in keys)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--out", type=Path, default=Path("build/pipeline"))
    parser.add_argument("--words", type=int, default=3_200_000)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("tagger.cfg"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    nlp = train(args.treebank, args.out / "trained", args.config, args.words)
    print("\n".join(evaluate(nlp, args.treebank)))


if __name__ == "__main__":
    main()
