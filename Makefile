# Puntual's commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:

PYTHON ?= python3
export PORT ?= 8000
export HOME_DIR ?= .local
export DEMO ?= 1
export CLOCK ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

PIP_INSTALL := -m pip install --quiet --quiet
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
CLOUD := .venv-cloud/.installed
TYPES := tests/portal/node_modules/.installed

.PHONY: help run test search check format bench package venv clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: $(RUN) $(CLOUD) ## the product on this machine (PORT=8000 HOME_DIR=.local DEMO=1 CLOCK=2026-11-22T09:00:00-05:00)
	@exec .venv/bin/python -m infra.local

test: $(DEV) $(CLOUD) ## all tests, the browser's included
	@bash infra/chromium.sh
	if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(TYPES); fi
	.venv/bin/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

search: $(DEV) $(CLOUD) ## the property tests with new random examples, again and again until one fails (ARGS=tests/domain)
	@while .venv/bin/python -m pytest --quiet --hypothesis-profile=search -m hypothesis --exitfirst $(or $(ARGS),tests/domain tests/intake tests/messages); do :; done

check: $(DEV) ## format, lint, types, template
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(TYPES) && tests/portal/node_modules/.bin/tsc -p portal/jsconfig.json; \
	else echo "No npm here: the portal's types go unchecked (apt-get install npm)."; fi
	.venv/bin/python -m infra.package
	.venv/bin/cfn-lint build/package/sam.json

format: $(DEV) ## rewrite in the project's format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: $(DEV) $(CLOUD) ## how fast, how much, how big: a table
	.venv/bin/python -m bench

package: $(RUN) ## build/package/: sam.json and deployment.zip
	@.venv/bin/python -m infra.package

venv: $(DEV) $(CLOUD) ## both virtual environments

clean: ## all that can be made again; the data in HOME_DIR stays
	rm -rf .venv .venv-cloud tests/portal/node_modules build .chalice/deployments .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Puntual needs Python 3.11 or newer: make PYTHON=/path/to/python3") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv-cloud/bin/python: .venv/bin/python
	@$(PYTHON) -m venv .venv-cloud

$(RUN): requirements.txt infra/requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing what the product needs (.venv) …"
	.venv/bin/python $(PIP_INSTALL) -r infra/requirements.txt -c constraints.txt
	touch $@

$(DEV): $(RUN) requirements-dev.txt
	@echo "Installing what tests and checks need (.venv) …"
	.venv/bin/python $(PIP_INSTALL) -r requirements-dev.txt -c constraints.txt
	touch $@

$(TYPES): tests/portal/package.json tests/portal/package-lock.json
	@npm ci --prefix tests/portal --silent --no-audit --no-fund
	touch $@

$(CLOUD): infra/local/requirements.txt infra/local/constraints.txt | .venv-cloud/bin/python
	@echo "Installing the embedded cloud (.venv-cloud) …"
	.venv-cloud/bin/python $(PIP_INSTALL) -r infra/local/requirements.txt -c infra/local/constraints.txt
	touch $@
