//! A profile that breaks a rule is not served, and the others are.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use super::Seeds;

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What `serve` logs until it has looked at all profiles.
fn log(seeds: &Seeds) -> Vec<String> {
    let data = seeds.path("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database"])
        .arg(format!("sqlite:{}", data.display()))
        .env_clear()
        .env("DEMO_SESSION_SEED_DIR", seeds.path(""))
        .env("NO_COLOR", "1")
        .current_dir(seeds.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let _ended = Ended(child);
    let mut seen = Vec::new();
    // Profiles are looked at in the order of their names.
    for line in lines {
        let line = line.unwrap();
        let is_last = line.contains("profile not served") && line.contains("professional");
        seen.push(line);
        if is_last {
            break;
        }
    }
    seen
}

#[test]
fn a_profile_that_breaks_a_rule_is_not_served() {
    let seeds = Seeds::new("professional");
    let (old, new) = ("\"total\": 74.26", "\"total\": 74.27");
    seeds.change("professional/08-orders.json", "", old, new);
    let log = log(&seeds).join("\n");
    assert!(log.contains("business/order-total"), "{log}");
    assert!(!log.contains("enterprise"), "the other is served: {log}");
}

#[test]
fn a_profile_with_a_bad_rule_of_its_own_is_not_served() {
    let seeds = Seeds::new("professional");
    seeds.write("professional/rules/bad.sql", "select 1");
    let log = log(&seeds).join("\n");
    assert!(log.contains("bad.sql:1:1: the header lacks `id`"), "{log}");
    assert!(!log.contains("enterprise"), "the other is served: {log}");
}
