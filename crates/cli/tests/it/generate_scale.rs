//! `demo-session generate scale`: profiles of any size that a validator has nothing to say against.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::copies::{Run, copy_folder, run, shipped};

fn generate(args: &[&str], directory: &Path) -> Run {
    run(
        &[&["generate", "scale", "--seed-dir", "seeds"], args].concat(),
        directory,
    )
}

/// Every file of a profile with its text.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    found
}

/// Rows of each table, as a reader of the files counts them.
fn rows(folder: &Path) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (path, text) in files(folder) {
        if path.ends_with("manifest.json") {
            continue;
        }
        let tables: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).unwrap();
        for (table, rows) in tables {
            *counts.entry(table).or_default() += rows.as_array().unwrap().len();
        }
    }
    counts
}

fn assert_valid(profile: &str, directory: &Path) {
    let validate = [
        "validate",
        "--profile",
        profile,
        "--strict",
        "--seed-dir",
        "seeds",
    ];
    let run = run(&validate, directory);
    assert_eq!(run.out, "Status: PASSED\nErrors: 0\nWarnings: 0\n");
}

#[test]
fn profiles_have_the_rows_that_were_asked_for_and_are_valid() {
    let here = TempDir::new().unwrap();
    for wanted in [150, 199, 200, 2_000] {
        let name = format!("rows-{wanted}");
        let rows_wanted = wanted.to_string();
        let run = generate(
            &["--rows", &rows_wanted, "--profile-name", &name],
            here.path(),
        );
        assert_eq!((run.status, run.error.as_str()), (Some(0), ""));
        let folder = here.path().join("seeds").join(&name);
        let counts = rows(&folder);
        assert_eq!(counts.values().sum::<usize>(), wanted, "{counts:?}");
        let counted: usize = run
            .out
            .lines()
            .filter(|line| !line.starts_with("seeds/"))
            .map(|line| line.split(' ').next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(counted, wanted, "{}", run.out);
        assert_valid(&name, here.path());
    }
    // Mostly sales, orders and their lines, over most services.
    let counts = rows(&here.path().join("seeds/rows-2000"));
    assert!(
        counts["sales"] > 900 && counts["customer_order_lines"] > 400,
        "{counts:?}"
    );
    assert!(
        counts["customer_orders"] > 150 && counts["demand_forecasts"] > 180,
        "{counts:?}"
    );
}

#[test]
fn many_rows_are_split_over_files_and_every_table_is_valid() {
    let here = TempDir::new().unwrap();
    let run = generate(&["--rows", "45000"], here.path());
    assert_eq!((run.status, run.error.as_str()), (Some(0), ""));
    let folder = here.path().join("seeds/scale");
    for (path, text) in files(&folder) {
        assert!(text.len() < 8_000_000, "{} is too large", path.display());
    }
    assert!(folder.join("history/scale-sales-00002.json").is_file());
    assert_valid("scale", here.path());
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_fewer_rows_leave_no_file() {
    let here = TempDir::new().unwrap();
    let folder = here.path().join("seeds/scale");
    let run = generate(&["--rows", "3000"], here.path());
    assert_eq!(run.status, Some(0), "{}", run.error);
    let first = files(&folder);
    generate(&["--rows", "3000"], here.path());
    assert_eq!(files(&folder), first);
    generate(&["--rows", "3000", "--random-seed", "7"], here.path());
    assert_ne!(files(&folder), first);
    assert_valid("scale", here.path());

    generate(&["--rows", "150"], here.path());
    assert!(!folder.join("scale-customers-00001.json").exists());
    assert_valid("scale", here.path());
    generate(&["--rows", "3000"], here.path());
    assert_eq!(files(&folder), first);
}

#[test]
fn what_it_cannot_do_it_says() {
    let here = TempDir::new().unwrap();
    let rows = ["--rows", "1000", "--profile-name"];
    let named = |name| generate(&[rows[0], rows[1], rows[2], name], here.path());
    named("professional").assert_refused(&["base profile", "another --profile-name"]);
    named("../scale").assert_refused(&["not a profile's name"]);
    generate(&["--rows", "3"], here.path()).assert_refused(&["at least the", "not 3", "--rows"]);
    let many = generate(&["--rows", "100000001"], here.path());
    many.assert_refused(&["at most 100000000 rows"]);
    assert_eq!(generate(&["--rows", "many"], here.path()).status, Some(2));

    let work = here.path().join("seeds/own");
    fs::create_dir_all(&work).unwrap();
    fs::write(work.join("notes.txt"), "mine").unwrap();
    named("own").assert_refused(&["seeds/own", "not written by `generate scale`", "remove it"]);
    assert_eq!(files(&work).len(), 1);

    // A base profile of one's own comes first, and has to have what rows are made after.
    let base = here.path().join("seeds/professional");
    copy_folder(&shipped().join("professional"), &base);
    let production = fs::read_to_string(base.join("06-production.json")).unwrap();
    let none_done = production.replace(r#""status": "completed""#, r#""status": "cancelled""#);
    fs::write(base.join("06-production.json"), none_done).unwrap();
    named("scale").assert_refused(&["no row of `production_batches`"]);
    fs::write(base.join("06-production.json"), "{").unwrap();
    named("scale").assert_refused(&["06-production.json:1:"]);
    // Nothing is left of what was refused.
    let mut left: Vec<_> = fs::read_dir(here.path().join("seeds")).unwrap().collect();
    left.retain(|entry| {
        !["own", "professional"].contains(&entry.as_ref().unwrap().file_name().to_str().unwrap())
    });
    assert!(left.is_empty(), "{left:?}");
}
