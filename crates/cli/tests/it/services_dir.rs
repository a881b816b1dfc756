//! Services of `services_dir` that cannot be: each is refused in one line that says why.

use std::{fs, process::Command};

use tempfile::TempDir;

use crate::copies::Run;

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

/// Writes the folder of a service.
fn write_service(directory: &TempDir, name: &str, settings: &str, migration: &str) {
    let folder = directory.path().join("mine").join(name);
    fs::create_dir_all(folder.join("migrations")).unwrap();
    fs::write(folder.join("service.toml"), settings).unwrap();
    fs::write(folder.join("migrations/0001_init.sql"), migration).unwrap();
}

/// A run with that folder. What is not refused is served, and does not end by itself.
fn run_with(directory: &TempDir, args: &[&str]) -> Run {
    Run::of(
        Command::new("timeout")
            .args(["60", env!("CARGO_BIN_EXE_demo-session")])
            .args(args)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            // Tests beside this one look for a free port too.
            .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
            .env("DEMO_SESSION_SERVICES_DIR", directory.path().join("mine"))
            .current_dir(directory.path()),
    )
}

/// `validate`, `serve` and `try` end with status 2 and one error about a service, which has
/// these words.
#[track_caller]
fn is_refused(name: &str, settings: &str, migration: &str, words: &[&str]) {
    let directory = TempDir::new().unwrap();
    write_service(&directory, name, settings, migration);
    for args in [
        &["validate", "--all"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["try"],
    ] {
        let Run { status, error, .. } = run_with(&directory, args);
        assert_eq!(status, Some(2), "{words:?}: {error}");
        let begin = error.find("error: ").expect("an error");
        let said = &error[begin..];
        assert_eq!(said.matches("error: ").count(), 1, "{error}");
        for word in [&[name], words].concat() {
            assert!(said.contains(word), "`{word}` is not in: {error}");
        }
    }
}

/// What is replaced, with what, and words of the message.
type Slip = (&'static str, &'static str, &'static [&'static str]);

const SLIPS: &[Slip] = &[
    (
        "point_accounts.card_pin",
        "point_accounts.card_pn",
        &[
            "service.toml:3:12: ",
            "`secret`",
            "`point_accounts.card_pin`",
        ],
    ),
    (
        "point_accounts.earned\"",
        "point_accounts.card_pin\"",
        &["`json`", "text"],
    ),
    (
        "\"customers\"",
        "\"custmers\"",
        &["service.toml:7:33: ", "`references`", "`customers`"],
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
            "service.toml:13:",
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
        &["service.toml:16:", "is not a sum: write it like"],
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
    ("policy", "polcy", &["service.toml:10:", "`policy`"]),
    ("secret", "secrets", &["service.toml:3:", "`secret`"]),
];

/// A slip in a name would serve a secret, or leave ids and dates as they are.
#[test]
fn a_slip_in_the_settings_is_refused() {
    for (old, new, words) in SLIPS {
        let settings = SETTINGS.replacen(old, new, 1);
        is_refused("loyalty", &settings, MIGRATION, words);
    }
}

/// Another table's list, before it, has the same columns.
#[test]
fn a_slip_is_found_in_its_own_table() {
    for (after, line, words) in [
        (
            "point_accounts = [\"expires_on <= renewed_on\"]\n",
            "point_moves = [\"expires_on <= renewed_on\"]\n",
            &["/mine/loyalty/service.toml:14:17: `point_moves.expires_on` in `ranges`"],
        ),
        (
            "point_accounts = [\"balance = earned_points + spent_points\"]\n",
            "point_moves = [\"points = points + spent_points\"]\n",
            &["/mine/loyalty/service.toml:17:35: `point_moves.spent_points` in `sums`"],
        ),
    ] {
        let settings = SETTINGS.replacen(after, &format!("{after}{line}"), 1);
        assert_ne!(settings, SETTINGS);
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
            &[
                "0001_init.sql:2:14: ",
                "`point_accounts`",
                "primary key (tenant_id, id)",
            ][..],
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

/// SQLite takes any word for a type, and nothing would be checked of such a column.
#[test]
fn a_type_that_is_none_is_refused() {
    for (old, new, words) in [
        (
            "points     NUMERIC(12,2)",
            "points     NUMRIC(12,2)",
            &[
                "0001_init.sql:20:16: `NUMRIC` is no type",
                "did you mean `NUMERIC`?",
            ][..],
        ),
        (
            "card_pin    TEXT not",
            "card_pin    STRING not",
            &[
                "0001_init.sql:6:17: ",
                "the types are UUID, TEXT, VARCHAR, ",
            ],
        ),
        (
            "renewed_on  DATE,",
            "renewed_on  timestamp,",
            &["0001_init.sql:8:17: ", "did you mean `TIMESTAMPTZ`?"],
        ),
        (
            "renewed_on  DATE,",
            "renewed_on,",
            &["0001_init.sql:8:5: `renewed_on` has no type"],
        ),
        (
            "renewed_on  DATE,",
            "renewed_on  DATE",
            &[
                "0001_init.sql:8:21: `DATE` is followed by `earned`",
                "a comma is missing here",
            ],
        ),
        (
            "balance       NUMERIC(12,2)",
            "balance       NUMERIC(12.2)",
            &[
                "0001_init.sql:10:19: `NUMERIC` does not take `(12.2)`",
                "NUMERIC(12,2)",
            ],
        ),
        (
            "unique (",
            "unqiue (",
            &[
                "0001_init.sql:14:5: `unqiue` begins no entry",
                "did you mean `unique`?",
            ],
        ),
        (
            "primary key (tenant_id, id),",
            "primry key (tenant_id, id),",
            &[
                "0001_init.sql:13:5: `primry` begins no entry",
                "did you mean `primary`?",
            ],
        ),
    ] {
        let migration = MIGRATION.replacen(old, new, 1);
        is_refused("loyalty", SETTINGS, &migration, words);
    }
    // All at once, also of columns that come later, and none in comments and quotes.
    let migration = MIGRATION.replace("NUMERIC", "NUMRIC")
        + "-- create table other (a INTEGR);\nalter table point_moves add column note \"TEX\" default 'a TEXTT';";
    let words: Vec<String> = [10, 11, 12, 20, 24]
        .iter()
        .map(|line| format!("mine/loyalty/migrations/0001_init.sql:{line}:"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    is_refused("loyalty", SETTINGS, &migration, &words);
}

/// PostgreSQL's other names are the same types.
#[test]
fn the_other_names_of_types_are_known() {
    let migration = MIGRATION
        .replacen("NUMERIC(12,2)", "decimal( 12 , 2 )", 1)
        .replacen("card_pin    TEXT", "card_pin    character varying (20)", 1)
        .replacen(
            "renewed_on  DATE",
            "renewed_on  timestamp with time zone",
            1,
        );
    let directory = TempDir::new().unwrap();
    write_service(&directory, "loyalty", SETTINGS, &migration);
    let run = run_with(&directory, &["validate", "--all"]);
    assert_eq!(
        (run.status, run.error.as_str()),
        (Some(0), ""),
        "{}",
        run.out
    );
}

/// What the database says stands at its line of the file.
#[test]
fn a_migration_that_is_no_sql_is_refused_at_its_line() {
    for (old, new, words) in [
        (
            "earned_points NUMERIC(12,2) not null,",
            "earned_points NUMERIC(12,2) not null",
            &[
                "0001_init.sql:12:5: near \"spent_points\"",
                "is a comma missing at the end of line 11?",
            ][..],
        ),
        (
            "spent_points  NUMERIC(12,2) not null,",
            "spent_points  NUMERIC(12,2) not null",
            &[
                "0001_init.sql:13:17: near \"(\"",
                "is a comma missing at the end of line 12?",
            ],
        ),
        (
            "create table point_moves",
            "create tabel point_moves",
            &[
                "0001_init.sql:16:8: near \"tabel\"",
                "did you mean `table`?",
            ],
        ),
        (
            "    unique (tenant_id, customer_id)\n);",
            "    unique (tenant_id, customer_id)\n)",
            &[
                "0001_init.sql:16:1: near \"create\"",
                "is a semicolon missing at the end of line 15?",
            ],
        ),
        (
            "    points     NUMERIC(12,2) not null,\n    primary key (tenant_id, id)\n);",
            "    points     NUMERIC(12,2) not null,\n    primary key (tenant_id, id)\n",
            &["0001_init.sql:16:26: incomplete input", "write the `)`"],
        ),
    ] {
        let migration = MIGRATION.replacen(old, new, 1);
        is_refused("loyalty", SETTINGS, &migration, words);
    }
}
