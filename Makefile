# Everything runs in .venv, which the first command makes.

bin := .venv/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test heavy attacks bench lint keys texts tables docs recorded lock gradescope-zip environment torch sandbox browser \
	postgresql clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1 \2/p' $(MAKEFILE_LIST) | while read -r make name text; do \
		printf '  %s %-15s %s\n' "$$make" "$$name" "$$text"; done

demo: environment sandbox ## build the regularization release, grade the example class, compare with what it promises
	@scripts/demo

test: environment torch sandbox browser postgresql lint docs ## lint, the releases, the site, the tests on all cores
	$(bin)/autograder release --check
	$(bin)/pytest -n auto --dist worksteal -m "not heavy"

heavy: environment torch sandbox browser ## the tests that take minutes; CI runs them after the others
	$(bin)/pytest -n auto --dist worksteal -m heavy

attacks: environment sandbox ## fires every attack of the suite at both walls and prints what came of it
	$(bin)/python -m tests.attacks

bench: environment sandbox ## measure this grader, nbgrader and otter-grader on the same N notebooks (100, or make bench N=10)
	@$(bin)/python -m benchmarks $(if $(N),--count $(N)) $(if $(MOST),--most $(MOST))

lint: environment ## style, types and the rules of the house
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-logo

keys: environment torch ## execute the answer keys again and compare their numbers
	$(bin)/python -m autograder.pipeline.keys

texts: environment ## bring the catalogues of autograder/locale up to date with what is said
	@$(bin)/python -m scripts.texts

tables: environment ## write docs/misconceptions.md anew from the assignment files
	$(bin)/python -m autograder.pipeline.tables

docs: environment ## the documentation site, into build/docs: open index.html there, no network and no server needed
	@NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build --quiet --strict  # Material's word about another program is no warning of ours
	@echo "build/docs/index.html"

recorded: environment sandbox ## run what the guides show again, and record what it prints (or PAGE=docs/people.md)
	@$(bin)/python -m tests.docs $(PAGE)

gradescope-zip: environment ## the zip that Gradescope takes as an autograder, for each assignment (or ASSIGNMENT=regularization)
	@$(bin)/python -m scripts.gradescope_zip $(ASSIGNMENT)

lock: environment ## resolve requirements/dev.txt again from pyproject.toml and requirements/dev.in
	@scripts/lock

environment: ## .venv with the locked packages; does nothing if it is up to date
	@scripts/python-environment

torch: environment ## PyTorch, if it is missing; part (c) of beyond_l2 needs it
	@scripts/torch

sandbox: environment ## bubblewrap and libseccomp, if they are missing
	@scripts/sandbox-packages

browser: ## Chromium, if it is missing; tests open the feedback page in it
	@scripts/browser

postgresql: ## PostgreSQL, if it is missing; a test keeps nbgrader's gradebook in it
	@scripts/postgresql

clean: ## remove build/ and the caches; to start anew altogether, remove .venv too
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -not -path './benchmarks/.environments/*' -prune -exec rm -rf {} +
