//! A profile's delivery routes: which van brings which orders, in which order and when.
//!
//! - What a delivery weighs comes from the order's lines; its window and how long it takes from
//!   its row of `delivery_stops`, or, of an order that has none yet, from when it is wanted.
//! - The depot is the location of the van; a tour begins and ends there, within its shift.
//! - A route that is on the road keeps where it has been and what it carries; the stops ahead may
//!   change their order. All that has not left is planned anew over all vans that work, also over
//!   one that is back from its first tour by then.
//! - `solver` searches, and the file's own routes stand when it finds none that are shorter: a
//!   second run writes the same bytes.
//!
//! The validator checks the result with code of its own (`demo_core::routes`).

mod ground;
mod plan;
mod problem;
mod profile;
pub mod solver;
mod text;
mod timetable;

use demo_core::{
    Finding, SeedSet,
    seed::{self, SeedTable},
};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::row::{Fault, first};
use ground::Ground;
use plan::Plan;
use profile::Profile;

const ROUTES: &str = "delivery_routes";
const STOPS: &str = "delivery_stops";

/// The file that is written.
pub use demo_core::routes::FILE;

/// How routes are planned.
#[derive(Debug, Clone)]
pub struct Options {
    /// How much longer a road is than the great circle: 1 to 3.
    pub road_factor: f64,
    /// Kilometres an hour in the first and last two kilometres of a leg: 5 to 130.
    pub town_speed: f64,
    /// Kilometres an hour between them: 5 to 130.
    pub trunk_speed: f64,
    /// The most that the search may take, for each of what is on the road and what is to come.
    pub seconds: usize,
    /// A matrix file's text, in place of factor and speeds.
    pub matrix: Option<Vec<u8>>,
}

impl Default for Options {
    /// Madrid's: roads are about three tenths longer than the crow flies, vans make 25 km/h in
    /// its streets and 60 on its ring roads in the morning.
    fn default() -> Self {
        Self {
            road_factor: 1.3,
            town_speed: 25.0,
            trunk_speed: 60.0,
            seconds: 10,
            matrix: None,
        }
    }
}

/// Planned routes.
#[derive(Debug, Clone)]
pub struct Routes {
    /// The whole text of [`FILE`].
    pub text: String,
    /// Those on the road, then those to come.
    pub routes: Vec<Summary>,
    /// Kilometres when the orders are brought as they are listed.
    pub listed_km: f64,
    /// Deliveries that would then come after their window.
    pub listed_late: usize,
}

impl Routes {
    /// Kilometres of all routes.
    #[must_use]
    pub fn distance_km(&self) -> f64 {
        self.routes.iter().map(|route| route.distance_km).sum()
    }
}

/// A route, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Such as `RUT-0301`.
    pub number: String,
    /// The van's.
    pub plate: String,
    /// Whether it has left.
    pub on_the_road: bool,
    /// How many.
    pub stops: usize,
    /// There and back.
    pub distance_km: f64,
    /// From leaving to coming back.
    pub minutes: i64,
    /// With crates.
    pub load_kg: f64,
    /// How many.
    pub load_crates: i64,
}

/// Why routes cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An option is out of its bounds.
    #[error("{0} {1} is out of bounds: write {2} to {3}")]
    Option(&'static str, f64, f64, f64),
    /// The profile's files cannot be used as they are.
    #[error("{}", first(.0))]
    Findings(Vec<Finding>),
    /// The manifest does not list the file.
    #[error("the manifest does not list `{FILE}`: add it to its `files`")]
    Unlisted,
    /// The manifest's zone.
    #[error("manifest.json: `{0}` is not a time zone; write an IANA name such as `Europe/Madrid`")]
    Zone(String),
    /// An id prefix that leaves no room.
    #[error("manifest.json: the id prefix `{0}` is not up to eight hexadecimal digits")]
    Prefix(String),
    /// No van, or nothing for it.
    #[error("there is nothing to plan: the profile needs rows of `vehicles`, and orders to bring")]
    Nothing,
    /// The matrix file.
    #[error("the matrix cannot be used: {0}")]
    Matrix(String),
    /// What no van can bring.
    #[error(
        "no van can bring {} within its window, shift and capacity: widen a window in \
         `delivery_stops`, move its `requested_delivery_date`, or add a vehicle", list(.0)
    )]
    Undeliverable(Vec<String>),
    /// The library's own words.
    #[error("the solver gave up: {0}")]
    Solver(String),
}

fn list(numbers: &[String]) -> String {
    match numbers {
        [] => "the orders".to_owned(),
        numbers => numbers.join(", "),
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Findings(vec![*fault])
    }
}

/// Plans the routes of a profile from its manifest and its other files, each with its path
/// inside the profile.
///
/// # Errors
///
/// [`Error`], saying what to change in the profile or the options.
pub fn generate(
    manifest: &[u8],
    files: &[(String, Vec<u8>)],
    options: &Options,
) -> Result<Routes, Error> {
    for (name, value, least, most) in [
        ("the road factor", options.road_factor, 1.0, 3.0),
        ("the town speed", options.town_speed, 5.0, 130.0),
        ("the trunk speed", options.trunk_speed, 5.0, 130.0),
    ] {
        if !(least..=most).contains(&value) {
            return Err(Error::Option(name, value, least, most));
        }
    }
    let seeds = read(manifest, files)?;
    let zone = TimeZone::get(&seeds.manifest.timezone)
        .map_err(|_| Error::Zone(seeds.manifest.timezone.clone()))?;
    let profile = Profile::new(&seeds, &zone)?;
    if profile.vans.is_empty() || profile.deliveries.is_empty() {
        return Err(Error::Nothing);
    }
    let places = profile.places.iter();
    let ground = if let Some(text) = &options.matrix {
        let wanted: Vec<(Uuid, String)> =
            places.map(|place| (place.id, place.name.clone())).collect();
        Ground::from_matrix(text, &wanted)?
    } else {
        let points: Vec<_> = places.map(|place| place.point).collect();
        Ground::from_points(&points, options)
    };
    let plan = plan::plan(&profile, &ground, options)?;
    Ok(routes(&seeds, &profile, &plan))
}

/// Reads the profile without its history, and without what the file to be written may lack.
fn read(manifest: &[u8], files: &[(String, Vec<u8>)]) -> Result<SeedSet, Error> {
    let mut files = files.to_vec();
    if !files.iter().any(|(path, _)| path == FILE) {
        files.push((FILE.to_owned(), b"{}".to_vec()));
    }
    let (seeds, findings) = seed::read(manifest, &files, false);
    let seeds = seeds.ok_or_else(|| Error::Findings(findings.clone()))?;
    if !seeds.manifest.files.iter().any(|path| path == FILE) {
        return Err(Error::Unlisted);
    }
    if !findings.is_empty() {
        return Err(Error::Findings(findings));
    }
    for file in &seeds.files {
        let own = |table: &&SeedTable| [ROUTES, STOPS].contains(&table.name.as_str());
        let misplaced = if file.path == FILE {
            file.tables.iter().find(|table| !own(table))
        } else {
            file.tables.iter().find(own)
        };
        if let Some(table) = misplaced {
            let message = format!("routes cannot be written beside `{}`", table.name);
            let hint = format!("`{ROUTES}` and `{STOPS}` stand alone in {FILE}");
            let finding = file.error("shape/unknown-table", table.at, message, hint);
            return Err(Error::Findings(vec![finding]));
        }
    }
    for prefix in [ROUTES, STOPS].map(|table| seeds.manifest.id_prefixes.get(table)) {
        let unfit =
            |text: &&String| text.len() > 8 || !text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if let Some(prefix) = prefix.filter(unfit) {
            return Err(Error::Prefix(prefix.clone()));
        }
    }
    Ok(seeds)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "hundredths of kilometres and kilograms, for people"
)]
fn routes(seeds: &SeedSet, profile: &Profile, plan: &Plan) -> Routes {
    let (text, written) = text::file(seeds, profile, plan);
    let routes = plan
        .tours
        .iter()
        .zip(written)
        .map(|(tour, written)| Summary {
            number: written.number,
            plate: profile.vans[tour.van].plate.to_owned(),
            on_the_road: tour.route.is_some(),
            stops: tour.served.len() + tour.stops.len(),
            distance_km: tour.distance as f64 / 100.0,
            minutes: tour.timetable.returns - tour.start,
            load_kg: written.load[0] as f64 / 100.0,
            load_crates: written.load[1],
        });
    Routes {
        text,
        routes: routes.collect(),
        listed_km: plan.listed.distance as f64 / 100.0,
        listed_late: plan.listed.late,
    }
}
