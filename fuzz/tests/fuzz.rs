//! Runs each target: on the inputs that are kept, and on mutations, as many as time allows.
//!
//! A mutation that breaks something is shrunk and written to `target/fuzz/`. Mend the code, and
//! move the file to `inputs/TARGET/`, where it is tried ever after.

mod mutation;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use demo_fuzz::{
    inputs,
    targets::{TARGETS, Target},
};
use mutation::{apply, mutations};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};

/// How many times as many mutations a long run tries.
const LONG: u32 = 100;

#[expect(
    clippy::disallowed_methods,
    reason = "make test-long sets it; which inputs are tried is all that it decides"
)]
fn is_long() -> bool {
    std::env::var_os("DEMO_TEST_LONG").is_some()
}

#[test]
fn what_once_broke_does_not() {
    for target in &TARGETS {
        for (name, input) in inputs::all(target) {
            let outcome = catch_unwind(|| (target.run)(&input));
            assert!(outcome.is_ok(), "{name} breaks {}", target.name);
        }
    }
}

fn mutate(name: &str) {
    let target = TARGETS
        .iter()
        .find(|target| target.name == name)
        .expect("it is a target");
    let inputs = inputs::all(target);
    let long = is_long();
    let config = Config {
        cases: target.cases * if long { LONG } else { 1 },
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    // Short runs try the same mutations each time: a change that breaks one is at fault, not luck.
    let mut runner = if long {
        TestRunner::new(config)
    } else {
        let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(config, random)
    };
    let strategy = (any::<Index>(), mutations());
    let mutated = |(which, changes): &(Index, Vec<_>)| apply(&which.get(&inputs).1, changes);
    let outcome = runner.run(&strategy, |case| {
        let input = mutated(&case);
        catch_unwind(AssertUnwindSafe(|| (target.run)(&input)))
            .map_err(|_| TestCaseError::fail("it panics, as shown above"))
    });
    if let Err(TestError::Fail(reason, case)) = outcome {
        let path = keep(target, &mutated(&case));
        panic!("{}: {reason}; see {path}", target.name);
    }
}

fn keep(target: &Target, input: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let path = folder.join(target.name);
    fs::write(&path, input).expect("the input can be written");
    path.display().to_string()
}

#[test]
fn markers() {
    mutate("marker");
}

#[test]
fn dates() {
    mutate("date");
}

#[test]
fn texts() {
    mutate("text");
}

#[test]
fn json_values() {
    mutate("json");
}

#[test]
fn services() {
    mutate("service");
}

#[test]
fn manifests() {
    mutate("manifest");
}

#[test]
fn seed_files() {
    mutate("seed-file");
}

#[test]
fn profiles() {
    mutate("profile");
}
