//! What a client asks of a new session, parsed once into a type.

use std::sync::Arc;

use demo_core::{nearest, time::parse_instant};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    app::{App, ProfileInUse},
    error::{FieldError, Problem},
};

/// The body of a request for a session, for the documentation; [`Input::parse`] reads it.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "only described, never built")]
pub struct NewSessionBody {
    /// The profile.
    #[schema(example = "professional")]
    demo_account_type: String,
    /// The prospect's address; becomes the owner's.
    #[schema(example = "ana@example.com", max_length = 254)]
    email: String,
    /// The profile's own unless given.
    #[schema(example = "professional", max_length = 40)]
    subscription_tier: Option<String>,
    /// The prospect's company; the profile's own unless given.
    #[schema(example = "Panadería Ana", max_length = 120)]
    company: Option<String>,
    /// The instant that the story is told at; now unless given.
    #[schema(example = "2025-12-14T10:30:00Z", format = DateTime)]
    demo_date: Option<String>,
}

/// A valid request for a session.
pub struct Input {
    /// What it is a demo of.
    pub profile: Arc<ProfileInUse>,
    /// An address.
    pub email: String,
    /// A short text.
    pub subscription_tier: String,
    /// A short text.
    pub company: String,
    /// To the microsecond.
    pub demo_date: Option<Timestamp>,
}

const FIELDS: [&str; 5] = [
    "demo_account_type",
    "email",
    "subscription_tier",
    "company",
    "demo_date",
];

/// What RFC 5321 allows in a path.
const EMAIL_LENGTH: usize = 254;
/// What fits a line on a dashboard.
const COMPANY_LENGTH: usize = 120;
/// Longer than any tier's name.
const TIER_LENGTH: usize = 40;
/// Far enough for any story, near enough for every calendar.
const DEMO_DATE_YEARS: i64 = 10;

impl Input {
    /// Reads a body. All errors are reported, not the first.
    pub fn parse(app: &App, body: &Map<String, Value>) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        for name in body.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
            let detail = format!("unknown field; {}", nearest::hint(name, FIELDS));
            errors.push(FieldError::new(pointer(name), detail));
        }
        let mut text = |name: &str, required: bool| match body.get(name) {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Null) | None if !required => None,
            found => {
                let detail = if found.is_none() {
                    "is missing"
                } else {
                    "must be a text"
                };
                errors.push(FieldError::new(format!("/{name}"), detail));
                None
            }
        };
        let [account, email, tier, company, date] =
            FIELDS.map(|name| text(name, matches!(name, "demo_account_type" | "email")));
        let profile = check(&mut errors, "/demo_account_type", account, |name| {
            profile(app, &name)
        });
        let email = check(&mut errors, "/email", email, email_address);
        let tier = check(&mut errors, "/subscription_tier", tier, |text| {
            short(text, TIER_LENGTH)
        });
        let company = check(&mut errors, "/company", company, |text| {
            short(text, COMPANY_LENGTH)
        });
        let demo_date = check(&mut errors, "/demo_date", date, |text| {
            demo_date(&text, app.now())
        });
        match (profile, email) {
            (Some(profile), Some(email)) if errors.is_empty() => Ok(Self {
                subscription_tier: tier
                    .unwrap_or_else(|| profile.profile.manifest.subscription_tier.clone()),
                company: company.unwrap_or_else(|| profile.profile.manifest.company.clone()),
                profile,
                email,
                demo_date,
            }),
            _ => Err(Problem::invalid(errors)),
        }
    }
}

/// For a request that has nothing to say.
pub fn no_fields(body: &Map<String, Value>) -> Result<(), Problem> {
    let unknown = |name: &String| FieldError::new(pointer(name), "this request takes no fields");
    let errors: Vec<FieldError> = body.keys().map(unknown).collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn check<T>(
    errors: &mut Vec<FieldError>,
    pointer: &str,
    text: Option<String>,
    parse: impl FnOnce(String) -> Result<T, String>,
) -> Option<T> {
    match parse(text?) {
        Ok(value) => Some(value),
        Err(detail) => {
            errors.push(FieldError::new(pointer, detail));
            None
        }
    }
}

fn profile(app: &App, name: &str) -> Result<Arc<ProfileInUse>, String> {
    let profiles = app.profiles();
    profiles.get(name).cloned().ok_or_else(|| {
        format!(
            "there is no such profile; {}",
            nearest::hint(name, profiles.names())
        )
    })
}

/// Sane, not proven: only a message that arrives proves an address.
fn email_address(text: String) -> Result<String, String> {
    let hint = "write an address such as ana@example.com";
    let (local, domain) = text
        .rsplit_once('@')
        .ok_or_else(|| format!("has no @: {hint}"))?;
    let labels_fit = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    if text.len() > EMAIL_LENGTH || !local_fits || !labels_fit || !domain.contains('.') {
        return Err(format!("is not an e-mail address: {hint}"));
    }
    Ok(text)
}

fn short(text: String, longest: usize) -> Result<String, String> {
    let characters = text.chars().count();
    if characters == 0 {
        Err("is empty: leave it out for the profile's own".to_owned())
    } else if characters > longest {
        Err(format!(
            "is {characters} characters long; at most {longest} fit"
        ))
    } else if text.chars().any(|c| c.is_control() || is_direction_mark(c)) {
        Err("holds control characters".to_owned())
    } else {
        Ok(text)
    }
}

/// Marks that turn the text around them, by which a name can pretend to be another.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn demo_date(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let instant = parse_instant(text)
        .ok_or_else(|| "is no instant: write one such as 2025-12-14T10:30:00Z".to_owned())?;
    let bound = SignedDuration::from_hours(24 * 366 * DEMO_DATE_YEARS);
    if now.duration_since(instant).abs() > bound {
        return Err(format!("lies more than {DEMO_DATE_YEARS} years away"));
    }
    Timestamp::from_microsecond(instant.as_microsecond()).map_err(|error| error.to_string())
}
