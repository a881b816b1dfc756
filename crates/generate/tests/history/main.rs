//! Histories of the shipped profiles: what they look like, what sessions see of them, and what
//! is said of profiles that cannot have one.

mod faults;
mod sessions;
mod statistics;

use std::{collections::BTreeMap, fs, path::Path};

use demo_core::{
    SeedSet, seed,
    seed::{SeedRow, Value},
};
use demo_generate::history::{self, Error, History, Options};
use jiff::civil::Weekday;

const PROFILES: [&str; 2] = ["professional", "enterprise"];
const USUAL: Options = Options {
    days: 91,
    random_seed: 2025,
};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A profile's texts.
#[derive(Clone)]
struct Files {
    manifest: String,
    files: BTreeMap<String, String>,
}

impl Files {
    fn shipped(profile: &str) -> Self {
        let folder = root().join("seed-data").join(profile);
        let mut files = BTreeMap::new();
        for inside in ["", "parent", "children", "distribution", "history"] {
            for entry in fs::read_dir(folder.join(inside))
                .into_iter()
                .flatten()
                .flatten()
            {
                let path = entry.path();
                if path.extension().is_some_and(|ending| ending == "json") {
                    let name = path.strip_prefix(&folder).unwrap().display().to_string();
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        let manifest = files.remove("manifest.json").unwrap();
        Self { manifest, files }
    }

    /// With every occurrence of a text in a file replaced; there must be one.
    fn with(mut self, file: &str, old: &str, new: &str) -> Self {
        let text = match file {
            "manifest.json" => &mut self.manifest,
            _ => self.files.get_mut(file).unwrap(),
        };
        assert!(text.contains(old), "{file} has no `{old}`");
        *text = text.replace(old, new);
        self
    }

    fn bytes(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.files.iter();
        files
            .map(|(path, text)| (path.clone(), text.clone().into_bytes()))
            .collect()
    }

    fn generate(&self, options: Options) -> Result<History, Error> {
        history::generate(self.manifest.as_bytes(), &self.bytes(), options)
    }

    /// The rows of the profile with a history of its own.
    fn with_history(&self, options: Options) -> SeedSet {
        let mut whole = self.clone();
        for file in self.generate(options).unwrap().files {
            whole.files.insert(file.path, file.text);
        }
        let (seeds, findings) = seed::read(whole.manifest.as_bytes(), whole.bytes(), true);
        assert_eq!(findings, []);
        seeds.unwrap()
    }
}

/// A product at a place, by their ids.
type Line = (String, String);

fn line(row: SeedRow) -> Line {
    let text = |column| row.text(column).unwrap().to_owned();
    (text("location_id"), text("product_id"))
}

fn number(row: SeedRow, column: &str) -> f64 {
    match &row.get(column).unwrap().value {
        Value::Number(text) => text.parse().unwrap(),
        other => panic!("{column} is {other:?}"),
    }
}

/// From Monday, 0.
fn index(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}

#[test]
fn a_second_run_on_its_own_result_writes_the_same() {
    for profile in PROFILES {
        let shipped = Files::shipped(profile);
        let first = shipped.generate(USUAL).unwrap();
        let mut again = shipped.clone();
        for file in &first.files {
            again.files.insert(file.path.clone(), file.text.clone());
        }
        assert_eq!(again.generate(USUAL).unwrap().files, first.files);
        // Nor does it need what is there.
        again.files.retain(|path, _| !path.starts_with("history/"));
        assert_eq!(again.generate(USUAL).unwrap().files, first.files);
        let other = Options {
            random_seed: 1,
            ..USUAL
        };
        assert_ne!(shipped.generate(other).unwrap().files, first.files);
    }
}

#[test]
fn every_product_has_as_many_days_of_sales_as_asked_for_at_every_place() {
    for (profile, lines) in [("professional", 3), ("enterprise", 12)] {
        for days in [7, 30, 91] {
            let options = Options { days, ..USUAL };
            let history = Files::shipped(profile).generate(options).unwrap();
            let count = |rows: fn(&history::File) -> usize| history.files.iter().map(rows).sum();
            let sales: usize = count(|file| file.sales);
            assert_eq!(sales, lines * usize::try_from(days).unwrap());
            let forecasts: usize = count(|file| file.forecasts);
            assert!(forecasts <= lines * 91);
        }
    }
}

#[test]
fn revenue_is_quantity_times_price_to_the_cent() {
    for profile in PROFILES {
        for (_, row) in Files::shipped(profile).with_history(USUAL).rows("sales") {
            let [quantity, price, revenue] =
                ["quantity", "unit_price", "revenue"].map(|column| number(row, column));
            assert!((quantity * price - revenue).abs() < 1e-6 && quantity >= 1.0);
        }
    }
}

#[test]
fn a_product_more_changes_nothing_for_the_others() {
    let quantities = |files: &Files| {
        let mut found = BTreeMap::new();
        for (_, row) in files.with_history(USUAL).rows("sales") {
            let key = (line(row), row.text("sold_at").unwrap().to_owned());
            found.insert(key, number(row, "quantity").to_bits());
        }
        found
    };
    let shipped = Files::shipped("professional");
    let product = r#""products": [
    { "id": "00080000-0000-4000-8000-000000000009", "sku": "EMP-ATU", "name": "Empanadilla de atún",
      "description": "De pisto y atún.", "category": "savoury", "unit": "kg", "weight_g": 1000, "price": 9.95,
      "vat_rate": 10.00, "price_with_vat": 10.95, "allergens": [], "shelf_life_hours": 24 },"#;
    let more = shipped
        .clone()
        .with("02-inventory.json", r#""products": ["#, product);
    let (before, after) = (quantities(&shipped), quantities(&more));
    assert_eq!(after.len(), before.len() + 91);
    assert!(
        before
            .iter()
            .all(|(key, value)| after.get(key) == Some(value))
    );
}
