# Needs Python 3.11+ and make. Everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup run test check bench lock format

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Raati needs Python 3.11 or newer; set PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	$(BIN)/python manage.py translations --compile
	@touch $@

run: setup
	@exec $(BIN)/python manage.py run

# A file's tests stay in one process, and the journeys come last: the demo town is built once, not once a process.
PARALLEL ?= -n auto --dist loadfile --no-loadscope-reorder

test: setup
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: setup
	@test ! -e platform/__init__.py || { echo "platform/ must stay a plain folder: see README.md"; exit 1; }
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet platform proposals voting hearings
	$(BIN)/python manage.py translations --check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python -m pytest -q tests/layout

bench: setup
	$(BIN)/python -m tests.bench $(ARGS)

# For developers: write requirements.lock anew from pyproject.toml (`pip install uv` first).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--group dev pyproject.toml -o requirements.lock

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
