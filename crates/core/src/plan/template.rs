//! Texts in which session values stand, such as `maria.${session.short_id}@example.com`.

use std::borrow::Cow;

use crate::nearest;

/// What a session puts in place of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionValues {
    /// `${session.email}`, the prospect's address.
    pub email: String,
    /// `${session.company}`.
    pub company: String,
    /// `${session.short_id}`, which makes e-mail addresses unique.
    pub short_id: String,
    /// `${session.subscription_tier}`.
    pub subscription_tier: String,
    /// `${session.password_digest}`.
    pub password_digest: String,
}

/// The closed set of session values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// `${session.email}`
    Email,
    /// `${session.company}`
    Company,
    /// `${session.short_id}`
    ShortId,
    /// `${session.subscription_tier}`
    SubscriptionTier,
    /// `${session.password_digest}`
    PasswordDigest,
}

const VARIABLES: [(&str, Variable); 5] = [
    ("session.email", Variable::Email),
    ("session.company", Variable::Company),
    ("session.short_id", Variable::ShortId),
    ("session.subscription_tier", Variable::SubscriptionTier),
    ("session.password_digest", Variable::PasswordDigest),
];

impl SessionValues {
    /// The value of a variable.
    #[must_use]
    pub fn get(&self, variable: Variable) -> &str {
        match variable {
            Variable::Email => &self.email,
            Variable::Company => &self.company,
            Variable::ShortId => &self.short_id,
            Variable::SubscriptionTier => &self.subscription_tier,
            Variable::PasswordDigest => &self.password_digest,
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Literal(&'a str),
    Variable(Variable),
}

/// A text with its variables found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTemplate {
    /// The same in every session.
    Literal(String),
    /// Literals and variables in turn: the literal before each variable, then what is left.
    Parts(Vec<(String, Variable)>, String),
}

/// A `${…}` that names no session value: its byte offset, its text and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// In the text.
    pub offset: usize,
    /// From `${` on.
    pub text: String,
    /// Names the nearest.
    pub hint: String,
}

/// A session value in braces without the `$` before them.
fn without_sign(text: &str) -> Option<TemplateError> {
    // Nearly no text has one.
    if !text.contains("{session.") {
        return None;
    }
    VARIABLES.into_iter().find_map(|(name, _)| {
        let braced = format!("{{{name}}}");
        let mut found = text.match_indices(&braced);
        let (offset, _) = found.find(|(at, _)| !text[..*at].ends_with('$'))?;
        let hint = format!("write `${braced}`: the `$` is missing");
        Some(TemplateError {
            offset,
            text: braced,
            hint,
        })
    })
}

/// A `${…` that nothing closes: its name ends where no letter of one stands.
fn unclosed(text: &str, offset: usize) -> TemplateError {
    let inside = &text[offset + 2..];
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let name = &inside[..inside.find(|c| !is_of_name(c)).unwrap_or(inside.len())];
    let known = || VARIABLES.into_iter().map(|(known, _)| known);
    let hint = match nearest::nearest(name, known()) {
        Some(known) => format!("write `${{{known}}}`: the `}}` is missing"),
        None => format!("the `}}` is missing, and {}", nearest::hint(name, known())),
    };
    TemplateError {
        offset,
        text: format!("${{{name}"),
        hint,
    }
}

/// Splits a text at its variables.
pub(super) fn split(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    if let Some(wrong) = without_sign(text) {
        return Err(wrong);
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let start = at + found;
        let end = text[start..].find('}').map(|length| start + length);
        // What another variable begins in is not closed either.
        let end = end.filter(|end| !text[start + 2..*end].contains("${"));
        let Some(end) = end else {
            return Err(unclosed(text, start));
        };
        let name = &text[start + 2..end];
        let mut variables = VARIABLES.into_iter();
        let Some((_, variable)) = variables.find(|(known, _)| *known == name) else {
            let hint = nearest::hint(name, VARIABLES.into_iter().map(|(known, _)| known));
            return Err(TemplateError {
                offset: start,
                text: text[start..=end].to_owned(),
                hint,
            });
        };
        if start > at {
            parts.push(Part::Literal(&text[at..start]));
        }
        parts.push(Part::Variable(variable));
        at = end + 1;
    }
    if at < text.len() {
        parts.push(Part::Literal(&text[at..]));
    }
    Ok(parts)
}

impl TextTemplate {
    /// Finds the variables of a text.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] at the first `${…}` that is not of the closed set.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let parts = split(text)?;
        if !parts.iter().any(|part| matches!(part, Part::Variable(_))) {
            return Ok(Self::Literal(text.to_owned()));
        }
        let (mut pairs, mut literal) = (Vec::new(), String::new());
        for part in parts {
            match part {
                Part::Literal(text) => literal.push_str(text),
                Part::Variable(variable) => pairs.push((std::mem::take(&mut literal), variable)),
            }
        }
        Ok(Self::Parts(pairs, literal))
    }

    /// The text in a session.
    #[must_use]
    pub fn render(&self, session: &SessionValues) -> Cow<'_, str> {
        match self {
            Self::Literal(text) => Cow::Borrowed(text),
            Self::Parts(pairs, last) => {
                let mut text = String::new();
                for (literal, variable) in pairs {
                    text.push_str(literal);
                    text.push_str(session.get(*variable));
                }
                text.push_str(last);
                Cow::Owned(text)
            }
        }
    }
}
