# Poriad. The commands of the house; `make help` lists them.

.DEFAULT_GOAL := help
.NOTPARALLEL:
# The hub starts twice as fast from compiled modules.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/messages.po))
KEYWORDS := -k N_ -k _l -k lazy_gettext -k lazy_ngettext:1,2
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' $(UPGRADE)

.PHONY: help run demo test check bench lock translations access backup clean libraries tools

help: ## List these commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name meaning; do \
		printf 'make %-14s%s\n' "$$name" "$$meaning"; done

run: libraries $(TRANSLATIONS) ## Set up what is missing and serve on http://127.0.0.1:8000 (HOST, PORT, HUB_INSTANCE)
	@exec $(BIN)/python bin/serve

demo: libraries $(TRANSLATIONS) ## Serve the example community on http://127.0.0.1:8001 from an instance of its own
	@export HUB_INSTANCE="$${HUB_INSTANCE:-instance/demo}" PORT="$${PORT:-8001}"; exec $(BIN)/python bin/serve --demo

test: tools $(TRANSLATIONS) ## Run every test; tells at the end what could not be tried on this machine (TESTS=tests/checkin)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

check: tools $(TRANSLATIONS) ## Check style, types, import contracts and templates
	@$(BIN)/ruff check . bin/serve
	@$(BIN)/ruff format --check . bin/serve
	@$(BIN)/mypy --strict app
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet app

bench: tools $(TRANSLATIONS) ## Measure the hot paths and the stalls, print tables
	@set -e; for file in $$(grep -l __main__ bench/*.py); do $(BIN)/python -m bench.$$(basename $$file .py); done

lock: tools ## Pin what the *.in files ask for, with hashes, for every Python from 3.11 (UPGRADE=--upgrade: newest)
	@$(LOCK) --output-file requirements.txt requirements.in
	@$(LOCK) --output-file requirements-dev.txt --constraint requirements.txt requirements-dev.in

translations: tools ## Bring the translation files up to date with the texts of the program
	@$(BIN)/pybabel --quiet extract -F babel.cfg $(KEYWORDS) --no-wrap --sort-output --add-location=file -o messages.pot app
	@$(BIN)/pybabel --quiet update -i messages.pot -d app/translations --no-wrap --ignore-obsolete --no-fuzzy-matching \
		--ignore-pot-creation-date
	@rm messages.pot
	@$(BIN)/pybabel compile -d app/translations --statistics

access: tools ## Write down anew who may open which page (tests/house/access.txt); read the difference before committing
	@$(BIN)/python -m tests.house.test_access

backup: libraries ## Copy the database of a serving hub: make backup TO=/media/stick/hub-copy.sqlite3
	@$(BIN)/flask --app wsgi hubs backup "$(TO)"

clean: ## Remove what make and the tests made; instance/ is left alone
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find app migrations tests bench -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(TRANSLATIONS)

libraries:
	@bin/setup requirements.txt

tools:
	@bin/setup requirements-dev.txt

%.mo: %.po | libraries
	@$(BIN)/python -m babel.messages.frontend --quiet compile --input-file $< --output-file $@
