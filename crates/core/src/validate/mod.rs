//! Whether a profile keeps what it promises: references, ids, dates, and its manifest.
//!
//! What a file's syntax and a column's type say has been found before, by [`crate::seed`] and
//! [`crate::plan`]. A fault is reported once: what only follows from another is left out.

mod columns;
mod edge_cases;
mod excuses;
mod ids;
mod json;
mod manifest;
mod odd;
mod once;
mod ranges;
mod references;
mod similar;
mod texts;
mod unique;
mod view;
mod windows;

use crate::{
    Finding, SeedSet, Service, Severity, Table,
    plan::{self, Profile},
    routes,
};
pub use columns::columns_once;
pub use once::missing_once;
use view::Views;

/// Plans a profile and checks it whole. `name` is that of its folder; `findings` are those of
/// reading its files, to which the others are added, sorted by place. Without an error among
/// them the profile is fit to be served.
#[must_use]
pub fn check(
    name: &str,
    seeds: &SeedSet,
    services: &[(Service, Vec<Table>)],
    findings: &mut Vec<Finding>,
) -> Profile {
    empty_files(name, seeds, findings);
    let whole = seeds.unread.is_empty() && !findings.iter().any(is_about_a_file);
    let (profile, more) = plan::read(seeds, services);
    // Who is missing may stand in the file that could not be read.
    findings.extend(
        more.into_iter()
            .filter(|finding| whole || !finding.rule.starts_with("profile/")),
    );
    let views = Views::new(seeds, services, &profile);
    let faulty = manifest::check(name, &views, findings);
    ids::check(&views, &faulty, findings);
    references::check(&views, whole, findings);
    json::check(&views, whole, findings);
    let outside = windows::check(&views, findings);
    unique::check(&views, &outside, findings);
    ranges::check(&views, &outside, findings);
    unique::without_ranges(findings);
    edge_cases::check(&views, whole, findings);
    texts::check(&views, whole, findings);
    findings.sort();
    findings.dedup();
    profile
}

/// Whether no finding keeps a profile from being served.
#[must_use]
pub fn is_fit(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.severity != Severity::Error)
}

/// A listed file without a row is one fault: what it should hold is missed everywhere.
fn empty_files(profile: &str, seeds: &SeedSet, findings: &mut Vec<Finding>) {
    for file in &seeds.files {
        let has_rows = file.tables.iter().any(|table| table.row_count() > 0);
        // That nobody knows whose an outlet's file is only follows.
        let explains =
            |finding: &Finding| finding.file == file.path && finding.rule != "shape/outlet";
        if has_rows || seeds.unread.contains(&file.path) || findings.iter().any(explains) {
            continue;
        }
        findings.retain(|finding| finding.file != file.path);
        let written = match file.path.as_str() {
            routes::FILE => Some("routes"),
            path if path.starts_with("history/") => Some("history"),
            _ => None,
        };
        let written = written.map_or_else(String::new, |what| {
            format!("let `demo-session generate {what} --profile {profile}` write it, ")
        });
        let hint =
            format!("{written}put its rows back, or take it out of `files` of manifest.json");
        let message = "the manifest lists this file, and no row stands in it".to_owned();
        findings.push(file.error(EMPTY_FILE, 0, message, hint));
    }
}

/// The rule that a listed file has rows.
pub const EMPTY_FILE: &str = "shape/empty-file";

/// Whether because of it rows that exist were not read.
fn is_about_a_file(finding: &Finding) -> bool {
    matches!(
        finding.rule.as_str(),
        "shape/unlisted-file"
            | "shape/outlet"
            | EMPTY_FILE
            | "shape/unreadable"
            | "shape/link"
            | "shape/not-a-file"
            | "shape/file-name"
            | "shape/changing"
            | "shape/too-large"
            | "shape/too-many"
    )
}
