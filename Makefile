# LEBENS-RAUM: what to call. `make run` and `make test` start from nothing but Python ≥ 3.11 and make.
.DEFAULT_GOAL := run
.PHONY: setup run test test-night test-days check bench lock shots format translations clean dev

setup:  ## everything the site needs to run
	@scripts/setup.sh

run: setup  ## the site with the demo district on http://127.0.0.1:8000 (PORT=… changes it)
	@exec .venv/bin/flask --app app serve

dev:  ## what tests and checks need on top of `setup`
	@scripts/setup.sh dev

test:  ## the whole suite (DB=sqlite, DB=postgresql, BROWSER=off narrow it; ARGS=… goes to pytest)
	@scripts/test.sh $(ARGS)

test-night:  ## all rounds of the races and kills, and long searches elsewhere each time (hours)
	@scripts/test_night.sh $(ARGS)

test-days:  ## what is about today at many moments, the suite at three (MOMENTS="2027-03-28T01:30 …" chooses others)
	@scripts/test_days.sh $(ARGS)

check:  ## format, lint, types, imports, templates, front end, migrations, translations, tests: what CI runs
	@scripts/check.sh

bench: dev  ## the benchmark: prints a table, writes instance/bench.json
	@scripts/ensure_test_tools.sh postgresql
	@exec .venv/bin/python -m tests.bench $(ARGS)

shots: dev  ## the pictures of the README
	@scripts/ensure_test_tools.sh browser
	@exec .venv/bin/python -m scripts.screenshots

lock: dev  ## pin requirements*.in anew, with hashes (UPGRADE=1 takes the newest versions)
	@scripts/lock.sh

format: dev  ## put the code into shape
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@scripts/biome.sh format --write --log-level=warn

translations: dev  ## bring the catalogues up to date with the sources, and compile them
	@scripts/translations.sh

clean:  ## remove what set-up and tests made; data in instance/ stays
	rm -rf .venv node_modules static/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
