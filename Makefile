# `make demo` and `make test` need only a Swift toolchain: each installs what else is missing.
# `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

SWIFT ?= swift
PREFIX ?= /usr/local
# A target that imports a sibling it does not declare fails the build (ARCHITECTURE.md, layers).
LAYERED = --explicit-target-dependency-import-check error
# The standard library inside the binary: starts in half the time and runs without a toolchain.
RELEASE = -c release $(if $(filter Linux,$(shell uname)),--static-swift-stdlib) $(LAYERED)
# The linker remarks on a use of mktemp in FoundationEssentials, which weir never calls.
UNREMARKED = 2>&1 | sed '/mktemp/d'
# The command that `demo` and `install` use. Give another one (WEIR=/path/to/weir) to build none.
WEIR ?= .build/release/weir
GATEWAY = .build/release/weir-gateway

# Their tests have clocks in them, and share no threads with those that wait for whole processes.
SERVICES = 'WeirGatewayTests|WeirHummingbirdTests|WeirResilienceTests'

.PHONY: help setup demo build gateway test test-optimised sanitize soak chaos conformance lint bench load fuzz install uninstall deb install-gateway uninstall-gateway deb-gateway clean ci
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

setup: ## check the toolchain, install missing system packages
	@scripts/setup

demo: $(WEIR) ## filter a sample stream and show what went where, and why
	@scripts/demo $(WEIR)

build: .build/release/weir ## build weir, optimised and self-contained, into .build/release

# SwiftPM knows best what is out of date: always ask it.
.PHONY: .build/release/weir
.build/release/weir: setup
	@echo "building weir (release): a few minutes the first time" >&2
	@$(SWIFT) build -q $(RELEASE) --product weir $(UNREMARKED)

gateway: setup ## build weir-gateway and the service of the README's tour into .build/release
	@echo "building weir-gateway (release): this takes long the first time" >&2
	@$(SWIFT) build -q $(RELEASE) --product weir-gateway $(UNREMARKED)
	@$(SWIFT) build -q $(RELEASE) --product orders-service $(UNREMARKED)

# What the optimiser breaks no debug build shows.
test-optimised: build ## run the tests of the command on the optimised weir
	$(SWIFT) build -q $(RELEASE) --product weir-crash $(UNREMARKED)
	$(SWIFT) build --build-tests $(LAYERED)
	WEIR_PRODUCTS=.build/release $(SWIFT) test --skip-build --disable-xctest --filter WeirTests

test: setup ## run every test; suites that are not on this machine are fetched, or skipped
	@scripts/fetch-testdata
	$(SWIFT) build --build-tests $(LAYERED)
	$(SWIFT) test --skip-build --disable-xctest --filter $(SERVICES)
	$(SWIFT) test --skip-build --disable-xctest --skip $(SERVICES)

sanitize: setup ## run what many threads share under the thread sanitizer
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-tsan $(LAYERED)
	TSAN_OPTIONS=halt_on_error=1 $(SWIFT) test --skip-build --disable-xctest --sanitize=thread \
	  --scratch-path .build-tsan --filter WeirSchemaTests.ThreadTests
	scripts/sanitize-resilience

conformance: setup ## run the official suites and print the README's table, draft by draft
	@scripts/fetch-testdata
	@$(SWIFT) build -q --build-tests $(LAYERED) $(UNREMARKED)
	@$(SWIFT) test --skip-build --disable-xctest --filter ConformanceTableTests | sed -n '/^|/p'

soak: setup ## kill the filter at random moments for SECONDS (600), and compare what it leaves
	$(SWIFT) build --build-tests $(LAYERED)
	WEIR_SOAK_SECONDS=$(or $(SECONDS),600) $(SWIFT) test --skip-build --disable-xctest \
	  --filter 'StateCommandTests/killedAtRandom'

# The optimised gateway, where `make gateway` has built one.
# Looked for when make starts: what is there then is tried.
TRIED_GATEWAY := $(or $(wildcard $(GATEWAY)),.build/debug/weir-gateway)

chaos: setup ## run a gateway through harm and count every record: SCENARIO=kill|outage|replicas|soak SECONDS= SEED= RATE=
	$(SWIFT) build -q $(LAYERED) --product weir-chaos $(UNREMARKED)
	$(if $(findstring debug,$(TRIED_GATEWAY)),$(SWIFT) build -q $(LAYERED) --product weir-gateway $(UNREMARKED))
	.build/debug/weir-chaos $(or $(SCENARIO),kill) --gateway $(TRIED_GATEWAY) $(if $(SECONDS),--seconds $(SECONDS)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(RATE),--rate $(RATE))

lint: setup ## formatting, layers, unsafe fence, what weir links
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks
	@scripts/tidy sources
	$(SWIFT) build $(LAYERED)
	@$(MAKE) --no-print-directory build
	@scripts/tidy links .build/release/weir

bench: ## measure; PEERS=1 also runs the peers side by side, EVENTS_MB=300 sets the stream's size
	@scripts/setup $(if $(PEERS),bench)
	$(SWIFT) build -q $(RELEASE) --product weir-bench $(UNREMARKED)
	@$(MAKE) --no-print-directory build
	@Benchmarks/run

load: gateway ## put load on the optimised gateway; SECONDS_EACH=20 CLIENTS=16 RATE=10000 SIZE=brief
	@scripts/setup load
	$(SWIFT) build -q $(RELEASE) --product weir-bench $(UNREMARKED)
	@Benchmarks/gateway

fuzz: $(WEIR) ## random schemas before weir and two peers; SECONDS=3600 SEED=7 (Fuzz/README.md)
	@if [ ! -x .venv-fuzz/bin/python ]; then python3 -m venv .venv-fuzz; fi
	@.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check jsonschema jsonschema-rs
	@.venv-fuzz/bin/python Fuzz/differential.py --weir $(WEIR) \
	  --seconds $(or $(SECONDS),60) --seed $(or $(SEED),1)

install: $(WEIR) ## weir, manual pages and completions to $(PREFIX)
	@DESTDIR="$(DESTDIR)" scripts/install "$(WEIR)" "$(PREFIX)"

uninstall: $(WEIR) ## remove from $(PREFIX) what install put there
	@DESTDIR="$(DESTDIR)" scripts/install --remove "$(WEIR)" "$(PREFIX)"

deb: $(WEIR) ## a Debian package, in .build/deb
	@scripts/setup deb
	@scripts/deb "$(WEIR)" .build/deb

install-gateway: gateway ## the same of weir-gateway, with its systemd unit
	@DESTDIR="$(DESTDIR)" scripts/install "$(GATEWAY)" "$(PREFIX)"

uninstall-gateway: gateway ## remove from $(PREFIX) what install-gateway put there
	@DESTDIR="$(DESTDIR)" scripts/install --remove "$(GATEWAY)" "$(PREFIX)"

deb-gateway: gateway ## a Debian package of weir-gateway, in .build/deb
	@scripts/setup deb
	@scripts/deb "$(GATEWAY)" .build/deb

clean: ## remove everything that was built
	rm -rf .build .build-tsan .venv-bench .venv-fuzz

ci: lint demo test-optimised test ## what CI runs
