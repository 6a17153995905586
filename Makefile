# The whole contributor interface. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8501
# Two test processes: as many as the smallest machine we support has cores.
JOBS ?= 2
APP_STAMP := $(VENV)/.app-installed
DEV_STAMP := $(VENV)/.dev-installed

.PHONY: help app test test-slow lint format bench screenshots docs wheel clean

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(APP_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e .
	touch $@

$(DEV_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	touch $@ $(APP_STAMP)

app: $(APP_STAMP) ## Starts the app on http://localhost:8501 (PORT=, HOST=)
	$(BIN)/aug-explorer app --host $(HOST) --port $(PORT)

# Many tests start processes: what one has compiled, the next one reads.
test test-slow: export PYTHONDONTWRITEBYTECODE :=

test: $(DEV_STAMP) ## Runs all tests but the slow ones
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q

test-slow: $(DEV_STAMP) ## Runs the long simulations and the fuzzing
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q -m slow

lint: $(DEV_STAMP) ## Checks style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP) ## Formats the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(DEV_STAMP) ## Measures the dial and the sweep against plain baselines, memory, and the way to the first point
	$(BIN)/python benchmarks/dial.py
	$(BIN)/python benchmarks/weight.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/sweep.py

screenshots: $(DEV_STAMP) ## Takes the pictures of README and guide from the running app
	$(BIN)/python docs/make_screenshots.py

docs: $(DEV_STAMP) ## Writes docs/catalogue.md from the catalogue
	$(BIN)/python -m explorer.policy.catalog.document

wheel: $(DEV_STAMP) ## Builds dist/*.whl
	$(BIN)/python -m pip wheel --disable-pip-version-check -q --no-deps -w dist .

clean: ## Removes the virtual environment and what was built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
