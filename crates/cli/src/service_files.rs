//! The folders of services: those compiled in, and those of `services_dir` beside them or in
//! their place.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, bail};
use demo_core::Service;
use include_dir::{Dir, include_dir};

static COMPILED_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../services");

/// All services, by name.
///
/// # Errors
///
/// A folder that cannot be read or that is not a service, naming the file.
pub fn load(directory: Option<&Path>) -> anyhow::Result<Vec<Service>> {
    let mut services = BTreeMap::new();
    for folder in COMPILED_IN.dirs() {
        let service = compiled_in(folder)?;
        services.insert(service.name.clone(), service);
    }
    if let Some(directory) = directory {
        let entries = fs::read_dir(directory).with_context(|| {
            format!(
                "`services_dir` {} cannot be read: make it, or remove the key",
                directory.display()
            )
        })?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                let service = from_directory(&path)?;
                services.insert(service.name.clone(), service);
            }
        }
    }
    let services: Vec<Service> = services.into_values().collect();
    if services.is_empty() {
        bail!("there are no services");
    }
    Ok(services)
}

fn compiled_in(folder: &Dir) -> anyhow::Result<Service> {
    let name = folder.path().to_string_lossy();
    let text = |path: &str| {
        folder
            .get_file(folder.path().join(path))
            .and_then(|file| file.contents_utf8())
    };
    let toml =
        text("service.toml").with_context(|| format!("services/{name}/service.toml is missing"))?;
    let migrations = folder
        .get_dir(folder.path().join("migrations"))
        .into_iter()
        .flat_map(Dir::files);
    let migrations: Vec<(String, String)> = migrations
        .filter_map(|file| {
            let name = file.path().file_name()?.to_string_lossy().into_owned();
            Some((name, file.contents_utf8()?.to_owned()))
        })
        .collect();
    Ok(Service::new(
        &format!("services/{name}"),
        toml,
        &migrations,
    )?)
}

fn from_directory(path: &Path) -> anyhow::Result<Service> {
    let settings = path.join("service.toml");
    let toml = fs::read_to_string(&settings)
        .with_context(|| format!("cannot read {}", settings.display()))?;
    let folder = path.join("migrations");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut migrations = Vec::new();
    for entry in entries {
        let file = entry?.path();
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        migrations.push((
            file.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            text,
        ));
    }
    // Called as it was given, like a file of seed data.
    let shown = path.display().to_string();
    Ok(Service::new(&shown, &toml, &migrations)?)
}
