//! `demo-session generate routes`

use std::{fs, io::Write, path::PathBuf};

use anyhow::Context as _;
use demo_generate::routes::{self, FILE, Options, Routes};

use super::output::{self, Change};
use crate::{Outcome, seed_files::Places};

/// Arguments of `generate routes`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The profile to write; its first place must be a directory
    #[arg(long, value_name = "NAME")]
    profile: String,
    /// How much longer a road is than the great circle
    #[arg(long, value_name = "FACTOR", default_value_t = 1.3)]
    road_factor: f64,
    /// Speed in the first and last two kilometres of a leg
    #[arg(long, value_name = "KM/H", default_value_t = 25.0)]
    town_speed: f64,
    /// Speed between them
    #[arg(long, value_name = "KM/H", default_value_t = 60.0)]
    trunk_speed: f64,
    /// Distances and times from a file, in place of factor and speeds
    ///
    /// JSON: `{"places": [ids of depots and customers], "distance_km": [[…], …],
    /// "minutes": [[…], …]}`, a row of numbers for each of `places`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["road_factor", "town_speed", "trunk_speed"])]
    matrix: Option<PathBuf>,
    /// The most that a search takes
    ///
    /// There is one for each route that is on the road, and one for all others.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=3600))]
    time_limit: u16,
    /// The first place to look for profiles
    #[arg(long, value_name = "DIR")]
    seed_dir: Option<PathBuf>,
    /// Write nothing; exit with 1 when the file would change
    #[arg(long)]
    check: bool,
}

/// Writes a profile's routes.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let places = Places::new(arguments.seed_dir.as_deref())?;
    let files = places.read(&arguments.profile)?;
    let directory = output::directory(&arguments.profile, &files)?;
    files.require_all()?;
    let matrix = arguments.matrix.as_ref().map(|path| {
        fs::read(path).with_context(|| format!("cannot read the matrix {}", path.display()))
    });
    let options = Options {
        road_factor: arguments.road_factor,
        town_speed: arguments.town_speed,
        trunk_speed: arguments.trunk_speed,
        seconds: usize::from(arguments.time_limit),
        matrix: matrix.transpose()?,
    };
    let routes = routes::generate(&files.manifest, &files.files, &options)?;
    let path = directory.join(FILE);
    let change = output::put(&path, &routes.text, arguments.check)?;
    let mut out = std::io::stdout().lock();
    summary(&routes, &mut out)?;
    let stops: usize = routes.routes.iter().map(|route| route.stops).sum();
    let state = change.name(arguments.check);
    writeln!(
        out,
        "{}: {} routes, {stops} stops, {state}",
        path.display(),
        routes.routes.len()
    )?;
    Ok(if arguments.check && change == Change::Written {
        Outcome::Failed
    } else {
        Outcome::Done
    })
}

/// Each route, and what planning saves.
fn summary(routes: &Routes, out: &mut impl Write) -> std::io::Result<()> {
    for route in &routes.routes {
        let state = if route.on_the_road {
            ", on the road"
        } else {
            ""
        };
        writeln!(
            out,
            "{} ({}{state}): {} stops, {:.2} km, {} min, {:.2} kg, {} crates",
            route.number,
            route.plate,
            route.stops,
            route.distance_km,
            route.minutes,
            route.load_kg,
            route.load_crates
        )?;
    }
    let planned = routes.distance_km();
    let change = (planned / routes.listed_km - 1.0) * 100.0;
    let direction = if change > 0.0 { "more" } else { "less" };
    writeln!(
        out,
        "as listed: {:.2} km, {} late\nplanned: {planned:.2} km, {:.0}% {direction}, none late",
        routes.listed_km,
        routes.listed_late,
        change.abs()
    )
}
