//! What is checked, and why.

mod business;
mod manifest;
mod reference;
mod routes;
mod shape;
mod time;
mod uuid;

use std::borrow::Cow;

use serde::Serialize;

pub use business::{BusinessRule, PREFIX};

use crate::Severity;

/// A rule for somebody who has just broken it. The rules of the engine are constants; the
/// header of a business rule gives the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Such as `time/marker`; what a finding names.
    pub id: Cow<'static, str>,
    /// Of its findings.
    pub severity: Severity,
    /// The rule in a few words.
    pub title: Cow<'static, str>,
    /// What goes wrong in a demo that breaks it.
    pub why: Cow<'static, str>,
    /// A text that breaks it.
    pub wrong: Cow<'static, str>,
    /// The same text mended. Those of the engine's rules stand in a shipped profile.
    pub right: Cow<'static, str>,
}

/// The rules of the engine, by what they are about.
#[must_use]
pub fn built_in() -> Vec<Explanation> {
    let all: [&[Explanation]; 6] = [
        &shape::RULES,
        &uuid::RULES,
        &time::RULES,
        &reference::RULES,
        &manifest::RULES,
        &routes::RULES,
    ];
    all.concat()
}

const fn explanation(
    id: &'static str,
    title: &'static str,
    why: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Explanation {
    Explanation {
        id: Cow::Borrowed(id),
        severity: Severity::Error,
        title: Cow::Borrowed(title),
        why: Cow::Borrowed(why),
        wrong: Cow::Borrowed(wrong),
        right: Cow::Borrowed(right),
    }
}

impl Explanation {
    /// A rule whose findings leave the profile fit to be served.
    const fn rated_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}
