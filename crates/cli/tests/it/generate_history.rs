//! `demo-session generate history`: the shipped files are its own, and what it refuses.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use tempfile::TempDir;

struct Run {
    status: Option<i32>,
    out: String,
    error: String,
}

fn run(args: &[&str], directory: &Path) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .args(args)
        .env_clear()
        .current_dir(directory)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        status: output.status.code(),
        out: text(output.stdout),
        error: text(output.stderr),
    }
}

fn generate(args: &[&str], directory: &Path) -> Run {
    run(&[&["generate", "history"], args].concat(), directory)
}

fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seed-data"))
}

/// A working directory with a copy of a profile in its `seed-data/`.
fn copy(profile: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    let target = directory.path().join("seed-data").join(profile);
    copy_folder(&shipped().join(profile), &target);
    directory
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
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

fn assert_valid(profile: &str, directory: &Path) {
    let run = run(&["validate", "--profile", profile, "--strict"], directory);
    assert_eq!(run.out, "Status: PASSED\nErrors: 0\nWarnings: 0\n");
}

#[track_caller]
fn assert_refused(run: &Run, words: &[&str]) {
    assert_eq!(
        (run.status, run.out.as_str()),
        (Some(2), ""),
        "{}",
        run.error
    );
    for word in words {
        assert!(
            run.error.contains(word),
            "`{word}` is not in `{}`",
            run.error
        );
    }
}

#[test]
fn the_shipped_histories_are_generated_byte_for_byte() {
    for profile in ["professional", "enterprise"] {
        let directory = copy(profile);
        let copied = directory.path().join("seed-data").join(profile);
        let expected = history(&shipped().join(profile));
        // As a new profile would have it: nothing there yet.
        fs::remove_dir_all(copied.join("history")).unwrap();
        let run = generate(&["--profile", profile], directory.path());
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
        assert_valid(profile, directory.path());

        let again = generate(&["--profile", profile], directory.path());
        assert_eq!(again.out, run.out.replace(", written", ", unchanged"));
        assert_eq!(history(&copied), expected);
    }
}

#[test]
fn another_seed_gives_another_past_that_is_valid_too() {
    for profile in ["professional", "enterprise"] {
        let directory = copy(profile);
        let copied = directory.path().join("seed-data").join(profile);
        let shipped = history(&copied);
        let check = ["--profile", profile, "--random-seed", "7", "--check"];
        let checked = generate(&check, directory.path());
        assert_eq!(checked.status, Some(1));
        assert!(checked.out.contains(", differs\n"), "{}", checked.out);
        assert_eq!(history(&copied), shipped, "a check writes nothing");

        assert_eq!(generate(&check[..4], directory.path()).status, Some(0));
        let other = history(&copied);
        assert!(
            other
                .iter()
                .zip(&shipped)
                .all(|(other, shipped)| other != shipped)
        );
        assert_valid(profile, directory.path());
        assert_eq!(generate(&check, directory.path()).status, Some(0));
    }
}

#[test]
fn a_short_history_is_valid() {
    let directory = copy("enterprise");
    let run = generate(
        &["--profile", "enterprise", "--days", "14"],
        directory.path(),
    );
    assert!(
        run.out.contains("history/sales.json: 42 sales, written"),
        "{}",
        run.out
    );
    assert_valid("enterprise", directory.path());
}

#[test]
fn what_it_cannot_do_it_says() {
    let directory = copy("professional");
    let here = directory.path();
    let profile = ["--profile", "professional"];
    for days in ["0", "92", "-3"] {
        let days = format!("--days={days}");
        let run = generate(&[profile[0], profile[1], &days], here);
        assert_refused(&run, &["7 to 91 days"]);
    }
    assert_refused(
        &generate(&["--profile", "profesional"], here),
        &["`professional`", "looked in"],
    );
    assert_refused(
        &generate(&["--profile", "../professional"], here),
        &["not a profile's name"],
    );
    let compiled_in = generate(&["--profile", "enterprise"], here);
    assert_refused(&compiled_in, &["compiled into the program", "--seed-dir"]);

    let sales = here.join("seed-data/professional/history/sales.json");
    fs::write(&sales, "{}").unwrap();
    let mut permissions = fs::metadata(&sales).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&sales, permissions).unwrap();
    assert_refused(&generate(&profile, here), &["sales.json", "read-only"]);
    assert_eq!(fs::read_to_string(&sales).unwrap(), "{}");
    // Nor is anything left beside it.
    assert_eq!(history(&here.join("seed-data/professional")).len(), 2);
}

#[test]
fn a_seed_dir_comes_first() {
    let (here, named) = (copy("professional"), copy("professional"));
    let seed_dir = named.path().join("seed-data");
    let before = history(&here.path().join("seed-data/professional"));
    let args = [
        "--profile",
        "professional",
        "--days",
        "30",
        "--seed-dir",
        seed_dir.to_str().unwrap(),
    ];
    assert_eq!(generate(&args, here.path()).status, Some(0));
    assert_eq!(history(&here.path().join("seed-data/professional")), before);
    assert_ne!(history(&seed_dir.join("professional")), before);
}
