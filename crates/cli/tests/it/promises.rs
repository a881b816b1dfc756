//! Every test that docs/promises.md names is there, and was seen to fail.

use std::{fs, path::PathBuf, process::Command};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What stands between backticks, which is every second piece, and names a test.
fn tests(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|text| text.contains("::")).collect()
}

#[test]
fn each_promise_has_its_tests() {
    let root = root();
    let page = fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let names = tests(&page);
    let is_missing = |name: &&str| {
        let (file, test) = name.split_once("::").unwrap();
        let path = if file.starts_with("crates/") {
            root.join(file)
        } else {
            root.join("crates/cli/tests").join(file)
        };
        let source = fs::read_to_string(path).unwrap_or_default();
        !source.contains(&format!("fn {test}("))
    };
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| is_missing(name))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
    let promises = page.lines().filter(|line| line.starts_with("| "));
    let empty: Vec<&str> = promises
        .filter(|line| !line.starts_with("| promise ") && !line.contains("::"))
        .collect();
    assert!(empty.is_empty(), "promised without a test: {empty:#?}");
    assert!(names.len() > 30, "the page was not understood");
}

/// For each test there is a patch that takes its mechanism out; `make breaks` sees them fail.
#[test]
fn each_mechanism_can_be_taken_out() {
    let root = root();
    let page = fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let mut seen = String::new();
    for entry in fs::read_dir(root.join("crates/cli/tests/breaks")).unwrap() {
        let patch = entry.unwrap().path();
        let text = fs::read_to_string(&patch).unwrap();
        let line = text.lines().find(|line| line.starts_with("Seen by: "));
        seen += line.unwrap_or_else(|| panic!("{} names no test", patch.display()));
        seen.push(' ');
        let output = Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(&root)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "the code has changed: write the patch anew\n{said}"
        );
    }
    let seen: Vec<&str> = seen.split(' ').filter(|word| word.contains("::")).collect();
    let (names, table) = (
        tests(&page),
        Command::new(root.join("scripts/breaks"))
            .arg("--table")
            .output(),
    );
    let unseen: Vec<_> = names.iter().filter(|name| !seen.contains(name)).collect();
    assert!(unseen.is_empty(), "never seen to fail: {unseen:#?}");
    let unknown: Vec<_> = seen.iter().filter(|name| !names.contains(name)).collect();
    assert!(unknown.is_empty(), "shows no promise: {unknown:#?}");
    let written = fs::read_to_string(root.join("docs/breaks.md")).unwrap();
    assert_eq!(
        String::from_utf8(table.unwrap().stdout).unwrap(),
        written,
        "scripts/breaks --table > docs/breaks.md"
    );
}
