# What the paper's operator does: `make` alone lists it.
# Another interpreter than the PATH's python3: make run PYTHON=python3.13

PYTHON ?= python3
PY := .venv/bin/python
# What checks and tests are made with: no .env, a site as it would stand in public.
CHECKED := env ENV_FILE=/dev/null DATA_DIR=.venv/checks DATABASE_URL=sqlite://:memory: DEBUG=off PROXIES=0 \
	SITE_URL=https://news.example SECRET_KEY=checks-only-and-as-long-as-the-real-one-that-first_run-writes

.DEFAULT_GOAL := help
.PHONY: help run dev test test-scale bench pictures python requirements requirements-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: requirements ## Install, prepare and serve the site: http://127.0.0.1:8000, or PORT=8123 make run
	@$(PY) newsroom/first_run.py
	@$(PY) manage.py prepare
	@exec $(PY) -m newsroom.together -m gunicorn -c newsroom/gunicorn.py

dev: requirements ## The same with a reloading server and readable errors, for development
	@$(PY) newsroom/first_run.py
	@DEBUG=on $(PY) manage.py prepare
	@DEBUG=on exec $(PY) -m newsroom.together manage.py dev

test: requirements-dev ## Check style, templates, migrations, imports and deployment; run all tests
	@$(PY) newsroom/tests/browser.py
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo "Not formatted: $(PY) -m ruff format ."; exit 1; }
	@find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} + >.venv/templates.log 2>&1 \
		|| { cat .venv/templates.log; echo "Not formatted: run .venv/bin/djade on these templates."; exit 1; }
	@$(PY) .venv/bin/lint-imports --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }
	@$(CHECKED) $(PY) manage.py makemigrations --check --dry-run -v1 >.venv/migrations.log \
		|| { cat .venv/migrations.log; echo "A model changed without a migration."; exit 1; }
	@$(CHECKED) $(PY) manage.py check --deploy --fail-level WARNING >/dev/null
	@$(PY) -m pytest -q -n auto

test-scale: requirements-dev ## Start all parts of a paper on many machines, and kill them one by one under load
	@$(PY) -m newsroom.tests.scale

bench: requirements-dev ## Measure each page beside a constant, for docs/benchmarks.md; GROWTH=on: growth
	@$(PY) -m newsroom.tests.bench $(if $(GROWTH),--growth) $(BENCH)

pictures: requirements-dev ## Take the README's pictures again
	@$(PY) newsroom/tests/browser.py
	@$(PY) -m newsroom.tests.pictures

# The environment, made anew where it is missing, was cut short or lost its interpreter.
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

# The copy of a list is the mark that it was installed.
requirements: python
	@cmp -s requirements.txt .venv/requirements.txt || { \
		echo "Installing what the site needs; this takes half a minute, once …"; \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt \
			&& cp requirements.txt .venv/requirements.txt; }

requirements-dev: requirements
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
		echo "Installing what the tests need …"; \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt \
			&& cp requirements-dev.txt .venv/requirements-dev.txt; }
