//! What is checked, and why.

mod business;

use std::borrow::Cow;

use serde::Serialize;

pub use business::{BusinessRule, PREFIX, RuleFault};

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
    /// The same text mended.
    pub right: Cow<'static, str>,
}
