# `make` lists what there is to do. Nothing has to be installed first but Python 3.12 or newer.

ROWS ?=
MODE ?= quick
# Where the services run: local, or compose for the containers of `docker compose up`.
TARGET ?= local
SERVICE ?= optimized
SCRIPT ?= list
BIN := .venv/bin
MEMBERS := naive optimized seeding contract loadtests
INSTALLED := .venv/.installed

# Services of this machine are measured through Linux's /proc. Elsewhere one sentence, before anything is downloaded.
LOCAL := $(filter test test-all floors services-up seed-local $(if $(filter compose,$(TARGET)),,bench verify seed),$(MAKECMDGOALS))
ifneq ($(LOCAL),)
ifneq ($(shell uname -s),Linux)
$(error `make $(LOCAL)` needs Linux. Elsewhere run it in containers: `docker compose up --build --wait`, then `make bench TARGET=compose`)
endif
endif

.DEFAULT_GOAL := help
.PHONY: help unit bench floors test test-all check verify seed seed-local seed-compose services-up services-down report publish load test-compose clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

unit: $(INSTALLED) ## Run the tests that need no server, in seconds: the first loop
	@scripts/unit

bench: $(INSTALLED) ## Compare the contenders on ROWS customers: table, charts, media/own/report.html; TARGET=compose in containers
	@$(BIN)/bench run --target $(TARGET) --mode $(MODE) $(if $(ROWS),--rows $(ROWS))

test: $(INSTALLED) ## Test both services, seeding, harness, containers, contract and parity
	@scripts/test

test-all: $(INSTALLED) ## Run the slow tests, too, and draw more of what is drawn
	@scripts/test --all

check: $(INSTALLED) ## Lint, types, architecture and formatting
	@scripts/check

floors: $(INSTALLED) ## Hold the optimized service against the least that its answers could cost
	@$(BIN)/bench floors --rows $(or $(ROWS),300_000)

verify: $(INSTALLED) ## Prove that the contenders hold the same data and answer alike
	@$(BIN)/bench verify --target $(TARGET)

seed: seed-$(TARGET) ## Load ROWS customers into both services, or TARGET=compose into those in containers

seed-local: $(INSTALLED) services-up
	@scripts/seed local $(or $(ROWS),300_000)

seed-compose:
	@scripts/seed compose $(or $(ROWS),300_000)

services-up: $(INSTALLED) ## Start PostgreSQL and Valkey in .services/ and write the services' settings there
	@$(BIN)/bench services up

services-down: $(INSTALLED) ## Stop them; the data stays
	@$(BIN)/bench services down

report: $(INSTALLED) ## Draw the newest result of your own again: tables, charts, media/own/report.html
	@$(BIN)/bench report

publish: $(INSTALLED) ## Make the newest result of your own the one that the README and media/ show
	@$(BIN)/bench publish

load: ## Ask the composed SERVICE (naive, optimized) with k6: SCRIPT=search RATE=5 DURATION=30
	@scripts/load '$(SERVICE)' '$(SCRIPT)'

test-compose: $(INSTALLED) ## Test the composed stacks, from the images to the last volume
	@scripts/test-compose

clean: ## Stop the local servers and delete their data and the environment
	@if [ -x $(BIN)/bench ]; then $(BIN)/bench services down; fi
	rm -rf .services .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis contract/.schemathesis .import_linter_cache

$(INSTALLED): uv.lock pyproject.toml $(MEMBERS:%=%/pyproject.toml)
	@scripts/uv sync --frozen --quiet --all-packages --all-groups
	@touch $@
