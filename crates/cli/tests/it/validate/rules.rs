//! Each rule of the engine fires on its wrong example and is silent on its right one: the right
//! one stands in a shipped profile, which passes, and the wrong one is put in its place.

use std::{fs, path::Path};

use demo_core::rule;

use super::common::{Copy, shipped};

/// Rules that no short text breaks. They are tested where files are read.
const NOT_BY_A_TEXT: [&str; 9] = [
    "shape/too-large",
    "shape/too-many",
    "shape/file-name",
    "shape/not-a-file",
    "shape/link",
    "shape/unreadable",
    "shape/changing",
    "shape/empty-file",
    "constraint/not-null",
];

/// A rule whose wrong example is two faults: a name in the manifest is that of no file, and a
/// file is that of no name.
const TWO: [&str; 1] = ["shape/missing-file"];

#[test]
fn each_wrong_example_is_found_by_its_rule() {
    let mut wrong = Vec::new();
    for rule in rule::built_in() {
        if NOT_BY_A_TEXT.contains(&&*rule.id) {
            continue;
        }
        let Some((copy, file)) = holder(&rule.id, &rule.right) else {
            panic!("{}: no shipped profile has: {}", rule.id, rule.right);
        };
        let text = copy.text(&file).replacen(&*rule.right, "\0", 1);
        let (before, after) = text.split_once('\0').unwrap();
        let bytes = [before.as_bytes(), &bytes(&rule.wrong), after.as_bytes()].concat();
        fs::write(copy.path(&file), bytes).unwrap();
        let run = copy.validate(&["--strict"]);
        let fault = format!("[{}]: ", rule.id);
        let found = run.findings();
        let found = found.iter().find(|block| block.contains(&fault));
        let count = run.rules().len();
        let once = count == 1 || TWO.contains(&&*rule.id);
        let hint = found.is_some_and(|block| block.contains("help: "));
        if run.status != Some(1) || !once || !hint {
            wrong.push(format!("{}:\n{}{}", rule.id, run.out, run.error));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A copy of the first profile that holds the example of a rule, and the file that does.
fn holder(rule: &str, text: &str) -> Option<(Copy, String)> {
    let is_about_the_manifest = rule.starts_with("manifest/");
    ["professional", "enterprise"]
        .into_iter()
        .find_map(|profile| {
            let copy = Copy::of(profile);
            let mut files = copy
                .files()
                .into_iter()
                .filter(|file| !is_about_the_manifest || file == "manifest.json");
            let file = files.find(|file| copy.text(file).contains(text))?;
            Some((copy, file))
        })
}

/// What an example stands for: `\xEB` for a byte, and words for what would fill the page.
fn bytes(example: &str) -> Vec<u8> {
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    let text = example.replace("[[[[ 65 levels ]]]]", &deep);
    match text.split_once("\\xEB") {
        Some((before, after)) => [before.as_bytes(), b"\xEB", after.as_bytes()].concat(),
        None => text.into_bytes(),
    }
}

#[test]
fn every_rule_that_code_names_is_explained() {
    let known: Vec<String> = rule::built_in()
        .into_iter()
        .map(|rule| rule.id.into_owned())
        .collect();
    let families = [
        "shape",
        "uuid",
        "time",
        "reference",
        "constraint",
        "profile",
        "manifest",
        "routes",
    ];
    let crates = shipped().join("../crates");
    let sources = ["core/src", "store/src/rules", "cli/src"].map(|folder| crates.join(folder));
    let mut unknown = Vec::new();
    for folder in sources {
        named(&folder, &families, &mut |rule| {
            if !known.contains(&rule) {
                unknown.push(rule);
            }
        });
    }
    assert!(
        unknown.is_empty(),
        "explain them in crates/core/src/rule: {unknown:?}"
    );
    let mut sorted = known.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), known.len(), "no two rules share an id");
}

/// The rule ids that stand in quotes in the sources below a folder.
fn named(folder: &Path, families: &[&str], found: &mut impl FnMut(String)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, families, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split('"').skip(1).step_by(2) {
            let is_rule = part.split_once('/').is_some_and(|(family, name)| {
                families.contains(&family)
                    && !name.is_empty()
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            });
            if is_rule {
                found(part.to_owned());
            }
        }
    }
}
