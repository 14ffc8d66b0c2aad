# Xinglin. `make help` lists what can be made.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
JOBS ?= 2

export PORT DATA_DIR
# Images of containers often forbid Python to keep what it has compiled: each start would then take three times as long.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test test-quick check bench format messages lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## Install what is needed, load the demo, start web server, worker and beat
	@.ci/bootstrap run
	@DEBUG=$${DEBUG-1} SERVE_COLLECTED=$${SERVE_COLLECTED-1} exec $(PYTHON) manage.py serve --prepare

test: ## Run every test: unit, database on SQLite and on PostgreSQL, killed parts, journeys in a real browser
	@.ci/bootstrap test
	@.ci/test $(JOBS)

test-quick: ## Run the tests that need no running product, on SQLite only
	@.ci/bootstrap test
	$(PYTHON) -m pytest -q -n $(JOBS) -m "not journey and not faults"

check: ## Lint, types, import contracts, house rules, migrations, deployment settings
	@.ci/bootstrap test
	@.ci/check

bench: ## Measure, one JSON line a benchmark; NAME=... for one of them
	@.ci/bootstrap test
	@$(PYTHON) -m tests.bench $(NAME)

format: ## Format the code
	$(PYTHON) -m ruff check --fix-only --quiet .
	$(PYTHON) -m ruff format --quiet .

messages: ## Bring the message catalogue up to date and compile it
	$(PYTHON) manage.py makemessages -l zh_Hans --no-wrap --no-location --no-obsolete -i '.venv/*' -i 'node_modules/*' -i 'var/*' -i 'tests/*' -i '.tools/*'
	msgfmt --check-format -o lms/locale/zh_Hans/LC_MESSAGES/django.mo lms/locale/zh_Hans/LC_MESSAGES/django.po
	msgfmt --check-format -o lms/locale/zh_Hans/LC_MESSAGES/djangojs.mo lms/locale/zh_Hans/LC_MESSAGES/djangojs.po

lock: ## Resolve the dependencies of pyproject.toml again
	.tools/uv/bin/uv pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	.tools/uv/bin/uv pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove the environment and what running left behind (the data in var/ stays)
	rm -rf .venv .tools node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
