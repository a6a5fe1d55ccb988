# Everything a checkout needs, on a machine with Python >= 3.11, make and git. `make` alone lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first interpreter that is new enough; `make PYTHON=/path/to/python` overrides it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

# Where this is set, each process that a test starts, and each run of the tests, would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
BIN := $(VENV)/bin
# How many processes `make test` uses: more than small machines have processors, for at times they wait.
# And make test ARGS="-k claim -x" runs some of it, without coverage.
WORKERS ?= 5
ARGS ?=

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/.run ## try Kundord in a browser: the demo chat, no account needed
	@$(BIN)/kundord demo $(ARGS)

.PHONY: test
test: $(VENV)/.dev ## all tests except the benchmarks, with branch coverage
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(ARGS),$(ARGS),--cov)

.PHONY: check
check: $(VENV)/.dev ## formatting, lint, types, import contracts, dead code
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/vulture
	@$(BIN)/vulture adapters bot kundord migrations storage # what only tests use is dead too

.PHONY: bench
bench: $(VENV)/.dev ## the benchmarks; prints ratios, asserts nothing
	@$(BIN)/python -m tests.benchmarks $(ARGS)

.PHONY: campaign
campaign: $(VENV)/.dev ## the bot under faults: kills, stalls, crashes; counts what was missed or doubled
	@$(BIN)/python -m tests.campaign $(ARGS)

.PHONY: lock
lock: $(BIN)/uv ## write requirements/*.txt anew from pyproject.toml (UPGRADE=--upgrade takes newer releases)
	@$(LOCK) $(UPGRADE) --group build -o requirements/run.txt pyproject.toml
	@$(LOCK) $(UPGRADE) --group build --group dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Kundord needs Python 3.11 or newer with venv (Debian: apt install python3-venv); none was found." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)

# uv installs in seconds what takes pip most of a minute, and is itself pinned by hash in the lock.
$(BIN)/uv: | $(BIN)/python
	@sed -n '/^uv==/,/[^\\]$$/p' requirements/dev.txt > $(VENV)/uv.txt
	@$(PIP) install --only-binary :all: --require-hashes -r $(VENV)/uv.txt

# $(call install,LOCK) installs a lock file, by pip where uv cannot (it does not read pip's configuration).
# The project itself comes last, editable and without a network: setuptools is in the locks.
define install
	@$(MAKE) --silent $(BIN)/uv 2>/dev/null || true
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) 2>/dev/null \
		|| $(PIP) install --no-deps --no-compile --require-hashes -r $(1)
	@$(PIP) --quiet install --no-deps --no-build-isolation --editable .
endef

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Kundord needs ..."
	$(call install,requirements/run.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Kundord's development needs ..."
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.run $@
