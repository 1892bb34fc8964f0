# One command per chore; each does its own set-up. CI runs `make check`, `make test` and `make docs`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SECONDS ?= 60
EVAL ?= ../shared/eval

.PHONY: run test check languagetool browser bench quality docs fuzz pipeline clean help
help:            ## list the chores
	@grep -E '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newsmend needs Python 3.11 or newer; say which: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

run: $(STAMP)    ## clean data/raw into data/clean and say where the report is
	$(BIN)/newsmend clean data/raw --out data/clean --config configs/example.toml

test: $(STAMP) languagetool browser   ## run all tests; with the evaluation sets beside the checkout, hold the figures against their floors
	$(BIN)/python -m pytest -n auto --dist loadgroup -q

check: $(STAMP)  ## lint, types, import contract, data tables
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/pages.py --check
	$(BIN)/python -m pytest -q tests/test_tables.py

languagetool: $(STAMP)   ## bring the grammar checker; what needs it is skipped by name where it cannot be had
	-$(BIN)/newsmend languagetool install

browser:         ## bring Chromium for the report's tests (Debian, as root); else they are skipped by name
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null; } || \
		echo "no chromium and chromedriver here: the report's browser tests will be skipped"

bench: $(STAMP) languagetool  ## run the benchmark beside all peers and make docs/benchmark.md of it
	$(BIN)/pip install --quiet --upgrade 'pip>=24'  # older ones fail on an extra that two peers name differently
	$(BIN)/pip install --quiet --editable '.[bench]'
	-npm install --silent --prefix build/node harper.js
	$(BIN)/python benchmarks/run.py --eval $(EVAL)
	$(BIN)/python benchmarks/publish.py

quality: $(STAMP)  ## print the gated figures: the project's own set, and the evaluation sets
	$(BIN)/python benchmarks/quality.py --eval $(EVAL)

docs: $(STAMP)   ## write the generated pages and build the documentation into site/; warnings and dead links are errors
	@$(BIN)/python -c 'import material' 2>/dev/null || $(BIN)/pip install --quiet --editable '.[docs]'
	$(BIN)/python docs/pages.py
	$(BIN)/mkdocs build --strict

fuzz: $(STAMP)   ## feed damaged samples to the readers for SECONDS (60)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/pip install --quiet --editable '.[fuzz]'
	$(BIN)/python benchmarks/fuzz.py --seconds $(SECONDS)

pipeline: $(STAMP) ## train the English pipeline in the wheel anew: make pipeline TREEBANK=folder (hours of CPU)
	OMP_NUM_THREADS=1 $(BIN)/python training/tagger.py $(TREEBANK) --out build/pipeline
	$(BIN)/python training/ship.py build/pipeline $(TREEBANK)

clean:           ## remove what the chores made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
