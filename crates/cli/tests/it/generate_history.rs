//! `demo-session generate history`: the shipped files are its own, and what it refuses.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use crate::copies::{Copy, Run, run, shipped};

fn generate(args: &[&str], directory: &Path) -> Run {
    run(&[&["generate", "history"], args].concat(), directory)
}

/// The names and texts in a profile's `history/`, sorted.
fn history(profile: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(profile.join("history")).unwrap();
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_shipped_histories_are_generated_byte_for_byte() {
    for profile in ["professional", "enterprise"] {
        let copy = Copy::of(profile);
        let copied = copy.path("");
        let expected = history(&shipped().join(profile));
        // As a new profile would have it: nothing there yet.
        fs::remove_dir_all(copied.join("history")).unwrap();
        let run = generate(&["--profile", profile], copy.root());
        assert_eq!((run.status, run.error.as_str()), (Some(0), ""));
        assert_eq!(
            history(&copied),
            expected,
            "run `generate history --profile {profile}`"
        );
        for (name, text) in &expected {
            let line = run
                .out
                .lines()
                .find(|line| line.contains(name.as_str()))
                .unwrap();
            let rows = text.matches("\"id\"").count();
            let counted: usize = line
                .split([' ', ':'])
                .filter_map(|word| word.parse::<usize>().ok())
                .sum();
            assert!(counted == rows && line.ends_with(", written"), "{line}");
            let mode = fs::metadata(copied.join("history").join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o600, 0o600);
        }
        assert!(
            run.out.contains(" EUR a week") && run.out.ends_with("most on Saturday\n"),
            "{}",
            run.out
        );
        copy.assert_valid();

        let again = generate(&["--profile", profile], copy.root());
        assert_eq!(again.out, run.out.replace(", written", ", unchanged"));
        assert_eq!(history(&copied), expected);
    }
}

#[test]
fn another_seed_gives_another_past_that_is_valid_too() {
    for profile in ["professional", "enterprise"] {
        let copy = Copy::of(profile);
        let copied = copy.path("");
        let shipped = history(&copied);
        let check = ["--profile", profile, "--random-seed", "7", "--check"];
        let checked = generate(&check, copy.root());
        assert_eq!(checked.status, Some(1));
        assert!(checked.out.contains(", differs\n"), "{}", checked.out);
        assert_eq!(history(&copied), shipped, "a check writes nothing");

        assert_eq!(generate(&check[..4], copy.root()).status, Some(0));
        let other = history(&copied);
        assert!(
            other
                .iter()
                .zip(&shipped)
                .all(|(other, shipped)| other != shipped)
        );
        copy.assert_valid();
        assert_eq!(generate(&check, copy.root()).status, Some(0));
    }
}

#[test]
fn a_short_history_is_valid() {
    let copy = Copy::of("enterprise");
    let run = generate(&["--profile", "enterprise", "--days", "14"], copy.root());
    assert!(
        run.out.contains("history/sales.json: 42 sales, written"),
        "{}",
        run.out
    );
    copy.assert_valid();
}

#[test]
fn what_it_cannot_do_it_says() {
    let copy = Copy::of("professional");
    let here = copy.root();
    let profile = ["--profile", "professional"];
    for days in ["0", "92", "-3"] {
        let days = format!("--days={days}");
        let run = generate(&[profile[0], profile[1], &days], here);
        run.assert_refused(&["7 to 91 days"]);
    }
    generate(&["--profile", "profesional"], here).assert_refused(&["`professional`", "looked in"]);
    generate(&["--profile", "../professional"], here).assert_refused(&["not a profile's name"]);
    let compiled_in = generate(&["--profile", "enterprise"], here);
    compiled_in.assert_refused(&["compiled into the program", "--seed-dir"]);

    let sales = here.join("seed-data/professional/history/sales.json");
    fs::write(&sales, "{}").unwrap();
    let mut permissions = fs::metadata(&sales).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&sales, permissions).unwrap();
    generate(&profile, here).assert_refused(&["sales.json", "read-only"]);
    assert_eq!(fs::read_to_string(&sales).unwrap(), "{}");
    // Nor is anything left beside it.
    assert_eq!(history(&here.join("seed-data/professional")).len(), 2);
}

#[test]
fn a_seed_dir_comes_first() {
    let (here, named) = (Copy::of("professional"), Copy::of("professional"));
    let seed_dir = named.seed_data();
    let before = history(&here.path(""));
    let args = [
        "--profile",
        "professional",
        "--days",
        "30",
        "--seed-dir",
        seed_dir.to_str().unwrap(),
    ];
    assert_eq!(generate(&args, here.root()).status, Some(0));
    assert_eq!(history(&here.path("")), before);
    assert_ne!(history(&seed_dir.join("professional")), before);
}
