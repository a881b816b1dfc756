//! How far places lie apart, and how long a van takes: by great circle and a road factor, or
//! from a matrix that somebody else made.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{Error, Options};

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

/// The earth's mean radius in kilometres (IUGG).
const EARTH_KM: f64 = 6371.0088;

/// The kilometres at each end of a leg that go through town: from a shop to the ring road.
const TOWN_KM: f64 = 2.0;

/// Places, by number, with what lies between them.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) size: usize,
    /// Hundredths of a kilometre, row by row.
    distances: Vec<i64>,
    /// Whole minutes, rounded up, row by row.
    minutes: Vec<i64>,
}

impl Ground {
    /// In hundredths of a kilometre.
    pub(super) fn distance(&self, from: usize, to: usize) -> i64 {
        self.distances[from * self.size + to]
    }

    pub(super) fn minutes(&self, from: usize, to: usize) -> i64 {
        self.minutes[from * self.size + to]
    }

    /// The ground between points as the crow flies, times the road factor.
    pub(super) fn from_points(points: &[Point], options: &Options) -> Self {
        let size = points.len();
        let pairs = points
            .iter()
            .flat_map(|from| points.iter().map(move |to| (*from, *to)));
        let (distances, minutes) = pairs
            .map(|(from, to)| {
                let distance = rounded(great_circle_km(from, to) * options.road_factor * 100.0);
                (distance, drive(distance, options))
            })
            .unzip();
        Self {
            size,
            distances,
            minutes,
        }
    }

    /// The ground of a matrix file: `{"places": [id, …], "distance_km": [[…], …],
    /// "minutes": [[…], …]}`, with the wanted places in any order and others beside them.
    pub(super) fn from_matrix(text: &[u8], wanted: &[(Uuid, String)]) -> Result<Self, Error> {
        let wrong = |message: String| Error::Matrix(message);
        let value: Value = serde_json::from_slice(text)
            .map_err(|error| wrong(format!("it is not JSON: {error}")))?;
        let places = value["places"].as_array().ok_or_else(|| {
            wrong("it has no array `places` with the ids of locations and customers".to_owned())
        })?;
        let known: BTreeMap<Uuid, usize> = places
            .iter()
            .enumerate()
            .filter_map(|(index, id)| Some((id.as_str()?.parse().ok()?, index)))
            .collect();
        let mut indices = Vec::new();
        for (id, name) in wanted {
            let index = known
                .get(id)
                .ok_or_else(|| wrong(format!("its `places` lack {name}, {id}")))?;
            indices.push(*index);
        }
        let read = |key: &str| -> Result<Vec<f64>, Error> {
            let mut cells = Vec::new();
            for from in &indices {
                for to in &indices {
                    let cell = value[key][*from][*to].as_f64();
                    let cell = cell.filter(|cell| (0.0..100_000.0).contains(cell));
                    cells.push(cell.ok_or_else(|| {
                        wrong(format!(
                            "`{key}`[{from}][{to}] is not a number from 0: write a row of {} numbers \
                             for each of `places`",
                            places.len()
                        ))
                    })?);
                }
            }
            Ok(cells)
        };
        let distances = read("distance_km")?.into_iter();
        let minutes = read("minutes")?.into_iter();
        Ok(Self {
            size: wanted.len(),
            distances: distances.map(|km| rounded(km * 100.0)).collect(),
            minutes: minutes.map(|minutes| rounded(minutes.ceil())).collect(),
        })
    }
}

/// The distance over the earth's surface, by the haversine formula.
fn great_circle_km(from: Point, to: Point) -> f64 {
    let [from_latitude, to_latitude] =
        [from.latitude, to.latitude].map(|degrees: f64| degrees.to_radians());
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let haversine = half(from.latitude, to.latitude)
        + from_latitude.cos() * to_latitude.cos() * half(from.longitude, to.longitude);
    2.0 * EARTH_KM * haversine.sqrt().asin()
}

/// Whole minutes for so many hundredths of a kilometre: the ends of a leg at the speed of the
/// town, what lies between at the speed of the ring roads.
#[expect(
    clippy::cast_precision_loss,
    reason = "hundredths of kilometres on one planet"
)]
fn drive(distance: i64, options: &Options) -> i64 {
    let km = distance as f64 / 100.0;
    let town = km.min(2.0 * TOWN_KM);
    let hours = town / options.town_speed + (km - town) / options.trunk_speed;
    // What is a hair over a minute by the last bit of a float is that minute.
    rounded((hours * 60.0 - 1e-6).ceil())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most a few million after `floor`; the cast saturates"
)]
fn rounded(value: f64) -> i64 {
    (value + 0.5).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let at = |latitude, longitude| Point {
            latitude,
            longitude,
        };
        let degree = great_circle_km(at(40.0, -3.7), at(41.0, -3.7));
        assert!((degree - 111.195).abs() < 0.001, "{degree}");
        let parallel = great_circle_km(at(60.0, 0.0), at(60.0, 1.0));
        assert!((parallel - 55.597).abs() < 0.001, "{parallel}");
        assert!(great_circle_km(at(40.0, -3.7), at(40.0, -3.7)) < f64::EPSILON);
    }

    #[test]
    fn the_ends_of_a_leg_are_slow() {
        let options = Options {
            town_speed: 24.0,
            trunk_speed: 60.0,
            ..Options::default()
        };
        // Ten minutes for four kilometres through town, then a minute each.
        assert_eq!(drive(400, &options), 10);
        assert_eq!(drive(1000, &options), 16);
        assert_eq!(drive(1001, &options), 17);
        assert_eq!(drive(0, &options), 0);
    }
}
