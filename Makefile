PYTHON ?= python3
BIN := .venv/bin
export NUTRIFIT_LOCAL ?= 1

.PHONY: run test lint bench demo shell superuser migrations messages schema requirements clean

run: .venv/installed ; STAFF_MFA_REQUIRED=$${STAFF_MFA_REQUIRED:-0} $(BIN)/python manage.py run
test: .venv/installed ; $(BIN)/python -m pytest $(ARGS)
lint: .venv/installed ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && $(BIN)/mypy
bench: .venv/installed ; $(BIN)/python -m bench $(ARGS)
demo: .venv/installed ; $(BIN)/python manage.py demo
shell: .venv/installed ; $(BIN)/python manage.py shell
superuser: .venv/installed ; $(BIN)/python manage.py createsuperuser
migrations: .venv/installed ; $(BIN)/python manage.py makemigrations
messages: .venv/installed ; $(BIN)/python manage.py makemessages --locale it --no-location --ignore .venv && $(BIN)/python manage.py compilemessages --locale it --ignore .venv
schema: .venv/installed ; $(BIN)/python manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn
requirements: .venv/installed ; for name in base production dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/$$name.txt requirements/$$name.in; done
clean: ; rm -rf .venv .local .pytest_cache .mypy_cache .ruff_cache

.venv/installed: requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch .venv/installed
