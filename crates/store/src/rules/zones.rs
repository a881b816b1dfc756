//! Where a time zone lies, to tell coordinates that cannot be meant.

use std::{collections::HashMap, sync::LazyLock};

/// Degrees of latitude and longitude that no place lies from the town of its zone: Kashgar keeps
/// the time of Shanghai, 46 degrees east of it.
const FARTHEST: (f64, f64) = (25.0, 50.0);
/// Within so many it is beyond doubt.
const NEAR: (f64, f64) = (10.0, 15.0);

/// Whether a place may lie in a time zone. What is far from its town and near it when latitude
/// and longitude are swapped does not. Of a zone that has no town, such as UTC, every place may.
pub(super) fn may_lie_in(latitude: f64, longitude: f64, zone: &str) -> bool {
    let Some(town) = town(zone) else {
        return true;
    };
    let is_within = |(latitude, longitude): (f64, f64), most: (f64, f64)| {
        let apart = (longitude - town.1).abs();
        (latitude - town.0).abs() <= most.0 && apart.min(360.0 - apart) <= most.1
    };
    let (here, swapped) = ((latitude, longitude), (longitude, latitude));
    is_within(here, NEAR) || is_within(here, FARTHEST) && !is_within(swapped, NEAR)
}

fn town(zone: &str) -> Option<(f64, f64)> {
    static TOWNS: LazyLock<HashMap<&str, (f64, f64)>> = LazyLock::new(|| {
        let lines = include_str!("zones.txt").lines();
        let entries = lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split("; "));
        let read = |entry: &'static str| {
            let (rest, longitude) = entry.rsplit_once(' ')?;
            let (zone, latitude) = rest.split_once(' ')?;
            Some((zone, (latitude.parse().ok()?, longitude.parse().ok()?)))
        };
        entries.filter_map(read).collect()
    });
    TOWNS.get(zone).copied()
}

#[cfg(test)]
mod tests {
    use super::{may_lie_in, town};

    #[test]
    fn towns_of_zones() {
        assert_eq!(town("Europe/Madrid"), Some((40.4, -3.7)));
        assert_eq!(town("Europe"), None);
        assert_eq!(town("UTC"), None);
    }

    #[test]
    fn swapped_is_far_and_what_keeps_the_time_is_not() {
        for (latitude, longitude, zone, may) in [
            (39.47, -0.35, "Europe/Madrid", true),
            (-0.35, 39.47, "Europe/Madrid", false),
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
}
