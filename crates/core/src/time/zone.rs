//! Names of time zones, and where their towns lie, to tell coordinates that cannot be meant.

use std::{collections::HashMap, sync::LazyLock};

/// Whether two names are of one zone: zones are found in whatever letters.
#[must_use]
pub fn is_same_zone(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Degrees of latitude and longitude that no place lies from the town of its zone: Kashgar keeps
/// the time of Shanghai, 46 degrees east of it.
const FARTHEST: (f64, f64) = (25.0, 50.0);
/// Within so many it is beyond doubt.
const NEAR: (f64, f64) = (10.0, 15.0);

/// Whether a place may lie in a time zone. What is far from its town and near it when latitude
/// and longitude are swapped does not. Of a zone that has no town, such as UTC, every place may.
#[must_use]
pub fn may_lie_in(latitude: f64, longitude: f64, zone: &str) -> bool {
    let Some(town) = town(zone) else {
        return true;
    };
    let is_within = |place: (f64, f64), most: (f64, f64)| {
        let (north, east) = apart(place, town);
        north <= most.0 && east <= most.1
    };
    let (here, swapped) = ((latitude, longitude), (longitude, latitude));
    is_within(here, NEAR) || is_within(here, FARTHEST) && !is_within(swapped, NEAR)
}

/// Whether a place lies nearer to the town of a zone than to that of another.
pub(crate) fn is_nearer(place: (f64, f64), zone: &str, than: &str) -> bool {
    // The square of the way, as the crow flies over a map.
    let square = |town| {
        let (north, east) = apart(place, town);
        let east = east * place.0.to_radians().cos();
        north * north + east * east
    };
    let towns = town(zone).zip(town(than));
    towns.is_some_and(|(town, other)| square(town) < square(other))
}

/// Degrees of latitude and longitude between two places.
fn apart(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let east = (one.1 - other.1).abs();
    ((one.0 - other.0).abs(), east.min(360.0 - east))
}

/// By the letters that [`is_same_zone`] does not tell apart.
fn town(zone: &str) -> Option<(f64, f64)> {
    static TOWNS: LazyLock<HashMap<String, (f64, f64)>> = LazyLock::new(|| {
        let lines = include_str!("zones.txt").lines();
        let entries = lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split("; "));
        let read = |entry: &'static str| {
            let (rest, longitude) = entry.rsplit_once(' ')?;
            let (zone, latitude) = rest.split_once(' ')?;
            let zone = zone.to_ascii_lowercase();
            Some((zone, (latitude.parse().ok()?, longitude.parse().ok()?)))
        };
        entries.filter_map(read).collect()
    });
    TOWNS.get(&zone.to_ascii_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use super::{is_nearer, is_same_zone, may_lie_in, town};

    #[test]
    fn towns_of_zones() {
        assert_eq!(town("Europe/Madrid"), Some((40.4, -3.7)));
        assert_eq!(town("europe/MADRID"), town("Europe/Madrid"));
        assert!(is_same_zone("europe/MADRID", "Europe/Madrid"));
        assert_eq!(town("Europe"), None);
        assert_eq!(town("UTC"), None);
    }

    #[test]
    fn swapped_is_far_and_what_keeps_the_time_is_not() {
        for (latitude, longitude, zone, may) in [
            (39.47, -0.35, "Europe/Madrid", true),
            (-0.35, 39.47, "Europe/Madrid", false),
            (-0.35, 39.47, "europe/madrid", false),
            // The Canary Islands, and a sign lost.
            (28.12, -15.43, "Europe/Madrid", true),
            (-39.47, -0.35, "Europe/Madrid", false),
            (39.47, 75.99, "Asia/Shanghai", true),
            (-23.5, -46.6, "America/Sao_Paulo", true),
            (-46.6, -23.5, "America/Sao_Paulo", false),
            // Over the date line.
            (-17.7, -178.8, "Pacific/Fiji", true),
            // As far north as east: nobody can tell.
            (33.0, 39.9, "Europe/Istanbul", true),
            (-46.6, -23.5, "UTC", true),
        ] {
            assert_eq!(
                may_lie_in(latitude, longitude, zone),
                may,
                "{latitude} {longitude} {zone}"
            );
        }
    }

    #[test]
    fn the_nearer_of_two_towns() {
        let (lanzarote, alcobendas) = ((28.96, -13.55), (40.53, -3.65));
        for (place, zone, than, nearer) in [
            (lanzarote, "atlantic/canary", "Europe/Madrid", true),
            (alcobendas, "Atlantic/Canary", "Europe/Madrid", false),
            (alcobendas, "Europe/Lisbon", "Europe/Madrid", false),
            // Over the date line.
            ((-17.7, -178.8), "Pacific/Fiji", "Pacific/Honolulu", true),
            (lanzarote, "UTC", "Europe/Madrid", false),
        ] {
            assert_eq!(is_nearer(place, zone, than), nearer, "{place:?} {zone}");
        }
    }
}
