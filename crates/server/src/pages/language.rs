//! Which language a page speaks.

/// A language that pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// As HTML and HTTP name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language of a code such as `es` or `es-MX`.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_lowercase();
        match code.split('-').next() {
            Some("en") => Some(Self::En),
            Some("es") => Some(Self::Es),
            _ => None,
        }
    }

    /// The first that we speak of an `Accept-Language`, the most wanted first; English otherwise.
    pub fn negotiate(accepted: &str) -> Self {
        let mut wanted: Vec<(u32, Self)> = accepted
            .split(',')
            .filter_map(|part| {
                let (code, weight) = part.split_once(";q=").unwrap_or((part, "1"));
                let weight: f64 = weight.trim().parse().ok()?;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 1000"
                )]
                let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u32;
                Some((weight, Self::parse(code)?))
            })
            .filter(|(weight, _)| *weight > 0)
            .collect();
        // Stable: of two that are wanted alike, the first.
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted.first().map_or(Self::En, |(_, language)| *language)
    }
}
