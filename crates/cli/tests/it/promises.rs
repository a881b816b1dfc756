//! Every test that docs/promises.md names is there.

use std::{fs, path::Path};

#[test]
fn each_promise_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/promises.md")).unwrap();
    // What stands between backticks is every second piece.
    let names: Vec<(&str, &str)> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|text| text.split_once("::"))
        .collect();
    let missing: Vec<String> = names
        .iter()
        .filter(|(file, test)| {
            let path = if file.starts_with("crates/") {
                root.join(file)
            } else {
                root.join("crates/cli/tests").join(file)
            };
            let text = fs::read_to_string(path).unwrap_or_default();
            !text.contains(&format!("fn {test}("))
        })
        .map(|(file, test)| format!("{file}::{test}"))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
    let promises = page.lines().filter(|line| line.starts_with("| "));
    let empty: Vec<&str> = promises
        .filter(|line| !line.starts_with("| promise ") && !line.contains("::"))
        .collect();
    assert!(empty.is_empty(), "promised without a test: {empty:#?}");
    assert!(names.len() > 30, "the page was not understood");
}
