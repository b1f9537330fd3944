# Everything runs in .venv, made from the pinned requirements.
PYTHON ?= python3
AUDIT_UNKNOWN ?= 2
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: install run test coverage check audit bench eval requirements

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	@echo "Installing into .venv. The first time this takes some minutes."
	$(BIN)/pip install --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	touch $@

run: install
	$(BIN)/flask setup
	exec $(BIN)/gunicorn wsgi:app

test: install
	$(PYTEST)

coverage: install
	$(PYTEST) --cov --cov-report=term:skip-covered --cov-fail-under=85

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) test

audit: install
	AUDIT_UNKNOWN=$(AUDIT_UNKNOWN) $(BIN)/python .ci/audit.py $(BIN)/pip-audit --no-deps --disable-pip -r requirements.txt -r requirements-dev.txt

bench: install
	$(BIN)/python -m benchmarks

eval: install
	$(BIN)/flask eval run

requirements: install
	$(BIN)/pip-compile $(PINS) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile $(PINS) --output-file requirements-dev.txt requirements-dev.in

PINS := --quiet --upgrade --no-header --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
