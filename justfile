# Short names for what CONTRIBUTING.md describes. Nothing needs them.

# What there is
default:
    @just --list

# A head office, a terminal enrolled at it, and its window
demo *arguments:
    cargo demo {{arguments}}

# The quickest check
check:
    cargo clippy --workspace --all-targets --quiet -- -D warnings

# All tests, or those of a name
test *names:
    cargo test --workspace -- {{names}}

# Tests with real programs, windows and browsers, of a name
system *names:
    cargo test --workspace --test system -- {{names}}

# The golden pictures anew; look at each before you commit it
pictures:
    UPDATE_PICTURES=1 cargo test --workspace --test pictures

# What the product promises about speed, measured
bench *parts:
    cargo bench -p tests --bench performance -- {{parts}}

# Before a commit
ready:
    cargo fmt --all
    cargo clippy --workspace --all-targets --quiet -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

# What a change must pass
ci:
    .ci/run
