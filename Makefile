# Two commands matter: `make site` builds everything from data/sources to site/, `make test` runs every test.
# A fresh machine needs Python 3.11 to 3.14, git and make; the rest is installed into .venv from requirements/*.lock.

VENV ?= .venv
PORT ?= 8000
PYTEST_ARGS ?= -n 2 --dist loadfile
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

# The first Python that can make virtual environments and that all locked packages have wheels for (3.15: not yet all);
# `make PYTHON=/path/to/python3` names another.
NEEDED := import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c '$(NEEDED)' 2>/dev/null && command -v $$name && break; done)

.DEFAULT_GOAL := site
.PHONY: interop picture site test serve demo bench-site bench bench-audit bench-gold bench-hostile bench-kill bench-reading bench-scale audit-packages lint check setup lock clean help

site: $(VENV)/.site.done ## build everything: data packages, audit, pages, site/ (the default)
	@$(BIN)/build-site all

test: lint ## every check and every test, those in a browser too
	@echo "Looking for a browser and a Chinese font"
	@$(BIN)/python tests/browser_setup.py
	@echo "Running the tests"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

interop: $(VENV)-interop/.done ## others' tools on our data: polars, DuckDB, Datasette, LibreOffice, R, RDF, feeds
	@$(VENV)-interop/bin/python -m tests.interop.programs
	@$(VENV)-interop/bin/python -m pytest tests/interop -p no:cacheprovider

$(VENV)-interop/.done: requirements/interop.lock requirements/install.py
	@$(if $(PYTHON),,$(error $(NO_PYTHON)))$(PYTHON) requirements/install.py $(VENV)-interop requirements/interop.lock
	@touch $@

serve: $(VENV)/.site.done ## show site/ on http://localhost:8000 (make serve PORT=8001 for another port)
	@$(BIN)/build-site serve --port $(PORT)

bench: $(VENV)/.dev.done ## speed, memory and cells of our PDF reading against plain pdfplumber
	@$(BIN)/python bench/pdf.py

bench-audit: $(VENV)/.dev.done ## defects planted in clean reports: what the audit finds, what it finds falsely
	@$(BIN)/python bench/audit.py --write
	@$(BIN)/python -m bench.gold --write

bench-gold: $(VENV)/.dev.done ## the audit on real reports against what an accountant judged (../shared/reports/gold)
	@$(BIN)/python -m bench.gold --write

bench-reading: $(VENV)/.dev.done ## 2,000 reports drawn to be misread: right, told, refused, or wrong in silence (never)
	@$(BIN)/python -m bench.reading --write

bench-kill: $(VENV)/.dev.done ## kill reading and build at 50 random points, race 20 runs: nothing broken, the same bytes at the end
	@KILLS=50 $(BIN)/python -m pytest -q tests/test_kill.py

bench-hostile: $(VENV)/.dev.done ## 300 hostile files through check, add, extract and pages beside two good reports
	@$(BIN)/python -m bench.hostile

N ?= 100 1000
bench-scale: $(VENV)/.dev.done ## what N="100 1000" invented reports cost, step by step, into docs/benchmarks.md
	@$(BIN)/python -m bench.scale $(N)

audit-packages: $(VENV)/.dev.done ## known vulnerabilities of the locked packages (asks pypi.org and osv.dev)
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/dev.lock

lint: $(VENV)/.dev.done ## style, types and workflow files, without the tests
	@echo "ruff: style"; $(BIN)/ruff check --quiet .
	@echo "ruff: format"; $(BIN)/ruff format --check --quiet .
	@echo "mypy: types"; $(BIN)/mypy --num-workers 2 || $(BIN)/mypy  # its workers give up on a busy machine
	@echo "zizmor: workflows"; $(BIN)/zizmor --offline --pedantic --no-progress --quiet .github/workflows
	@echo "check-jsonschema: workflows"
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

demo: $(VENV)/.dev.done ## a throw-away site with the real reports of ../shared/reports beside the first one, served
	@$(BIN)/python -m bench.demo --serve --port $(PORT)

picture: $(VENV)/.dev.done ## the README's picture of a report page, from the built site
	@$(BIN)/python -m bench.picture

bench-site: $(VENV)/.dev.done ## how soon a report page's charts stand in a slow browser
	@$(BIN)/python bench/site.py

check: $(VENV)/.site.done ## audit the data packages without building pages
	@$(BIN)/build-site check

setup: $(VENV)/.dev.done ## the environment for working on the code, without running anything

$(VENV)/.site.done: requirements/site.lock requirements/install.py
	@$(if $(PYTHON),,$(error $(NO_PYTHON)))$(PYTHON) requirements/install.py $(VENV) requirements/site.lock
	@touch $@

# dev.lock holds all of site.lock in the same versions
$(VENV)/.dev.done: requirements/dev.lock requirements/install.py
	@$(if $(PYTHON),,$(error $(NO_PYTHON)))$(PYTHON) requirements/install.py $(VENV) requirements/dev.lock
	@touch $(VENV)/.site.done $@

NO_PYTHON = no Python 3.11 to 3.14 with venv was found. Install one (Debian, Ubuntu: apt-get install python3-venv) \
	or name one: make PYTHON=/path/to/python3

UV := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command 'make lock' --quiet $(UPGRADE)

lock: $(VENV)/.dev.done ## write requirements/*.lock anew after a change in pyproject.toml (UPGRADE=--upgrade: newest versions)
	$(UV) pyproject.toml --group build -o requirements/site.lock
	$(UV) pyproject.toml --group dev -c requirements/site.lock -o requirements/dev.lock
	$(UV) pyproject.toml --group interop -c requirements/dev.lock -o requirements/interop.lock
	$(UV) requirements/assets.in --no-deps -o requirements/assets.lock

clean: ## remove everything that was made: environment, site, generated pages
	rm -rf $(VENV) build site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	git clean -qfdX -- build_site docs tests

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile
