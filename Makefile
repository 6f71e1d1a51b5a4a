# Two commands do everything: `make book` and `make test`. `make help` lists the rest.
RUN := .venv/bin/python
NB ?= $(sort $(wildcard book/*.ipynb))
SITE := _build/html/index.html
PAGES := _config.yml _toc.yml CHANGELOG.md $(shell find book docs lib _ext _static -type f -not -name '*.pyc')

.DEFAULT_GOAL := help
.PHONY: help book pdf zip test edit tour pythons plain refresh study network cpus bench costs mutants lint binder-check clean

help:            ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 20

book: .venv/ready            ## build the site into _build/html
	@$(RUN) -m tools.build

pdf: .venv/ready-dev $(SITE)  ## print the whole book, and link to it from the site
	@$(RUN) -m tools.paper

zip: .venv/ready $(SITE)     ## pack the site, to read offline, and link to it from the site
	@$(RUN) -m tools.offline

plain: .venv/ready-dev       ## write the lessons into _build/plain as any viewer of notebooks shows them
	@$(RUN) -m tools.plain _build/plain

test: .venv/ready-dev        ## check everything: lib, lessons, site
	@OMP_NUM_THREADS=1 $(RUN) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -rs

edit: .venv/ready            ## open the lessons in JupyterLab
	@$(RUN) -m tools.edit

tour: .venv/ready-dev        ## open all lessons in JupyterLab, say what does not read as on the site
	@$(RUN) -m tools.tour

pythons: .venv/ready         ## run all tests with every supported Python of this machine (slow)
	@$(RUN) -m tools.pythons

refresh: .venv/ready         ## run lessons in place, show what moved (NB=book/NN-name.ipynb for one)
	@$(RUN) -m tools.refresh $(NB)

study: .venv/ready           ## train all recipes on all of MNIST with five seeds (hours without a GPU; stop and go on at will)
	@$(RUN) -m tools.study

network: .venv/ready         ## train the small network of the pages on all of MNIST
	@$(RUN) -m tools.network

bench: .venv/ready-dev       ## print every target of speed and size beside what is measured (slow)
	@$(RUN) -m tools.bench

costs: .venv/ready           ## measure time and memory of every lesson, write book/costs.md
	@$(RUN) -m tools.costs

cpus: .venv/ready            ## run lessons under three other CPU settings, show which cells deviate
	@$(RUN) -m tools.cpus $(NB)

mutants: .venv/ready-dev     ## plant a hundred bugs in the code, list those that no test catches (slow)
	@$(RUN) -m tools.mutants

lint: .venv/ready-dev        ## check the style of the code
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m tools.node

binder-check: .venv/ready-dev  ## check that Binder can build binder/ and run all lessons (slow)
	@$(RUN) -m tools.binder_check

$(SITE): $(PAGES) | .venv/ready
	@$(RUN) -m tools.build

clean:                       ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

# A folder that was moved, or whose Python is gone, is set up again.
ifneq ($(CURDIR),$(shell $(RUN) -c 'print(open(".venv/place").read())' 2>/dev/null))
.PHONY: .venv/ready
endif

# So is one of another Python than the one that is named: make PYTHON=python3.13 ...
VERSION := -c 'import sys; print(sys.version_info[:2])'
ifneq ($(PYTHON),)
ifneq ($(shell $(PYTHON) $(VERSION) 2>/dev/null),$(shell $(RUN) $(VERSION) 2>/dev/null))
.PHONY: .venv/ready
endif
endif

.venv/ready: requirements.txt constraints.txt pyproject.toml
	@$(or $(PYTHON),python3) tools/setup.py requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(or $(PYTHON),python3) tools/setup.py requirements-dev.txt
	@touch $@
