//! What is shipped passes.

use tempfile::TempDir;

use super::common::{shipped, validate};

#[test]
fn the_shipped_profiles_pass_strictly() {
    let elsewhere = TempDir::new().unwrap();
    let seeds = shipped();
    for args in [
        &["--all", "--strict"][..],
        &["--profile", "professional", "--strict"],
        &["--profile", "enterprise", "--strict"],
        &["--all", "--strict", "--seed-dir", seeds.to_str().unwrap()],
    ] {
        let run = validate(args, elsewhere.path());
        assert_eq!(
            (run.out.as_str(), run.error.as_str()),
            ("Status: PASSED\nErrors: 0\nWarnings: 0\n", ""),
            "{args:?}"
        );
        assert_eq!(run.status, Some(0));
    }
}

#[test]
fn what_cannot_be_run_ends_with_two() {
    let elsewhere = TempDir::new().unwrap();
    let run = validate(&["--profile", "profesional"], elsewhere.path());
    assert_eq!(run.status, Some(2));
    assert!(
        run.error.contains("did you mean `professional`?"),
        "{}",
        run.error
    );
    let run = validate(&[], elsewhere.path());
    assert_eq!(run.status, Some(2));
    for choice in ["--profile <NAME>", "--all", "--explain [<RULE>]"] {
        assert!(run.error.contains(choice), "{}", run.error);
    }
    // And one of them at a time.
    let run = validate(&["--all", "--profile", "professional"], elsewhere.path());
    assert_eq!(run.status, Some(2));
    assert!(run.error.contains("cannot be used with"), "{}", run.error);
}
