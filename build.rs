//! Links the binary at a fixed address.
//!
//! A position-independent binary relocates some 26,600 addresses before `main`; at a fixed address
//! there is nothing to relocate, and the whole process of a query starts 0.4 ms earlier (0.83
//! against 1.23 ms). The price: the binary itself is loaded without address randomisation (stack,
//! heap and shared libraries keep theirs). For a program that one user starts on his own files that
//! is a fair trade; a build that serves a network should weigh it and may take this file out.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script everything by variables"
)]

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let known = matches!(target("ARCH").as_str(), "x86_64" | "aarch64");
    // `search` is built with these features only; an argument for a binary that is not would fail.
    let built =
        ["CLI", "LOCAL"].iter().all(|f| env::var_os(format!("CARGO_FEATURE_{f}")).is_some());
    if known && built && target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bin=search=-no-pie");
    }
}
