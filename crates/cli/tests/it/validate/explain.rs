//! `--explain`, and the reference that is made of the same text.

use std::fs;

use tempfile::TempDir;

use super::common::{Run, shipped, validate};

fn explain(args: &[&str]) -> Run {
    let elsewhere = TempDir::new().unwrap();
    let args: Vec<&str> = ["--explain"].iter().chain(args).copied().collect();
    validate(&args, elsewhere.path())
}

#[test]
fn a_rule_says_why_with_a_wrong_and_a_right_example() {
    let run = explain(&["time/marker"]);
    assert_eq!(run.status, Some(0), "{}", run.error);
    assert_eq!(
        run.out,
        r#"time/marker (error): a marker is `BASE_TS`, or that with a sign and amounts

A marker says how far a moment lies from the session's: `BASE_TS - 1h30m`. The units are w, d, h, m and s.

Wrong:

    "last_order_date": "BASE_TS - 9x"

Right:

    "last_order_date": "BASE_TS - 9h"
"#
    );
    let run = explain(&["business/order-total"]);
    assert_eq!(run.status, Some(0), "{}", run.error);
    assert!(
        run.out.starts_with("business/order-total (error): "),
        "{}",
        run.out
    );
}

#[test]
fn all_rules_are_listed() {
    for args in [&[][..], &["list"]] {
        let run = explain(args);
        assert_eq!(run.status, Some(0), "{}", run.error);
        for rule in [
            "shape/syntax ",
            "reference/missing ",
            "business/order-total ",
        ] {
            assert!(
                run.out.lines().any(|line| line.starts_with(rule)),
                "{}",
                run.out
            );
        }
    }
}

#[test]
fn an_unknown_rule_ends_with_two_and_the_nearest() {
    for (rule, near) in [
        ("time/markr", "time/marker"),
        ("marker", "time/marker"),
        ("missing-file", "shape/missing-file"),
    ] {
        let run = explain(&[rule]);
        assert_eq!(run.status, Some(2), "{}", run.out);
        assert_eq!(
            run.error,
            format!(
                "error: there is no rule `{rule}`: did you mean `{near}`? `validate --explain list` lists them all\n"
            )
        );
    }
}

#[test]
fn the_reference_is_made_of_the_same_text() {
    let run = explain(&["all"]);
    let root = shipped().join("..");
    let written = fs::read_to_string(root.join("docs/rules.md")).unwrap();
    assert!(
        run.out == written,
        "docs/rules.md is not up to date: `cargo run -- validate --explain all > docs/rules.md` writes it"
    );
}
