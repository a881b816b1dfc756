//! Rows into files of bounded size.

use serde_json::{Map, Value, json};

use super::{Error, Options, Sink};

/// Rows of a file: some five megabytes, which every editor opens.
const ROWS: u64 = 20_000;

/// Where files go, and which there are.
pub(super) struct Files<'a, 'b> {
    sink: &'a mut Sink<'b>,
    listed: Vec<String>,
    open: Vec<Open>,
}

/// A table's file that is being filled.
struct Open {
    table: &'static str,
    path: String,
    number: u64,
    rows: u64,
    text: String,
}

impl<'a, 'b> Files<'a, 'b> {
    pub(super) fn new(sink: &'a mut Sink<'b>) -> Self {
        Self {
            sink,
            listed: Vec::new(),
            open: Vec::new(),
        }
    }

    /// A file of the base profile.
    pub(super) fn copy(&mut self, path: &str, text: &str) -> Result<(), Error> {
        put(self.sink, path, text)?;
        self.listed.push(path.to_owned());
        Ok(())
    }

    /// A row more of a table.
    pub(super) fn row(&mut self, table: &'static str, row: &str) -> Result<(), Error> {
        let known = self.open.iter().position(|open| open.table == table);
        let index = known.unwrap_or_else(|| {
            self.open.push(Open {
                table,
                path: String::new(),
                number: 0,
                rows: 0,
                text: String::new(),
            });
            self.open.len() - 1
        });
        let open = &mut self.open[index];
        if open.rows == 0 {
            open.number += 1;
            // With `seed.history = false` sales and forecasts are left out.
            let folder = match table {
                "sales" | "demand_forecasts" => "history/",
                _ => "",
            };
            open.path = format!(
                "{folder}scale-{}-{:05}.json",
                table.replace('_', "-"),
                open.number
            );
            self.listed.push(open.path.clone());
            open.text = format!("{{\n  \"{table}\": [\n    {row}");
        } else {
            open.text.push_str(",\n    ");
            open.text.push_str(row);
        }
        open.rows += 1;
        if open.rows == ROWS {
            open.close(self.sink)?;
        }
        Ok(())
    }

    /// Closes what is open: the paths of all files.
    pub(super) fn finish(mut self) -> Result<Vec<String>, Error> {
        for open in self.open.iter_mut().filter(|open| open.rows > 0) {
            open.close(self.sink)?;
        }
        Ok(self.listed)
    }
}

impl Open {
    fn close(&mut self, sink: &mut Sink) -> Result<(), Error> {
        self.text.push_str("\n  ]\n}\n");
        put(sink, &self.path, &self.text)?;
        self.text.clear();
        self.rows = 0;
        Ok(())
    }
}

fn put(sink: &mut Sink, path: &str, text: &str) -> Result<(), Error> {
    sink(path, text).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// The base profile's manifest with another name and other files.
pub(super) fn manifest(base: &[u8], options: &Options, files: &[String]) -> String {
    let mut manifest: Map<String, Value> = serde_json::from_slice(base).unwrap_or_default();
    let description = format!(
        "For load tests: {} rows, by `demo-session generate scale` with the random seed {}.",
        options.rows, options.random_seed
    );
    manifest.insert("profile".to_owned(), json!(options.name));
    manifest.insert("title".to_owned(), json!("Load test"));
    manifest.insert("description".to_owned(), json!(description));
    manifest.insert("files".to_owned(), json!(files));
    // Orders go back for weeks, further than a profile's story does; its oldest dates are years ago.
    let window = json!({ "past": "4000d", "future": "4000d" });
    manifest.insert("offset_window".to_owned(), window);
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text + "\n"
}
