# SPDX-License-Identifier: Apache-2.0
# Everything runs in .venv, which `make setup` makes. README.md says the same without make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo dist test tests test-blender blender-zip test-krita krita-zip lint types coverage docs bench clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Shiage needs Python 3.10 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

demo: setup
	$(BIN)/shiage demo

# `make -j2 test` checks style and types beside the tests.
test: lint tests

tests: setup
	tests/run

test-blender: setup
	tests/blender/run

# The wheel and both zips, with checksums and licences, into dist/.
dist: setup
	$(BIN)/python -m release

blender-zip: setup
	$(BIN)/python -m release blender

test-krita: setup
	$(BIN)/pytest tests/krita

krita-zip: setup
	$(BIN)/python -m release krita

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	tests/types/run

types: setup
	$(BIN)/mypy
	tests/types/run

# Measured apart: it makes tests that compute take nearly twice as long (before Python 3.12).
coverage: setup
	$(BIN)/pytest --ignore=tests/krita --ignore=tests/blender --cov --cov-report=term

docs: setup
	$(BIN)/mkdocs build --quiet

bench: setup
	$(BIN)/shiage bench

clean:
	rm -rf $(VENV) .venv-blender-* build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
