# `make film` and `make test` need Python 3.11 or newer (with venv) and make, and nothing else.
# All paths are relative, so the folder may have any name.

PYTHON ?= python3
BIN := .venv/bin
MAKEFLAGS += --no-print-directory
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
QUICK := not slow

.PHONY: film test check bench soak format docs clean help

film: .venv/.made-film examples/media/lighthouse_music.wav  ## make the example film; the last line is its path
	@$(BIN)/rushes film examples/lighthouse.yaml

test: check  ## everything that has to pass: check, the slow tests, the built wheel
	@echo "── slow tests, and the built wheel in a fresh environment"
	@$(BIN)/python -m pytest -q -n 2 -m slow

check: .venv/.made-dev  ## the quick part of test
	@echo "── format and lint"
	@$(BIN)/python -m ruff format --check --quiet .
	@$(BIN)/python -m ruff check --quiet .
	@echo "── types"
	@$(BIN)/basedpyright --warnings
	@mkdir -p .make; echo "── layers"
	@$(BIN)/lint-imports --no-logo >.make/layers.txt || { cat .make/layers.txt; exit 1; }
	@echo "── generated docs"
	@$(BIN)/python docs/build.py --check
	@echo "── tests"
	@$(BIN)/python -m pytest -q -n 2 -m "$(QUICK)"

bench: .venv/.made-bench  ## run every benchmark; each ends with one line of JSON
	@for script in benchmarks/[!_]*.py; do echo "── $$script"; $(BIN)/python "$$script" || exit 1; done

soak: .venv/.made-dev  ## crash after crash: make soak RUNS=1000 SEED=7 BACKEND=sqlite; the last line is JSON
	@$(BIN)/python tests/crash/soak.py --runs $(or $(RUNS),100) --seed $(or $(SEED),1) --backend $(or $(BACKEND),sqlite)

format: .venv/.made-dev  ## format the code, and write the generated docs
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python docs/build.py --write

examples/media/lighthouse_music.wav: examples/lighthouse_music.py .venv/.made-film
	@$(BIN)/python examples/lighthouse_music.py >&2

clean:  ## remove the environment and everything that was built; takes and films stay
	@rm -rf .venv .make build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: rushes needs Python 3.11 or newer; say which with: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "error: Python's venv is missing; install it with: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up .venv" >&2
	@$(PYTHON) -m venv .venv
	@$(PIP) install --upgrade "pip>=25.1"

.venv/.made-film: .venv/bin/python pyproject.toml constraints.txt
	@echo "installing rushes into .venv" >&2
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/.made-dev: .venv/.made-film
	@echo "installing the development tools into .venv" >&2
	@$(PIP) install -c constraints.txt --group dev
	@touch $@

# MoviePy wants an older Pillow than ours, so it has an environment of its own.
.venv/.made-bench: .venv/.made-dev
	@echo "installing what the benchmarks compare with into .make/bench" >&2
	@$(PYTHON) -m venv .make/bench
	@.make/bench/bin/python -m pip -qq --disable-pip-version-check install --upgrade "pip>=25.1"
	@.make/bench/bin/python -m pip -qq --disable-pip-version-check install --group bench
	@touch $@
