//! Services of `services_dir` that cannot be: each is refused in one line that says why.

use std::{fs, process::Command};

use tempfile::TempDir;

const SETTINGS: &str = r#"
description = "Points that customers collect"
secret = ["point_accounts.card_pin"]
happened = ["point_accounts.renewed_on"]

[references]
"point_accounts.customer_id" = "customers"

[dates]
"point_accounts.expires_on" = { policy = "workday" }

[ranges]
point_accounts = ["expires_on <= renewed_on"]

[sums]
point_accounts = ["balance = earned_points + spent_points"]

[json]
"point_accounts.earned" = { ids = ["orders[*]"], rows = { "orders[*]" = "customer_orders" } }
"#;

const MIGRATION: &str = "
create table point_accounts (
    tenant_id   UUID not null,
    id          UUID not null,
    customer_id UUID not null,
    card_pin    TEXT not null,
    expires_on  DATE not null,
    renewed_on  DATE,
    earned      JSONB not null,
    balance       NUMERIC(12,2) not null,
    earned_points NUMERIC(12,2) not null,
    spent_points  NUMERIC(12,2) not null,
    primary key (tenant_id, id),
    unique (tenant_id, customer_id)
);
create table point_moves (
    tenant_id  UUID not null,
    id         UUID not null,
    account_id UUID not null,
    points     NUMERIC(12,2) not null,
    primary key (tenant_id, id)
);
";

/// `validate` and `serve` end with status 2 and say these words of a service.
#[track_caller]
fn is_refused(name: &str, settings: &str, migration: &str, words: &[&str]) {
    let directory = TempDir::new().unwrap();
    let folder = directory.path().join("mine").join(name);
    fs::create_dir_all(folder.join("migrations")).unwrap();
    fs::write(folder.join("service.toml"), settings).unwrap();
    fs::write(folder.join("migrations/0001_init.sql"), migration).unwrap();
    for args in [
        &["validate", "--all"][..],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        // What is not refused is served, and does not end by itself.
        let output = Command::new("timeout")
            .args(["60", env!("CARGO_BIN_EXE_demo-session")])
            .args(args)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("DEMO_SESSION_SERVICES_DIR", directory.path().join("mine"))
            .current_dir(directory.path())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {stderr}");
        let errors: Vec<&str> = stderr
            .lines()
            .filter(|line| line.starts_with("error: "))
            .collect();
        assert_eq!(errors.len(), 1, "{stderr}");
        for word in [&["services/", name], words].concat() {
            assert!(errors[0].contains(word), "`{word}` is not in: {stderr}");
        }
    }
}

/// A slip in a name would serve a secret, or leave ids and dates as they are.
#[test]
fn a_slip_in_the_settings_is_refused() {
    for (old, new, words) in [
        (
            "point_accounts.card_pin",
            "point_accounts.card_pn",
            &["service.toml", "`secret`", "`point_accounts.card_pin`"][..],
        ),
        (
            "point_accounts.earned\"",
            "point_accounts.card_pin\"",
            &["`json`", "text"],
        ),
        (
            "\"customers\"",
            "\"custmers\"",
            &["`references`", "`customers`"],
        ),
        ("expires_on", "expiry", &["`dates`", "expires_on"]),
        (
            "<= renewed_on",
            "<= renewd_on",
            &["`ranges`", "`point_accounts.renewed_on`"],
        ),
        (
            "<= renewed_on",
            "<= card_pin",
            &["`ranges`", "does not apply to a column of type text"],
        ),
        (
            "expires_on <= renewed_on",
            "expires_on before renewed_on",
            &[
                "line 13, column ",
                "write it like `started_at < finished_at`",
            ],
        ),
        (
            "= earned_points",
            "= earnd_points",
            &["`sums`", "`point_accounts.earned_points`"],
        ),
        (
            "+ spent_points",
            "+ card_pin",
            &["`sums`", "does not apply to a column of type text"],
        ),
        (
            "earned_points + spent_points",
            "earned_points",
            &["line 16, column ", "is not a sum: write it like"],
        ),
        (
            "= earned_points + spent_points",
            "= sum(point_moves.points)",
            &[
                "`point_moves.points` in `sums`: its rows belong to none of `point_accounts`",
                "`point_moves` needs `foreign key (tenant_id, …) references point_accounts",
            ],
        ),
        (
            "[\"point_accounts.renewed_on",
            "[\"point_accounts.renewd_on",
            &["`happened`", "`point_accounts.renewed_on`"],
        ),
        (
            "{ \"orders[*]\" =",
            "{ \"order[*]\" =",
            &["`json`", "none of its `ids`", "`orders[*]`"],
        ),
        (
            "\"customer_orders\"",
            "\"customer_order\"",
            &["`json`", "no service has a table", "`customer_orders`"],
        ),
        ("policy", "polcy", &["line 10, column ", "`policy`"]),
        ("secret", "secrets", &["line 3, column ", "`secret`"]),
    ] {
        let settings = SETTINGS.replacen(old, new, 1);
        is_refused("loyalty", &settings, MIGRATION, words);
    }
}

/// Two demos would meet in it, or nobody would know whose rows it holds.
#[test]
fn a_table_that_cannot_hold_demos_is_refused() {
    for (old, new, words) in [
        (
            "primary key (tenant_id, id)",
            "primary key (id)",
            &["`point_accounts`", "primary key (tenant_id, id)"][..],
        ),
        (
            "unique (tenant_id, customer_id)",
            "unique (customer_id)",
            &["`point_accounts`", "tenant_id"],
        ),
        (
            "    unique",
            "    foreign key (id) references point_accounts (id),\n    unique",
            &["`point_accounts`", "foreign key"],
        ),
    ] {
        let migration = MIGRATION.replacen(old, new, 1);
        is_refused("loyalty", SETTINGS, &migration, words);
    }
    let taken = MIGRATION.replace("point_accounts", "customers");
    let settings = "description = \"Points\"";
    is_refused("loyalty", settings, &taken, &["`customers`", "`loyalty`"]);
    is_refused("sessions", settings, MIGRATION, &["own database"]);
}
