# Every verb makes its own .venv when it is missing; nothing else has to be installed by hand.
PYTHON ?= python3
BIN := .venv/bin
# Tests run in so many processes, a file in one of them.
WORKERS ?= 2
READY := .venv/.ready

.PHONY: setup serve test lint fix bench lock

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

serve: $(READY)
	$(BIN)/tajrobe serve --samples

test: $(READY) node_modules
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

# For the tests of accessibility; without npm they are skipped and say so.
node_modules: package.json
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund && touch $@; fi

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m bench

# Writes down what is installed now; run it after changing the dependencies and trying them.
lock: $(READY)
	$(BIN)/pip freeze --exclude-editable --all | grep -v '^pip==' | sed 's/+cpu$$//' > requirements.lock
