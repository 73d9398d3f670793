# What the paper's operator does: `make` alone lists it.
# Another interpreter than the PATH's python3: make run PYTHON=python3.13

PYTHON ?= python3
PY := .venv/bin/python
# The settings of the checks: no .env, and a site as it would stand in public.
CHECKED := env ENV_FILE=/dev/null DATA_DIR=.venv/checks DATABASE_URL=sqlite://:memory: DEBUG=off PROXIES=0 \
	SITE_URL=https://news.example SECRET_KEY=checks-only-and-as-long-as-the-real-one-that-env_file-writes

.DEFAULT_GOAL := help
.PHONY: help run dev test test-fast test-scale style check-python check-types check-templates check-imports \
	check-migrations check-messages bench pictures lock messages sbom python requirements requirements-dev
# Requirements are installed before the checks that need them.
.NOTPARALLEL:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: requirements ## Install, prepare and serve the site: http://127.0.0.1:8000, or PORT=8123 make run
	@$(PY) newsroom/server/env_file.py
	@$(PY) manage.py prepare
	@exec $(PY) -m newsroom.server.supervisor -m gunicorn -c newsroom/server/gunicorn.py

dev: requirements ## The same with a reloading server and readable errors, for development
	@$(PY) newsroom/server/env_file.py
	@DEBUG=on $(PY) manage.py prepare
	@DEBUG=on exec $(PY) -m newsroom.server.supervisor manage.py dev

test: style ## Check style, types, templates, migrations, imports and deployment; run all tests, on both databases
	@$(PY) newsroom/tests/support/browser.py
	@$(CHECKED) $(PY) manage.py check --deploy --fail-level WARNING >/dev/null
	@$(PY) -m pytest -q -n auto
	@$(PY) -m newsroom.tests.support.on_postgresql -n auto

test-fast: requirements-dev ## Run the unit tests alone: no browser, no other servers, no style
	@$(PY) -m pytest -q -n auto -m unit

style: requirements-dev check-python check-types check-templates check-imports check-migrations check-messages ## Check style alone: some seconds

# Each is a hook of .pre-commit-config.yaml too, so it must install nothing.
check-python:
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo "Not formatted: $(PY) -m ruff format ."; exit 1; }

check-types:
	@$(CHECKED) $(PY) -m mypy --no-error-summary

check-templates:
	@find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} + >.venv/templates.log 2>&1 \
		|| { cat .venv/templates.log; echo "Not formatted: run .venv/bin/djade on these templates."; exit 1; }

check-imports:
	@$(PY) .venv/bin/lint-imports --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }

check-migrations:
	@$(CHECKED) $(PY) manage.py makemigrations --check --dry-run -v1 >.venv/migrations.log \
		|| { cat .venv/migrations.log; echo "A model changed without a migration."; exit 1; }

# Prints how many messages each language lacks, which is no fault: they show in English.
check-messages:
	@$(PY) -m newsroom.tests.support.messages --check

test-scale: requirements-dev ## Start all parts of a paper on many machines, and kill them one by one under load
	@$(PY) -m benchmarks.scale

bench: requirements-dev ## Measure each page beside a constant, for docs/benchmarks.md; GROWTH=on: growth
	@$(PY) -m benchmarks.bench $(if $(GROWTH),--growth) $(BENCH)

pictures: requirements-dev ## Take the README's pictures again
	@$(PY) newsroom/tests/support/browser.py
	@$(PY) -m newsroom.tests.support.pictures

# uv is pinned as everything else is, and installed into a temporary folder.
UV := uv==0.13.8
LOCK = "$$folder"/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: ## Write requirements*.lock anew from the lists; UPGRADE=on: newer versions of what these need
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" \
		&& "$$folder"/bin/python -m pip install --quiet --disable-pip-version-check --no-input $(UV) \
		&& $(LOCK) requirements.txt --output-file requirements.lock >/dev/null \
		&& $(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock >/dev/null

messages: requirements-dev ## Collect what the paper says into locale/, compile it, and say what each language lacks
	@$(PY) -m newsroom.tests.support.messages

sbom: requirements ## Write sbom.json: all that the site runs on, with versions, hashes and licences (CycloneDX)
	@$(PY) newsroom/sbom.py

# Makes the environment, again if it was left half made or has lost its interpreter.
python:
	@if ! $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer." >&2; exit 1; }; \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
			echo "Python 3.11 or newer is needed. $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
			echo "With another one on this machine: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }; \
		echo "Making an environment in .venv …"; \
		rm -rf .venv; \
		$(PYTHON) -m venv .venv || { rm -rf .venv; \
			echo "$(PYTHON) can't make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }; \
	fi

# The lists say what is wanted and why; the locks say what is installed, to the last package and its hashes.
# A copy of a lock in .venv says that the lock was installed.
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

requirements: python
	@cmp -s requirements.lock .venv/requirements.lock || { \
		echo "Installing what the site needs; this takes half a minute, once …"; \
		$(INSTALL) -r requirements.lock && cp requirements.lock .venv/requirements.lock; }

requirements-dev: requirements
	@cmp -s requirements-dev.lock .venv/requirements-dev.lock || { \
		echo "Installing what the tests need …"; \
		$(INSTALL) -r requirements-dev.lock && cp requirements-dev.lock .venv/requirements-dev.lock; }
