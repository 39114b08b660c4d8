# Needs python3 (3.11 or later, with venv), make and a Python package index. Everything else is installed into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench golden browser postfix lock clean

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
UV := $(BIN)/uv
# Trust what the machine trusts: behind an office's proxy that is more than uv's own list.
export UV_SYSTEM_CERTS ?= true
ARGS ?=
DOORS := $(wildcard tests/integration/test_web_*.py tests/integration/test_cli_*.py tests/integration/test_api*.py)
JOB ?=

help: ## list the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r target what; do printf '%-16s %s\n' "$$target" "$$what"; done

setup: $(STAMP) ## create .venv and install what requirements.lock pins

run: setup ## start everything with the demonstration plan
	@exec $(BIN)/viza up --demo

test: setup browser postfix ## run the whole test suite (ARGS="tests/unit -k chain" narrows it)
ifeq ($(strip $(ARGS)),)
	@mkdir -p build
	@echo "tests/unit, tests/e2e and those of the supervisor and the doors run beside the others; their results come after theirs"
	@( failed=0; \
	$(BIN)/pytest -p no:cacheprovider tests/unit || failed=1; \
	$(BIN)/pytest -p no:cacheprovider tests/e2e || failed=1; \
	exit $$failed ) >build/beside.log 2>&1 & beside=$$!; \
	( failed=0; \
	$(BIN)/pytest -p no:cacheprovider tests/integration/test_supervisor_*.py || failed=1; \
	$(BIN)/pytest -p no:cacheprovider $(DOORS) || failed=1; \
	exit $$failed ) >build/doors.log 2>&1 & doors=$$!; \
	failed=0; \
	$(BIN)/pytest tests/integration --ignore-glob='*/test_supervisor_*' $(DOORS:%=--ignore=%) || failed=1; \
	wait $$doors || failed=1; wait $$beside || failed=1; \
	cat build/doors.log build/beside.log; \
	exit $$failed
else
	$(BIN)/pytest $(ARGS)
endif

lint: setup ## style, format, types, import layers, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: setup ## let ruff format the code and fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## run the benchmarks (JOB=name for one of them, N=items for another size)
	$(BIN)/python -m benchmarks $(JOB) $(if $(N),-n $(N))

golden: setup ## write the golden tables of tests/golden anew (then read what changed)
	$(BIN)/python -m tests.golden

browser: setup ## find Chromium for the tests, or install Debian's as root
	@$(BIN)/python -m tests.browser >/dev/null 2>&1 \
	|| { [ -z "$${CHROMIUM:-}" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fonts-liberation; } \
	|| true
	@$(BIN)/python -m tests.browser >/dev/null

# Asked for no configuration, Debian's package leaves the machine's own mail alone. Without it one test is skipped, by name.
postfix: setup ## find Postfix for the test of a real one, or install Debian's as root
	@$(BIN)/python -m tests.postfix >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q && echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postfix; } \
	|| true
	@$(BIN)/python -m tests.postfix >/dev/null || true

lock: setup ## resolve pyproject.toml again, to the newest versions that it allows
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade --quiet --generate-hashes \
	  --no-strip-extras --no-annotate --no-header --no-emit-index-url --output-file requirements.lock
	$(MAKE) setup

clean: ## remove .venv and every cache; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip alone cannot install a hashed lock in which one requirement names an extra of another, so it installs the locked
# uv, and uv installs the rest. The lock's entry for uv ends with the first line that does not continue.
$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "viza needs Python 3.11 or later: $(PYTHON) was not found" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "viza needs Python 3.11 or later: $(PYTHON) is $$($(PYTHON) -V 2>&1); name another one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
