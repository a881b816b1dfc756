//! The pages in a real browser: a headless Chromium on the real program. What is done there is
//! told in the `.mjs` files beside this one, a theme each; `scripts/install-test-tools` installs
//! what they need.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

#[expect(clippy::disallowed_methods, reason = "cargo says where it builds")]
fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned()))
}

/// Runs a file of tests by node's own runner.
fn run(theme: &str) {
    let modules = target().join("test-tools/browser");
    assert!(
        modules.join("installed.json").exists(),
        "what drives the browser is missing: run scripts/install-test-tools, as `make test` does"
    );
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    // A Chromium that hangs ends with its test.
    let output = Command::new("timeout")
        .args(["300", "node"])
        .arg(tests.join(theme).with_extension("mjs"))
        .env("DEMO_SESSION", env!("CARGO_BIN_EXE_demo-session"))
        .env("BROWSER_MODULES", &modules)
        .output()
        .expect("node is missing: run scripts/install-test-tools, as `make test` does");
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn from_launch_to_end() {
    run("journey");
}

#[test]
fn what_goes_wrong_under_the_users_eyes() {
    run("trouble");
}

#[test]
fn without_javascript_mouse_or_room() {
    run("access");
}

#[test]
fn nothing_keeps_people_out() {
    run("barriers");
}
