//! `demo-session generate scale`

use std::{
    fs::{self, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use demo_generate::scale::{self, Options, Shares};

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
    base.require_all()?;
    let directory = arguments.seed_dir.join(name);
    check_replaceable(&directory)?;
    let options = Options {
        rows: arguments.rows,
        name: name.clone(),
        random_seed: arguments.random_seed,
    };
    // Beside it, until it is whole: what is cut short leaves the former one in its place.
    let unfinished = tempfile::Builder::new()
        .prefix(".demo-session-")
        .permissions(Permissions::from_mode(0o777))
        .tempdir_in(&arguments.seed_dir)
        .with_context(|| format!("cannot write into {}", arguments.seed_dir.display()))?;
    let mut files = 0;
    let shares = scale::generate(&base.manifest, &base.files, &options, &mut |path, text| {
        files += 1;
        let path = unfinished.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(unfinished.path()))?;
        fs::write(path, text)
    })?;
    if directory.exists() {
        fs::remove_dir_all(&directory)
            .with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    fs::rename(unfinished.path(), &directory)
        .with_context(|| format!("cannot make {}", directory.display()))?;
    let mut out = std::io::stdout().lock();
    summary(&shares, arguments.rows, &mut out)?;
    writeln!(
        out,
        "{}: {} rows in {} files",
        directory.display(),
        arguments.rows,
        files - 1
    )?;
    Ok(Outcome::Done)
}

/// A folder is replaced when a former run wrote it; any other is somebody's work.
fn check_replaceable(directory: &Path) -> anyhow::Result<()> {
    let empty = match fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", directory.display()));
        }
    };
    let manifest = fs::read(directory.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let description = manifest["description"].as_str().unwrap_or_default();
    if !empty && !description.contains("`demo-session generate scale`") {
        bail!(
            "{} was not written by `generate scale`: write another --profile-name, or remove it",
            directory.display()
        );
    }
    Ok(())
}

fn summary(shares: &Shares, rows: u64, out: &mut impl Write) -> std::io::Result<()> {
    let base = rows - shares.total();
    writeln!(out, "{base} rows of the profile {BASE}")?;
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
            writeln!(out, "{count} {kind}")?;
        }
    }
    Ok(())
}
