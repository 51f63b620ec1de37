# Two commands for a newcomer: `make demo` and `make test`. Both do their own set-up.
PYTHON ?= python3
PERSONS ?= 100000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test lint types imports clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("huangce needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python -r requirements/dev.txt && uv pip install --quiet --python $(BIN)/python --no-deps -e . ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@$(BIN)/python -m compileall -q src/huangce && $(BIN)/huangce addresses prepare >/dev/null  # so that the first call is quick
	@touch $(STAMP)

demo: setup
	@$(BIN)/huangce demo --persons $(PERSONS) $(if $(ANEW),--anew)

test: setup lint types imports
	@$(BIN)/python -m pytest -n logical --maxprocesses 2 --dist loadfile --no-loadscope-reorder

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports --no-cache

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
