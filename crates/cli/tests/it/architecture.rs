//! The shape of the code: who may depend on whom, and what may stand where.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no source files");
    found
}

/// The names under `[dependencies]` of a crate.
fn dependencies(name: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
    let section = text.split("[dependencies]").nth(1).unwrap();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Lines of code that hold one of the words, with their places.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in sources(folder) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

fn assert_none(found: &[String], why: &str) {
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

#[test]
fn arrows_point_one_way() {
    let outside = [
        "demo-store",
        "demo-server",
        "tokio",
        "sqlx",
        "rusqlite",
        "axum",
        "reqwest",
    ];
    for (name, forbidden) in [
        ("core", &outside[..]),
        ("generate", &outside[..]),
        ("store", &["demo-server", "axum", "reqwest"]),
        ("server", &["sqlx", "rusqlite", "clap", "figment"]),
        ("cli", &["sqlx", "rusqlite", "axum"]),
    ] {
        let found = dependencies(name);
        assert!(found.len() > 5, "the manifest of {name} was not understood");
        let wrong: Vec<String> = found
            .into_iter()
            .filter(|found| forbidden.contains(&found.as_str()))
            .collect();
        assert_none(&wrong, &format!("crates/{name} may not depend on these"));
    }
}

#[test]
fn only_the_program_has_a_clock_and_randomness() {
    let words = [
        "Timestamp::now",
        "ZonedDateTime::now",
        "SystemTime::now",
        "new_v4",
        "getrandom::",
        "rand::",
    ];
    for folder in ["core", "generate", "store", "server"] {
        assert_none(
            &lines_with(&format!("crates/{folder}/src"), &words),
            "clock and randomness come in as arguments",
        );
    }
    let impure = [
        "std::fs",
        "std::env",
        "std::net",
        "Instant::now",
        "async fn",
    ];
    for folder in ["crates/core/src", "crates/generate/src"] {
        assert_none(&lines_with(folder, &impure), "these are pure");
    }
}

#[test]
fn sql_stands_in_store_alone() {
    let words = [
        "\"select ",
        "\"insert into",
        "\"update ",
        "\"delete from",
        "sqlx::",
        "rusqlite::",
    ];
    for folder in ["core", "generate", "server", "cli"] {
        let folder = format!("crates/{folder}/src");
        assert_none(&lines_with(&folder, &words), "only store builds SQL");
    }
}

#[test]
fn files_stay_small() {
    let mut lengths = Vec::new();
    for folder in [
        "crates/core/src",
        "crates/generate/src",
        "crates/store/src",
        "crates/server/src",
        "crates/cli/src",
        "bench/src",
    ] {
        let files = sources(folder).into_iter();
        lengths.extend(files.map(|(name, text)| (text.lines().count(), name)));
    }
    lengths.sort();
    let long = lengths.iter().filter(|(lines, _)| *lines > 400);
    let long: Vec<String> = long
        .map(|(lines, name)| format!("{name}: {lines}"))
        .collect();
    assert_none(&long, "no file is over 400 lines");
    let median = lengths[lengths.len() / 2].0;
    assert!(median <= 160, "the median file has {median} lines");
}

#[test]
fn documents_speak_of_files_that_exist() {
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let words = text.split(['`', '(', ')', '[', ']', ' ', '\n']);
        for path in words.filter(|word| word.starts_with("crates/") || word.contains(".md")) {
            assert!(
                root().join(path).exists(),
                "{document} names {path}, which is not there"
            );
        }
    }
}
