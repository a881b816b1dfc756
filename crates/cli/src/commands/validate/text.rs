//! For people: each finding with its line, a caret and what to do.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write},
};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use demo_core::{Finding, Severity};

use super::report::{Checked, Report};

/// On a terminal, unless `NO_COLOR` is set to anything but nothing (<https://no-color.org>).
#[expect(
    clippy::disallowed_methods,
    reason = "NO_COLOR is a matter of the terminal, not of the configuration"
)]
pub fn is_coloured() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !unwanted
}

pub fn write(out: &mut impl Write, report: &Report, coloured: bool) -> io::Result<()> {
    let renderer = if coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(180);
    for profile in &report.profiles {
        // Findings are sorted by file.
        for findings in profile.findings.chunk_by(|one, next| one.file == next.file) {
            of_file(out, &renderer, profile, findings, coloured)?;
        }
    }
    write!(out, "{}", report.summary())
}

/// Of one rule in one file so many findings are shown: whoever has more has one cause, and would
/// look for the other rules' between them. Other formats have all.
const SHOWN: usize = 10;

fn of_file(
    out: &mut impl Write,
    renderer: &Renderer,
    profile: &Checked,
    findings: &[Finding],
    coloured: bool,
) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(&finding.rule).or_default();
        *count += 1;
        if *count > SHOWN {
            continue;
        }
        writeln!(
            out,
            "{}:{}:{}: {}",
            profile.path(finding).display(),
            finding.line,
            finding.column,
            headline(finding, coloured)
        )?;
        let group = excerpt(finding);
        if !group.is_empty() {
            writeln!(out, "{}", renderer.render(&[group]))?;
        }
        writeln!(out)?;
    }
    for (rule, count) in counts.into_iter().filter(|(_, count)| *count > SHOWN) {
        let path = profile.path(&findings[0]);
        writeln!(
            out,
            "{}: … and {} more of {rule}; `--format json` lists all\n",
            path.display(),
            count - SHOWN
        )?;
    }
    Ok(())
}

/// Such as `error[time/marker]: …`.
fn headline(finding: &Finding, coloured: bool) -> String {
    let (word, colour) = match finding.severity {
        Severity::Error => ("error", "\u{1b}[1;31m"),
        Severity::Warning => ("warning", "\u{1b}[1;33m"),
    };
    let title = format!("{word}[{}]", finding.rule);
    let message = printable(&finding.message);
    if coloured {
        format!("{colour}{title}\u{1b}[0m: \u{1b}[1m{message}\u{1b}[0m")
    } else {
        format!("{title}: {message}")
    }
}

/// The line with carets below the offending text, and the hint. annotate-snippets knows how wide
/// characters are, and shows control characters as what they are.
fn excerpt(finding: &Finding) -> Group<'_> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_level(level);
    if !finding.excerpt.is_empty() {
        let mut places = finding.excerpt.char_indices().map(|(at, _)| at);
        let end = finding.excerpt.len();
        let from = places.nth(finding.caret).unwrap_or(end);
        let length = finding.length.max(1) - 1;
        let to = places.nth(length).unwrap_or(end);
        let snippet = Snippet::source(finding.excerpt.as_str())
            .line_start(finding.line)
            .annotation(AnnotationKind::Primary.span(from..to));
        group = group.element(snippet);
    }
    if !finding.hint.is_empty() {
        group = group.element(Level::HELP.message(printable(&finding.hint)));
    }
    group
}

/// Seed data could hold escape codes.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escaped = c.is_control().then(|| c.escape_default());
            let plain = (!c.is_control()).then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}
