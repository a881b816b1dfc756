//! The program run to its end, and copies of the shipped profiles for it to work on.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A run of the program.
pub struct Run {
    pub status: Option<i32>,
    pub out: String,
    pub error: String,
}

/// Runs the program in a directory, with nothing in its environment.
pub fn run(args: &[&str], directory: &Path) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo-session"));
    command.args(args).env_clear().current_dir(directory);
    Run::of(&mut command)
}

impl Run {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            status: output.status.code(),
            out: text(output.stdout),
            error: text(output.stderr),
        }
    }

    /// It could not do what it was to do, and says so in these words.
    #[track_caller]
    pub fn assert_refused(&self, words: &[&str]) {
        let told = (self.status, self.out.as_str());
        assert_eq!(told, (Some(2), ""), "{}", self.error);
        for word in words {
            assert!(
                self.error.contains(word),
                "`{word}` is not in `{}`",
                self.error
            );
        }
    }
}

/// The folder of the shipped profiles.
pub fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data")
}

pub fn copy_folder(from: &Path, to: &Path) {
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

/// A working directory with a copy of a shipped profile in its `seed-data/`.
pub struct Copy {
    directory: TempDir,
    profile: String,
}

impl Copy {
    pub fn of(profile: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let copy = Self {
            directory,
            profile: profile.to_owned(),
        };
        copy_folder(&shipped().join(profile), &copy.path(""));
        copy
    }

    /// History is most of the rows; without it a run is quick.
    pub fn without_history(profile: &str) -> Self {
        let copy = Self::of(profile);
        fs::remove_dir_all(copy.path("history")).unwrap();
        copy.change_manifest(|manifest| {
            let files = manifest["files"].as_array_mut().unwrap();
            files.retain(|file| !file.as_str().unwrap().starts_with("history/"));
        });
        copy
    }

    /// The directory that the program runs in.
    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    /// The folder of profiles.
    pub fn seed_data(&self) -> PathBuf {
        self.root().join("seed-data")
    }

    /// A file of the profile.
    pub fn path(&self, file: &str) -> PathBuf {
        self.seed_data().join(&self.profile).join(file)
    }

    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// Writes a file of the profile, in a folder that is made when missing.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Replaces the first occurrence of a text.
    #[track_caller]
    pub fn change(&self, file: &str, old: &str, new: &str) {
        let text = self.text(file);
        assert!(text.contains(old), "`{old}` is not in {file}");
        self.write(file, text.replacen(old, new, 1));
    }

    pub fn change_manifest(&self, change: impl FnOnce(&mut serde_json::Value)) {
        let mut manifest = serde_json::from_str(&self.text("manifest.json")).unwrap();
        change(&mut manifest);
        self.write("manifest.json", format!("{manifest:#}"));
    }

    /// `demo-session validate` of the profile, with more arguments.
    pub fn validate(&self, args: &[&str]) -> Run {
        let command = ["validate", "--profile", &self.profile];
        run(&[&command, args].concat(), self.root())
    }

    #[track_caller]
    pub fn assert_valid(&self) {
        let run = self.validate(&["--strict"]);
        assert_eq!(run.out, "Status: PASSED\nErrors: 0\nWarnings: 0\n");
    }
}
