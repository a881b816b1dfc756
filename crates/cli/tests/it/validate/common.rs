//! Profiles to break, and what `validate` says of them.

use std::{fs, path::Path};

pub use crate::copies::{Copy, Run, shipped};

impl Run {
    /// The findings of a text report: each its line of place and message, its excerpt and hint.
    pub fn findings(&self) -> Vec<&str> {
        let blocks = self.out.split("\n\n");
        blocks.filter(|block| block.contains("]: ")).collect()
    }

    /// The one finding of a profile with one fault.
    #[track_caller]
    pub fn only(&self) -> &str {
        let findings = self.findings();
        assert_eq!(findings.len(), 1, "{}{}", self.out, self.error);
        assert_eq!(self.status, Some(1));
        findings[0]
    }

    /// The rules of all findings, in order.
    pub fn rules(&self) -> Vec<&str> {
        self.findings()
            .into_iter()
            .filter_map(|block| {
                let mut rated = ["error[", "warning["].into_iter();
                let (_, rule) = rated.find_map(|rated| block.split_once(rated))?;
                rule.split(']').next()
            })
            .collect()
    }
}

/// `demo-session validate` with these arguments, in a directory.
pub fn validate(args: &[&str], directory: &Path) -> Run {
    crate::copies::run(&[&["validate"], args].concat(), directory)
}

impl Copy {
    /// Replaces the first occurrence of a text, and runs.
    #[track_caller]
    pub fn with(&self, file: &str, old: &str, new: &str) -> Run {
        self.change(file, old, new);
        self.validate(&[])
    }

    /// The line and the column, in characters, of the first occurrence of a text.
    #[track_caller]
    pub fn place(&self, file: &str, text: &str) -> String {
        let whole = self.text(file);
        let at = whole.find(text).expect("the text is there");
        let begin = whole[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = whole[..at].matches('\n').count() + 1;
        let column = whole[begin..at].chars().count() + 1;
        let profile = self.path("");
        let profile = profile.file_name().unwrap().to_str().unwrap();
        format!("seed-data/{profile}/{file}:{line}:{column}: ")
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

/// One fault, found once, with these words.
#[track_caller]
pub fn once(profile: &'static str, changes: &[[&str; 3]], rule: &str, words: &[&str]) {
    let copy = Copy::of(profile);
    for [file, old, new] in changes {
        copy.change(file, old, new);
    }
    let run = copy.validate(&["--strict"]);
    let found = run.only();
    assert!(found.contains(&format!("[{rule}]: ")), "{}", run.out);
    for word in words {
        assert!(found.contains(word), "`{word}` is not in:\n{found}");
    }
}
