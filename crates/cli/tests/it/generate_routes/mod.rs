//! `demo-session generate routes`: the shipped routes are its own, better ones are found, and what
//! it refuses.

mod faults;

use std::fs;

use crate::copies::{Copy, Run, run};

/// A copy of the enterprise, without its history.
struct Scene(Copy);

impl Scene {
    fn new() -> Self {
        Self(Copy::without_history("enterprise"))
    }

    fn read(&self, file: &str) -> String {
        self.0.text(file)
    }

    fn change(&self, file: &str, change: impl Fn(&str) -> String) {
        let text = self.read(file);
        let changed = change(&text);
        assert!(text != changed, "nothing was changed in {file}");
        self.0.write(file, changed);
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        self.change(file, |text| text.replace(from, to));
    }

    fn generate(&self, args: &[&str]) -> Run {
        let command = ["generate", "routes", "--profile", "enterprise"];
        run(&[&command, args].concat(), self.0.root())
    }

    #[track_caller]
    fn refuses(&self, args: &[&str], words: &[&str]) {
        let before = self.read(ROUTES);
        let run = self.generate(args);
        run.assert_refused(words);
        assert_eq!(self.read(ROUTES), before);
    }
}

const ROUTES: &str = "distribution/routes.json";
const FLEET: &str = "distribution/fleet.json";
const ORDERS: &str = "parent/08-orders.json";

fn kilometres(run: &Run, line: &str) -> f64 {
    let line = run
        .out
        .lines()
        .find(|found| found.starts_with(line))
        .unwrap();
    line.split(' ').find_map(|word| word.parse().ok()).unwrap()
}

#[test]
fn the_shipped_routes_stand() {
    let scene = Scene::new();
    let shipped = scene.read(ROUTES);
    let run = scene.generate(&["--check"]);
    assert_eq!(
        (run.status, run.error.as_str()),
        (Some(0), ""),
        "{}",
        run.out
    );
    assert!(
        run.out.ends_with("3 routes, 12 stops, unchanged\n"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("RUT-0301 (4821 LKM, on the road): 4 stops, "),
        "{}",
        run.out
    );
    assert!(
        kilometres(&run, "planned") < 0.8 * kilometres(&run, "as listed"),
        "{}",
        run.out
    );
    assert_eq!(scene.generate(&[]).out, run.out);
    assert_eq!(scene.read(ROUTES), shipped);
    scene.0.assert_valid();
}

#[test]
fn validate_checks_that_routes_can_be_driven() {
    let scene = Scene::new();
    scene.replace(
        FLEET,
        r#""capacity_crates": 60"#,
        r#""capacity_crates": 37"#,
    );
    let run = scene.0.validate(&[]);
    assert_eq!(run.status, Some(1));
    let message = "38 crates do not fit into the vehicle 4821 LKM, which takes 37";
    let words = ["routes/capacity", "distribution/routes.json:7:", message];
    assert!(
        words.iter().all(|word| run.out.contains(word)),
        "{}",
        run.out
    );
}

#[test]
fn stops_are_made_for_orders_that_have_none() {
    let scene = Scene::new();
    let shipped = scene.generate(&["--check"]);
    // Nothing planned any more: what is on the road stands, all else comes from the orders.
    scene.change(ROUTES, |text| {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
        for (table, column) in [("delivery_routes", "id"), ("delivery_stops", "route_id")] {
            let rows = value[table].as_array_mut().unwrap();
            rows.retain(|row| row[column].as_str().unwrap().ends_with("001"));
        }
        value.to_string()
    });
    let checked = scene.generate(&["--check"]);
    assert_eq!(checked.status, Some(1));
    assert!(checked.out.ends_with(", differs\n"), "{}", checked.out);
    let run = scene.generate(&[]);
    assert_eq!(run.status, Some(0), "{}", run.error);
    assert!(run.out.ends_with("12 stops, written\n"), "{}", run.out);
    scene.0.assert_valid();
    let text = scene.read(ROUTES);
    assert!(text.contains(r#""route_number": "RUT-0302""#), "{text}");
    // The served stops are as they were.
    assert!(text.contains(r#""arrived_at": "BASE_TS - 33m""#));
    assert!(kilometres(&run, "RUT-0301") - kilometres(&shipped, "RUT-0301") < 0.01);
    let again = scene.generate(&[]);
    assert_eq!((scene.read(ROUTES), again.status), (text, Some(0)));
}

#[test]
fn better_routes_replace_the_file_s() {
    let scene = Scene::new();
    let shipped = scene.generate(&["--check"]);
    // A bigger van brings the school and Tres Cantos on one tour.
    scene.replace(
        FLEET,
        r#""capacity_crates": 24"#,
        r#""capacity_crates": 60"#,
    );
    let run = scene.generate(&[]);
    assert_eq!(run.status, Some(0), "{}", run.error);
    assert!(
        kilometres(&run, "planned") <= kilometres(&shipped, "planned"),
        "{}",
        run.out
    );
    scene.0.assert_valid();
    // One that is smaller leads to routes that its load fits.
    scene.replace(
        FLEET,
        r#""capacity_crates": 60"#,
        r#""capacity_crates": 38"#,
    );
    scene.generate(&[]);
    scene.0.assert_valid();
}

#[test]
fn an_order_s_load_follows_its_lines() {
    let scene = Scene::new();
    scene.change(ORDERS, |text| {
        let line = text.find("00160000-0000-4000-8000-00000000000e").unwrap();
        let (before, after) = text.split_at(line);
        before.to_owned() + &after.replacen("\"quantity\": 60", "\"quantity\": 80", 1)
    });
    scene.generate(&[]);
    // Eighty loaves of 250 g in four crates of 1.6 kg.
    assert!(
        scene.read(ROUTES).contains("\"load_kg\": 26.40"),
        "{}",
        scene.read(ROUTES)
    );
}

#[test]
fn a_matrix_takes_the_place_of_speeds() {
    let scene = Scene::new();
    let ids = |file: &str, table: &str| -> Vec<String> {
        let value: serde_json::Value = serde_json::from_str(&scene.read(file)).unwrap();
        let rows = value[table].as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let places = [
        ids("parent/00-tenant.json", "locations"),
        ids(ORDERS, "customers"),
        ids("distribution/orders.json", "customers"),
    ]
    .concat();
    let size = places.len();
    let square = |cell: f64| {
        let row = |from: usize| -> Vec<f64> {
            (0..size)
                .map(|to| if from == to { 0.0 } else { cell })
                .collect()
        };
        (0..size).map(row).collect::<Vec<_>>()
    };
    let mut matrix = serde_json::json!({
        "places": places, "distance_km": square(7.25), "minutes": square(11.5),
    });
    let path = scene.0.root().join("matrix.json");
    let write = |matrix: &serde_json::Value| fs::write(&path, matrix.to_string()).unwrap();
    write(&matrix);
    let run = scene.generate(&["--matrix", "matrix.json", "--check"]);
    assert_eq!(run.status, Some(1), "{}", run.error);
    // Four stops are five legs.
    assert!(
        run.out.contains("on the road): 4 stops, 36.25 km"),
        "{}",
        run.out
    );

    let both = scene.generate(&["--matrix", "matrix.json", "--town-speed", "30"]);
    assert!(
        both.status == Some(2) && both.error.contains("cannot be used with"),
        "{}",
        both.error
    );
    scene.refuses(
        &["--matrix", "none.json"],
        &["cannot read the matrix none.json"],
    );
    matrix["minutes"][2][1] = serde_json::json!("far");
    write(&matrix);
    scene.refuses(
        &["--matrix", "matrix.json"],
        &["`minutes`[2][1] is not a number", "a row of 11"],
    );
    matrix["places"].as_array_mut().unwrap().pop();
    write(&matrix);
    scene.refuses(
        &["--matrix", "matrix.json"],
        &["`places` lack Ultramarinos Soto"],
    );
    fs::write(&path, "{").unwrap();
    scene.refuses(&["--matrix", "matrix.json"], &["it is not JSON"]);
    fs::write(&path, "{}").unwrap();
    scene.refuses(&["--matrix", "matrix.json"], &["no array `places`"]);
}
