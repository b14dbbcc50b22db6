# `make` lists the commands. They need Python 3.12 or newer and install everything else into .venv/.

ROWS ?=
MODE ?= quick
# Where the services run: `local`, or `compose` for the containers of `docker compose up`.
TARGET ?= local
SERVICE ?= optimized
SCRIPT ?= list
BIN := .venv/bin
MEMBERS := naive optimized seeding contract loadtests ladder
INSTALLED := .venv/.installed

# Local services are measured through Linux's /proc. On another system make ends with one sentence, before a download.
LOCAL := $(filter test test-all floors ladder services-up seed-local $(if $(filter compose,$(TARGET)),,bench verify seed),$(MAKECMDGOALS))
ifneq ($(LOCAL),)
ifneq ($(shell uname -s),Linux)
$(error `make $(LOCAL)` needs Linux. Elsewhere run it in containers: `docker compose up --build --wait`, then `make bench TARGET=compose`)
endif
endif

.DEFAULT_GOAL := help
.PHONY: help unit bench floors ladder test test-all check verify seed seed-local seed-compose services-up services-down report publish load test-compose clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

unit: $(INSTALLED) ## Run the tests that need no server, in seconds: the first loop
	@scripts/unit

bench: $(INSTALLED) ## Compare the services with ROWS customers: table, charts, media/own/report.html; TARGET=compose: in containers
	@$(BIN)/bench run --target $(TARGET) --mode $(MODE) $(if $(ROWS),--rows $(ROWS))

test: $(INSTALLED) ## Test both services, seeding, harness, container files, contract and parity
	@scripts/test

test-all: $(INSTALLED) ## Run the slow tests too, with more random cases
	@scripts/test --all

check: $(INSTALLED) ## Run the linters; check formatting, types and architecture
	@scripts/check

floors: $(INSTALLED) ## Compare the optimized service with the smallest programs that could give its answers
	@$(BIN)/bench floors --rows $(or $(ROWS),300_000)

ladder: $(INSTALLED) ## Measure how much each change of ladder/ buys, with ROWS customers: table, charts, media/own/ladder.md
	@$(BIN)/bench ladder --mode $(MODE) $(if $(ROWS),--rows $(ROWS))

verify: $(INSTALLED) ## Prove that both services hold the same data and give the same answers
	@$(BIN)/bench verify --target $(TARGET)

seed: seed-$(TARGET) ## Load ROWS customers into both services; TARGET=compose: in containers

seed-local: $(INSTALLED) services-up
	@scripts/seed local $(or $(ROWS),300_000)

seed-compose:
	@scripts/seed compose $(or $(ROWS),300_000)

services-up: $(INSTALLED) ## Start PostgreSQL and Valkey in .services/ and write the services' settings there
	@$(BIN)/bench services up

services-down: $(INSTALLED) ## Stop PostgreSQL and Valkey; the data stays
	@$(BIN)/bench services down

report: $(INSTALLED) ## Write the tables, charts and page of your newest result again: media/own/
	@$(BIN)/bench report

publish: $(INSTALLED) ## Show your newest result in the README and in media/
	@$(BIN)/bench publish

load: ## Load the composed SERVICE (naive, optimized) with k6: SCRIPT=search RATE=5 DURATION=30
	@scripts/load '$(SERVICE)' '$(SCRIPT)'

test-compose: $(INSTALLED) ## Test the composed stacks, from the build to the removal
	@scripts/test-compose

clean: ## Stop the local servers and delete their data and the environment
	@if [ -x $(BIN)/bench ]; then $(BIN)/bench services down; fi
	rm -rf .services .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis contract/.schemathesis .import_linter_cache

$(INSTALLED): uv.lock pyproject.toml $(MEMBERS:%=%/pyproject.toml)
	@scripts/uv sync --frozen --quiet --all-packages --all-groups
	@touch $@
