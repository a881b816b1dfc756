//! `demo-session generate history`

use std::{io::Write as _, path::PathBuf};

use demo_core::Manifest;
use demo_generate::history::{self, History, Options};

use super::output::{self, Change};
use crate::{Outcome, seed_files::Places};

/// Arguments of `generate history`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The profile to write; its first place must be a directory
    #[arg(long, value_name = "NAME")]
    profile: String,
    /// Days of sales, and of forecasts, of each product at each place
    ///
    /// From 7 to 91. Sessions move sales into the 91 days that end yesterday, and forecasts into
    /// the 91 that end a week ahead, each on its weekday. With fewer than 91 days, every session
    /// still has sales yesterday and forecasts to a week ahead; depending on its weekday, up to
    /// six days then stand at the far end of the 91.
    #[arg(long, value_name = "N", default_value_t = 91)]
    days: i32,
    /// The same number gives the same bytes on every machine; another, another past
    #[arg(long, value_name = "N", default_value_t = 2025)]
    random_seed: u64,
    /// The first place to look for profiles
    #[arg(long, value_name = "DIR")]
    seed_dir: Option<PathBuf>,
    /// Write nothing; exit with 1 when a file would change
    #[arg(long)]
    check: bool,
}

/// Writes a profile's history.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let places = Places::new(arguments.seed_dir.as_deref())?;
    let files = places.read(&arguments.profile)?;
    let directory = output::directory(&arguments.profile, &files)?;
    files.require_all()?;
    let options = Options {
        days: arguments.days,
        random_seed: arguments.random_seed,
    };
    let history = history::generate(&files.manifest, &files.files, options)?;
    let mut out = std::io::stdout().lock();
    let mut changed = false;
    for file in &history.files {
        let path = directory.join(&file.path);
        let change = output::put(&path, &file.text, arguments.check)?;
        changed |= change == Change::Written;
        let rows: Vec<String> = [(file.sales, "sales"), (file.forecasts, "forecasts")]
            .into_iter()
            .filter(|(rows, _)| *rows > 0)
            .map(|(rows, name)| format!("{rows} {name}"))
            .collect();
        let state = change.name(arguments.check);
        writeln!(out, "{}: {}, {state}", path.display(), rows.join(", "))?;
    }
    let currency = serde_json::from_slice::<Manifest>(&files.manifest)?.currency;
    writeln!(out, "{}", summary(&history, arguments.days, &currency))?;
    Ok(if changed && arguments.check {
        Outcome::Failed
    } else {
        Outcome::Done
    })
}

/// What a week sells, and when most.
fn summary(history: &History, days: i32, currency: &str) -> String {
    let week = history.revenue.iter().sum::<i64>() * 7 / i64::from(days);
    let peak = history.peak();
    format!(
        "sales of {}.{:02} {currency} a week before VAT, most on {peak:?}",
        week / 100,
        week % 100
    )
}
