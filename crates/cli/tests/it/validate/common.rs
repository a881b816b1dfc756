//! Profiles to break, and what `validate` says of them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A run of the program.
pub struct Run {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The findings of a text report: each its line of place and message, its excerpt and hint.
    pub fn findings(&self) -> Vec<&str> {
        let blocks = self.stdout.split("\n\n");
        blocks.filter(|block| block.contains("]: ")).collect()
    }

    /// The one finding of a profile with one fault.
    #[track_caller]
    pub fn only(&self) -> &str {
        let findings = self.findings();
        assert_eq!(findings.len(), 1, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.status, Some(1));
        findings[0]
    }

    /// The rules of all findings, in order.
    pub fn rules(&self) -> Vec<&str> {
        self.findings()
            .into_iter()
            .filter_map(|block| block.split_once("error[")?.1.split(']').next())
            .collect()
    }
}

/// `demo-session validate` with these arguments, in a directory.
pub fn validate(args: &[&str], directory: &Path) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .arg("validate")
        .args(args)
        .env_clear()
        .current_dir(directory)
        .output()
        .unwrap();
    Run {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data")
}

/// A copy of a profile in `seed-data/` under a directory of its own.
pub struct Copy {
    directory: TempDir,
    profile: &'static str,
}

impl Copy {
    pub fn of(profile: &'static str) -> Self {
        let directory = TempDir::new().unwrap();
        let to = directory.path().join("seed-data").join(profile);
        copy_folder(&shipped().join(profile), &to);
        Self { directory, profile }
    }

    /// The directory that the program runs in.
    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.root().join("seed-data").join(self.profile).join(file)
    }

    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// Replaces the first occurrence of a text.
    #[track_caller]
    pub fn change(&self, file: &str, old: &str, new: &str) {
        let text = self.text(file);
        assert!(text.contains(old), "`{old}` is not in {file}");
        fs::write(self.path(file), text.replacen(old, new, 1)).unwrap();
    }

    /// The same, then a run.
    #[track_caller]
    pub fn with(&self, file: &str, old: &str, new: &str) -> Run {
        self.change(file, old, new);
        self.validate(&[])
    }

    pub fn validate(&self, args: &[&str]) -> Run {
        let args: Vec<&str> = ["--profile", self.profile]
            .iter()
            .chain(args)
            .copied()
            .collect();
        validate(&args, self.root())
    }

    /// The line and the column, in characters, of the first occurrence of a text.
    #[track_caller]
    pub fn place(&self, file: &str, text: &str) -> String {
        let whole = self.text(file);
        let at = whole.find(text).expect("the text is there");
        let begin = whole[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = whole[..at].matches('\n').count() + 1;
        let column = whole[begin..at].chars().count() + 1;
        format!("seed-data/{}/{file}:{line}:{column}: ", self.profile)
    }

    /// All files with their paths inside the profile, the manifest last.
    pub fn files(&self) -> Vec<String> {
        let root = self.path("");
        let mut folders = vec![root.clone()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let inside = path.strip_prefix(&root).unwrap();
                    found.push(inside.to_str().unwrap().to_owned());
                }
            }
        }
        found.sort_by_key(|path| (path == "manifest.json", path.clone()));
        found
    }
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

/// One fault in the professional profile: where it must be found, by which rule, with what
/// words. `mark` is the text at the place of the finding, in the changed file.
#[track_caller]
pub fn finds(file: &str, old: &str, new: &str, mark: &str, rule: &str, words: &[&str]) {
    finds_in("professional", file, (old, new), mark, rule, words);
}

#[track_caller]
pub fn finds_in(
    profile: &'static str,
    file: &str,
    (old, new): (&str, &str),
    mark: &str,
    rule: &str,
    words: &[&str],
) {
    let copy = Copy::of(profile);
    let run = copy.with(file, old, new);
    let found = run.only();
    let place = copy.place(file, mark);
    assert!(found.starts_with(&place), "not at {place}:\n{found}");
    assert!(
        found.contains(&format!("error[{rule}]: ")),
        "not by {rule}:\n{found}"
    );
    for word in words {
        assert!(found.contains(word), "`{word}` is not in:\n{found}");
    }
}
