//! "Did you mean": the nearest of the names that exist.

/// The candidate nearest to `word`, if one is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Two thirds alike: `custmers` finds `customers`, `cats` does not.
    const NEAR_ENOUGH: f64 = 0.66;
    // No name is as long, and the comparison takes memory by the product of both lengths.
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(word, candidate),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness >= NEAR_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// As many names as somebody reads.
const SHOWN: usize = 20;

/// A hint that names the nearest candidate, or else lists what there is.
#[must_use]
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(word, candidates.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if candidates.is_empty() => "there are none".to_owned(),
        None if candidates.len() > SHOWN => {
            let more = candidates.len() - SHOWN;
            format!(
                "there are: {}, and {more} more",
                candidates[..SHOWN].join(", ")
            )
        }
        None => format!("there are: {}", candidates.join(", ")),
    }
}
