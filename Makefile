# Everything a person or CI runs. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help test test-long breaks lint bench pictures
MAKEFLAGS += --no-print-directory

# Passed on to the tests' runner: make test TESTS='store::contract --nocapture'
TESTS ?=

help: ## List these targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

test: ## Run the tests, on SQLite and on a PostgreSQL of their own
	@scripts/install-test-tools
	@echo 'building the tests'
	@cargo test --workspace --locked --quiet --no-run
	@scripts/with-postgres cargo test --workspace --locked --no-fail-fast -- --quiet $(TESTS)

test-long: export DEMO_TEST_LONG = 1
test-long: override TESTS := --include-ignored $(TESTS)
test-long: test ## The same at full length, with the tests that are ignored for their time

# Which mechanisms are taken out: make breaks BREAKS='undo tombstone'
BREAKS ?=

breaks: ## Take each mechanism behind a promise out once, and see its tests fail (hours)
	@scripts/install-test-tools
	@scripts/breaks $(BREAKS)

# Passed on to the benchmarks: make bench BENCH='--quick --json bench.json'
BENCH ?=

bench: ## Measure how fast sessions are made, beside the floor that the databases set
	@scripts/install-test-tools postgresql
	@cargo build --release --locked --quiet -p demo-session -p demo-bench
	@scripts/with-postgres $${CARGO_TARGET_DIR:-target}/release/demo-bench $(BENCH)

pictures: ## Make the pictures of docs/pictures anew
	@scripts/install-test-tools browser
	@cargo build --release --locked --quiet -p demo-session
	@DEMO_SESSION=$${CARGO_TARGET_DIR:-target}/release/demo-session \
		BROWSER_MODULES=$${CARGO_TARGET_DIR:-target}/test-tools/browser \
		node crates/cli/tests/browser/pictures.mjs docs/pictures

lint: ## Check format, clippy, documentation, licences and doubled dependencies
	@scripts/install-test-tools python3
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --locked --quiet -- --deny warnings
	@RUSTDOCFLAGS='--deny warnings' cargo doc --workspace --no-deps --locked --quiet
	@scripts/check-licences
