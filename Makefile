# Two commands: `make run` serves Escale on this machine, `make test` checks all of it. Each sets up what it needs first.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
TOOLS := .tools
VENV := .venv
UV := $(TOOLS)/bin/uv
BIN := $(VENV)/bin
NLU := nlu
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_COMPILE_BYTECODE := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

KILLS ?= 50
TURNS ?= 2000

.PHONY: help setup nlu nlu-report browser run test check lint types crash bench widget-figures lock clean

help: ## What can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

# uv comes from PyPI into a folder of the project; it brings Python 3.11 where the machine has none.
$(UV):
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.ready: $(UV) requirements.txt pyproject.toml
	$(UV) venv --quiet --allow-existing --python '>=3.11' $(VENV)
	$(UV) pip sync --quiet --python $(BIN)/python requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

setup: $(VENV)/.ready ## Install what the commands need, in folders of the project

browser: ## Install Chromium, for the tests of the pages, where it isn't there and may be installed
	@for one in "$$ESCALE_TEST_CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable chrome; do \
	  [ -n "$$one" ] && command -v "$$one" >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
	  echo "The tests of the pages need Chromium, and only the administrator of this machine may install it:" >&2; \
	  echo "  sudo apt-get update && sudo apt-get install chromium" >&2; \
	  echo "Or set ESCALE_TEST_CHROMIUM to the path of a Chromium or Chrome." >&2; exit 1; fi

$(NLU)/.venv/.ready: $(UV) $(NLU)/requirements.txt
	cd $(NLU) && ../$(UV) venv --quiet --allow-existing --python 3.10 .venv
	cd $(NLU) && ../$(UV) pip sync --quiet --python .venv/bin/python requirements.txt
	touch $@

nlu: setup $(NLU)/.venv/.ready ## Install Rasa in a Python of its own (2.6 GB), and train the model of intents
	$(BIN)/bot train

nlu-report: nlu ## How well the development set is understood: our report in nlu/report.md, Rasa's own beside the model; fails below its floors
	$(BIN)/python -m benchmarks.rasa_test
	$(BIN)/python -m benchmarks.understanding --to $(NLU)/report.md

run: setup nlu ## Serve Escale on this machine, and say what to open or type next
	exec $(BIN)/bot serve

test: setup browser nlu ## Check everything: style, types, content, tests, conversations, both databases, crashes
	$(MAKE) --no-print-directory lint types check
	$(BIN)/pytest --cov --cov-report=term:skip-covered -n 2 --dist loadfile
	$(MAKE) --no-print-directory crash
	$(BIN)/python -m tests.crash.driver --database postgresql --kills 10 --turns 300
	$(BIN)/python -m benchmarks.understanding --to /dev/null > /dev/null

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

check: setup
	$(BIN)/bot check

crash: setup ## Kill a server KILLS times during TURNS turns; nothing may be lost, nothing recorded twice
	$(BIN)/python -m tests.crash.driver --kills $(KILLS) --turns $(TURNS)

bench: setup ## Turns a second over REST, beside the floor measured in the same run
	$(BIN)/python -m benchmarks.rest_turns

widget-figures: setup browser ## What the widget weighs, and how soon a cheap phone on a slow network can use it
	$(BIN)/python -m benchmarks.widget

nlu-lock: $(UV) ## Write nlu/requirements.txt again from nlu/pyproject.toml
	cd $(NLU) && ../$(UV) pip compile pyproject.toml --universal --python-version 3.10 --generate-hashes \
	  --no-header --no-emit-index-url --quiet --output-file requirements.txt

lock: $(UV) ## Write requirements.txt again from pyproject.toml
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --quiet --output-file requirements.txt

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf $(TOOLS) $(VENV) $(NLU)/.venv $(NLU)/.build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
