//! A profile's files as they are written.

use std::{fs, path::Path};

use serde_json::{Map, Value};
use uuid::Uuid;

/// A profile's folder.
pub struct Profile {
    pub manifest: Value,
    pub files: Vec<File>,
}

/// Rows, all of one tenant.
pub struct File {
    /// The folder's own name, such as `parent`.
    pub folder: String,
    /// The base id of the outlet that they belong to; none for the session's own tenant.
    pub outlet: Option<Uuid>,
    /// Each table's rows.
    pub tables: Map<String, Value>,
}

/// Every file that lies in a profile's folder.
pub fn profile(name: &str) -> Profile {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data");
    let folder = folder.join(name);
    let read = |path: &Path| -> Value {
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    };
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("manifest.json") {
                let Value::Object(tables) = read(&path) else {
                    panic!("{} is no object", path.display());
                };
                let outlet = outlet(&path).map(|path| {
                    let base = read(&path)["tenants"][0]["tenant_id"].clone();
                    base.as_str().unwrap().parse().unwrap()
                });
                files.push(File {
                    folder: folder.file_name().unwrap().to_str().unwrap().to_owned(),
                    outlet,
                    tables,
                });
            }
        }
    }
    Profile {
        manifest: read(&folder.join("manifest.json")),
        files,
    }
}

/// The file of the outlet that a file belongs to: itself in `children/`, its namesake for one
/// of `history/`.
fn outlet(path: &Path) -> Option<std::path::PathBuf> {
    let folder = path.parent().unwrap();
    let children = folder.parent().unwrap().join("children");
    let named = children.join(path.file_name().unwrap());
    let belongs = folder.ends_with("children") || folder.ends_with("history");
    (belongs && named.exists()).then_some(named)
}
