# Two commands: `make run` serves Escale on this machine, `make test` checks all of it. Each sets up what it needs first.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
TOOLS := .tools
VENV := .venv
UV := $(TOOLS)/bin/uv
BIN := $(VENV)/bin
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_COMPILE_BYTECODE := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

KILLS ?= 50
TURNS ?= 2000

.PHONY: help setup run test check lint types crash bench lock clean

help: ## What can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

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

run: setup ## Serve Escale on this machine, and say what to open or type next
	exec $(BIN)/bot serve

test: setup ## Check everything: style, types, content, tests, conversations, both databases, crashes
	$(MAKE) --no-print-directory lint types check
	$(BIN)/pytest --cov --cov-report=term:skip-covered -n 2 --dist loadfile
	$(MAKE) --no-print-directory crash
	$(BIN)/python -m tests.crash.driver --database postgresql --kills 10 --turns 300

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

lock: $(UV) ## Write requirements.txt again from pyproject.toml
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --quiet --output-file requirements.txt

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf $(TOOLS) $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
