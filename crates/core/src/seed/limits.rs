//! How much is read, and what is said of more.

use crate::{Finding, Severity};

/// The largest file that is read, in bytes. A million rows of usual width are about 300 MB; the
/// generator splits them over files.
pub const LARGEST_FILE: u64 = 256 << 20;
/// The largest profile: its files together, in bytes. Texts stay in memory.
pub const LARGEST_PROFILE: u64 = 1 << 30;
/// The most files in a profile.
pub const MOST_FILES: usize = 10_000;
/// The most rows in a profile. Each costs some hundred bytes once it is planned.
pub const MOST_ROWS: usize = 2_000_000;
/// The most columns in a table: what PostgreSQL's have.
pub(super) const MOST_COLUMNS: usize = 1600;
/// The most findings of one file's text. Beyond that only their number is said: a file with a
/// million bad rows has one cause, and the report must not be larger than the file.
pub(super) const MOST_FINDINGS: usize = 1000;
/// How deep JSON values may be nested, as PostgreSQL and all clients can still read them.
pub(super) const DEEPEST: usize = 64;

/// An error about a file or folder as a whole.
#[must_use]
pub fn about_file(path: &str, rule: &str, message: String, hint: &str) -> Finding {
    Finding::at(Severity::Error, rule, (path, ""), 0, message, hint)
}

/// A file of `size` bytes that is beyond [`LARGEST_FILE`].
#[must_use]
pub fn too_large(path: &str, size: u64) -> Finding {
    let message = format!(
        "the file has {} MB, and at most {} MB are read",
        size.div_ceil(1 << 20),
        LARGEST_FILE >> 20
    );
    let hint = "split its rows over several files, and list them in the manifest";
    about_file(path, "shape/too-large", message, hint)
}

/// A message that repeats what somebody wrote, without the middle of what is absurdly long.
pub(super) fn shortened(message: String) -> String {
    const LONGEST: usize = 1000;
    if message.len() <= LONGEST {
        return message;
    }
    let begin = &message[..message.floor_char_boundary(LONGEST / 2)];
    let end = &message[message.ceil_char_boundary(message.len() - LONGEST / 4)..];
    format!("{begin}…{end}")
}
