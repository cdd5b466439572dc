# The two commands of the README are `make demo` and `make test`; the rest is for those who change the code.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON_CLIENTS := .venv-clients
NODE_PACKAGES := $(patsubst %package-lock.json,%node_modules/.package-lock.json,$(wildcard tests/*/package-lock.json tests/*/*/package-lock.json))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage clients node-packages check bench soak wheel format lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*  ## ' Makefile | sed -E 's/:.*  ## /\t/' | expand -t 15

setup: $(VENV)/installed server/static  ## make .venv, with .venv/bin/clinch, from the hash-pinned locks; fetch GraphiQL

$(VENV)/installed: requirements/dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Clinch needs Python 3.11 or newer; this is %d.%d. Name another: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Without a registry it says so and the rest goes on; the next time it tries again.
server/static: requirements/graphiql/package-lock.json server/graphiql/assets.py | $(VENV)/installed
	@$(BIN)/python requirements/graphiql/fetch.py || true

# The demo's own file and user; front ends on any port of this machine may call it.
demo: export CLINCH_DATABASE_URL := sqlite:///demo.db
demo: export CLINCH_ACTOR := usr_00000000000000000000000001
demo: export CLINCH_INTROSPECTION := true
demo: export CLINCH_GRAPHIQL := true
demo: export CLINCH_CORS_ORIGINS := http://localhost:*,http://127.0.0.1:*
demo: setup  ## a server with demo data on http://127.0.0.1:8000 (PORT=8123 for another port)
	@$(BIN)/clinch migrate
	@$(BIN)/clinch seed
	@$(BIN)/clinch serve --port $(PORT)

test: setup  ## the whole suite, on SQLite and on a PostgreSQL that it starts itself
	$(BIN)/python -m pytest

coverage: setup  ## the same, slower, with a look at which lines it runs: of the rules and scripts, all
	$(BIN)/python -m pytest --cov --cov-report= --ignore=tests/hostile
	@# What these measure is CPU, of which the tracer takes as much again.
	$(BIN)/python -m pytest -n0 tests/hostile
	$(BIN)/coverage report --include='domain/*,services/*' --fail-under=100 --skip-covered
	$(BIN)/coverage report --omit='domain/*,services/*,db/migrations/*' --fail-under=95 --skip-covered

clients: node-packages $(PYTHON_CLIENTS)/installed  ## the GraphQL clients that tests/clients plays the story with; needs npm

node-packages: $(NODE_PACKAGES)  ## the npm packages that some tests run; without node and them, those skip

$(NODE_PACKAGES): %/node_modules/.package-lock.json: %/package-lock.json
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund
	@touch $@

# A .venv of its own: ariadne-codegen wants an older graphql-core than the server has.
$(PYTHON_CLIENTS)/installed: requirements/clients.lock
	$(PYTHON) -m venv $(PYTHON_CLIENTS)
	$(PYTHON_CLIENTS)/bin/python -m pip install --quiet --require-hashes -r requirements/clients.lock
	@touch $@

check: setup  ## format, lint, types, import rule, SDL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/clinch schema | diff schema/schema.graphql -

bench: setup  ## measure against the limit and the peers; BENCH='--seconds 2 --only clinch limit' and so on
	@$(BIN)/python -m benchmarks $(BENCH)

soak: setup  ## the generated queries, histories and hostile requests by the thousand; about fifteen minutes
	CLINCH_TEST_EXAMPLES=3000 $(BIN)/python -m pytest -n2 tests/differential tests/histories tests/access
	CLINCH_TEST_EXAMPLES=10000 $(BIN)/python -m pytest -n2 tests/hostile/test_schemathesis.py

wheel: setup  ## build the wheel, with GraphiQL in it, into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist .

format: setup  ## let ruff format and mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## choose newest versions anew; needs uv
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --all-extras --no-emit-index-url --no-header --python-version 3.11 -c requirements/constraints.txt pyproject.toml -o requirements/app.lock
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --all-extras --no-emit-index-url --no-header --python-version 3.11 -c requirements/constraints.txt -c requirements/app.lock pyproject.toml --group dev -o requirements/dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 tests/clients/requirements.in -o requirements/clients.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/npm.in -o requirements/npm.lock
	npm install --prefix requirements/graphiql --package-lock-only

clean:  ## remove what the targets made
	rm -rf $(VENV) $(PYTHON_CLIENTS) $(dir $(NODE_PACKAGES)) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .artefacts dist server/static
