# The commands of this project. `just` alone lists them.

_list:
    @just --list

# The whole check, the same list as CI
ci:
    .ci/run

# Tests of the library, without the engine: seconds
quick:
    cargo test --lib --no-default-features

# All tests
test:
    cargo test

# The lints and the documentation, as CI wants them
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Benchmarks; BENCH_CORPUS=articles.jsonl for a corpus of your own (benches/README.md)
bench *ARGS:
    cargo bench {{ARGS}}

# The sample corpus indexed, then one question
try QUERY="Mishustin":
    cargo run --release -- "{{QUERY}}"
