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
                // Blanks may stand on both sides of the semicolon.
                let mut parameters = part.split(';').map(str::trim);
                let code = parameters.next()?;
                let weight = parameters.find_map(|one| one.strip_prefix("q="));
                let weight: f64 = weight.unwrap_or("1").parse().ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_is_spoken() {
        for (accepted, language) in [
            ("es", Language::Es),
            ("en;q=0.5,es-MX", Language::Es),
            ("en; q=0.5, es ; q=0.9", Language::Es),
            ("fr, es; q=0.9", Language::Es),
            ("es;q=0, en;q=0.1", Language::En),
            ("es;q=much", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::negotiate(accepted), language, "{accepted}");
        }
    }
}
