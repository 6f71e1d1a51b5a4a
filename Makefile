# Two commands do everything: `make book` and `make test`. `make help` lists the rest.
PYTHON ?= python3.11
BIN := .venv/bin
NB ?= $(sort $(wildcard book/*.ipynb))

.DEFAULT_GOAL := help
.PHONY: help book test edit refresh study network cpus bench costs mutants lint binder-check clean

help:            ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 20

book: .venv/ready            ## build the site into _build/html
	@$(BIN)/python -m tools.build

test: .venv/ready-dev        ## check everything: lib, lessons, site
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -rs

edit: .venv/ready            ## open the lessons in JupyterLab
	@$(BIN)/jupyter trust book/*.ipynb > /dev/null  # or their figures and questions would stand still
	@$(BIN)/jupyter lab book

refresh: .venv/ready         ## run lessons in place, show what moved (NB=book/NN-name.ipynb for one)
	@$(BIN)/python -m tools.refresh $(NB)

study: .venv/ready           ## train all recipes on all of MNIST with five seeds (hours without a GPU; stop and go on at will)
	@$(BIN)/python -m tools.study

network: .venv/ready         ## train the small network of the pages on all of MNIST
	@$(BIN)/python -m tools.network

bench: .venv/ready-dev       ## print every target of speed and size beside what is measured (slow)
	@$(BIN)/python -m tools.bench

costs: .venv/ready           ## measure time and memory of every lesson, write book/costs.md
	@$(BIN)/python -m tools.costs

cpus: .venv/ready            ## run lessons under three other CPU settings, show which cells deviate
	@$(BIN)/python -m tools.cpus $(NB)

mutants: .venv/ready-dev     ## plant a hundred bugs in the code, list those that no test catches (slow)
	@$(BIN)/python -m tools.mutants

lint: .venv/ready-dev        ## check the style of the code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/python -m tools.node

binder-check: .venv/ready-dev  ## check that Binder can build binder/ and run all lessons (slow)
	@$(BIN)/python -m tools.binder_check

clean:                       ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

.venv/ready: requirements.txt constraints.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements-dev.txt
	@touch $@
