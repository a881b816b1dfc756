//! `demo-session generate scale`

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use demo_generate::scale::{self, Options, Shares};

use super::output;
use crate::{Outcome, seed_files::Places};

/// What the profile's story and references come from.
const BASE: &str = "professional";

/// Arguments of `generate scale`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Rows of the whole profile
    #[arg(long, value_name = "N")]
    rows: u64,
    /// The profile's name, and its folder under the seed directory
    #[arg(long, value_name = "NAME", default_value = "scale")]
    profile_name: String,
    /// Where the profile's folder is made; also the first place to look for the base profile
    #[arg(long, value_name = "DIR")]
    seed_dir: PathBuf,
    /// The same number gives the same bytes on every machine; another, other quantities
    #[arg(long, value_name = "N", default_value_t = 2025)]
    random_seed: u64,
}

/// Writes a profile of any size.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let name = &arguments.profile_name;
    Places::check_name(name)?;
    if name == BASE {
        bail!("`{BASE}` is the base profile of scale: write another --profile-name");
    }
    fs::create_dir_all(&arguments.seed_dir)
        .with_context(|| format!("cannot make {}", arguments.seed_dir.display()))?;
    let base = Places::new(Some(&arguments.seed_dir))?.read(BASE)?;
    let directory = arguments.seed_dir.join(name);
    let before = written_before(&directory)?;
    let options = Options {
        rows: arguments.rows,
        name: name.clone(),
        random_seed: arguments.random_seed,
    };
    let mut written = BTreeSet::new();
    let shares = scale::generate(&base.manifest, &base.files, &options, &mut |path, text| {
        written.insert(path.to_owned());
        output::put(&directory.join(path), text, false)
            .map(|_| ())
            .map_err(std::io::Error::other)
    })?;
    // Of a former run with more rows.
    for path in before.difference(&written) {
        let path = directory.join(path);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{}", summary(&shares, arguments.rows))?;
    writeln!(
        out,
        "{}: {} rows in {} files",
        directory.display(),
        arguments.rows,
        written.len() - 1
    )?;
    Ok(Outcome::Done)
}

/// The files of a former run, which its manifest lists. A folder that holds anything else is
/// somebody's work.
fn written_before(directory: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut entries = match fs::read_dir(directory) {
        Ok(entries) => entries.peekable(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", directory.display()));
        }
    };
    if entries.peek().is_none() {
        return Ok(BTreeSet::new());
    }
    let manifest = fs::read(directory.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let description = manifest["description"].as_str().unwrap_or_default();
    if !description.contains("`demo-session generate scale`") {
        bail!(
            "{} was not written by `generate scale`: write another --profile-name, or remove it",
            directory.display()
        );
    }
    let files = manifest["files"].as_array().into_iter().flatten();
    let files = files.filter_map(serde_json::Value::as_str);
    // Only what lies inside, whatever the manifest says by now.
    let inside = files.filter(|path| !path.contains("..") && !path.starts_with('/'));
    Ok(inside.map(str::to_owned).collect())
}

fn summary(shares: &Shares, rows: u64) -> String {
    let base = rows - shares.total();
    let mut text = format!("{base} rows of the profile {BASE}\n");
    for (count, kind) in [
        (shares.sales, "sales"),
        (shares.forecasts, "forecasts"),
        (shares.orders, "customer orders"),
        (shares.order_lines, "customer order lines"),
        (shares.customers, "customers"),
        (shares.purchase_orders, "purchase orders"),
        (shares.purchase_order_lines, "purchase order lines"),
        (shares.deliveries, "deliveries"),
        (shares.batches, "production batches"),
        (shares.quality_checks, "quality checks"),
        (shares.products, "products"),
        (shares.locations, "locations"),
    ] {
        if count > 0 {
            text += &format!("{count} {kind}\n");
        }
    }
    text
}
