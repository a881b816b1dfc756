//! A twelfth service and a profile with rows for it, as a user would write them.

use std::{fs, path::PathBuf, process::Command};

use tempfile::TempDir;

use crate::copies::{copy_folder, shipped};

use crate::server::{Engine, Server};

const SERVICE: &str = r#"
description = "Points that customers collect"
secret = ["point_accounts.card_pin"]

[references]
"point_accounts.customer_id" = "customers"

[dates]
"point_accounts.points_expire_on" = { policy = "workday" }

[json]
"point_accounts.earned" = { ids = ["orders[*].order_id"], instants = ["orders[*].at"] }
"#;

const MIGRATION: &str = "
create table point_accounts (
    tenant_id        UUID    not null,
    id               UUID    not null,
    customer_id      UUID    not null,
    brought_by_id    UUID,
    level            TEXT    not null default 'basic' check (level in ('basic', 'gold')),
    points           INTEGER not null check (points >= 0),
    card_pin         TEXT    not null,
    points_expire_on DATE    not null,
    earned           JSONB   not null,
    primary key (tenant_id, id),
    unique (tenant_id, customer_id),
    foreign key (tenant_id, brought_by_id) references point_accounts (tenant_id, id)
);

-- Before its parent by name, after it by its key.
create table account_notes (
    tenant_id  UUID        not null,
    id         UUID        not null,
    account_id UUID        not null,
    text       TEXT        not null,
    written_at TIMESTAMPTZ not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references point_accounts (tenant_id, id)
);
";

/// Customers and orders are those of `08-orders.json`. The first account names the second, which is
/// loaded after it. The first date is a Saturday in the demo
/// told at 2025-12-14T10:30Z.
const ROWS: &str = r#"{
  "point_accounts": [
    { "id": "001f0000-0000-4000-8000-000000000001", "customer_id": "00140000-0000-4000-8000-000000000001",
      "brought_by_id": "001f0000-0000-4000-8000-000000000002",
      "level": "gold", "points": 240, "card_pin": "4711", "points_expire_on": "2025-01-21",
      "earned": {"orders": [{"order_id": "00150000-0000-4000-8000-000000000001", "at": "2025-01-15T07:00:00Z", "points": 40}]} },
    { "id": "001f0000-0000-4000-8000-000000000002", "customer_id": "00140000-0000-4000-8000-000000000002",
      "points": 75, "card_pin": "4712", "points_expire_on": "BASE_TS + 6d", "earned": {"orders": []} }
  ],
  "account_notes": [
    { "id": "00200000-0000-4000-8000-000000000001", "account_id": "001f0000-0000-4000-8000-000000000001",
      "text": "Ask ${session.company} for a second card", "written_at": "BASE_TS - 2h" }
  ]
}
"#;

/// Two directories as a user would have them: one of services, one of profiles.
pub struct Folders {
    directory: TempDir,
}

impl Folders {
    pub fn new() -> Self {
        let folders = Self {
            directory: TempDir::new().unwrap(),
        };
        let loyalty = folders.services().join("loyalty");
        fs::create_dir_all(loyalty.join("migrations")).unwrap();
        fs::write(loyalty.join("service.toml"), SERVICE).unwrap();
        fs::write(loyalty.join("migrations/0001_init.sql"), MIGRATION).unwrap();

        copy_folder(&shipped().join("professional"), &folders.profile());
        fs::write(folders.profile().join("13-loyalty.json"), ROWS).unwrap();
        folders.change(
            "manifest.json",
            "    \"12-orchestration.json\",\n",
            "    \"12-orchestration.json\",\n    \"13-loyalty.json\",\n",
        );
        folders.change(
            "manifest.json",
            "\"alerts\": \"001e\"",
            "\"alerts\": \"001e\",\n    \"point_accounts\": \"001f\",\n    \"account_notes\": \"0020\"",
        );
        // The owner may read every service; the shop's manager what her role says.
        folders.change(
            "01-users.json",
            "\"sales:read\", \"sales:write\"",
            "\"loyalty:read\", \"sales:read\", \"sales:write\"",
        );
        folders
    }

    pub fn services(&self) -> PathBuf {
        self.directory.path().join("services")
    }

    pub fn seeds(&self) -> PathBuf {
        self.directory.path().join("seeds")
    }

    fn profile(&self) -> PathBuf {
        self.seeds().join("professional")
    }

    /// Replaces the one occurrence of a text in a file of the profile.
    pub fn change(&self, file: &str, old: &str, new: &str) {
        let path = self.profile().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }

    /// Where a text first stands in a file of the profile: `file:line:column: `.
    pub fn place(&self, file: &str, mark: &str) -> String {
        let text = fs::read_to_string(self.profile().join(file)).unwrap();
        let before = text.split(mark).next().unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        format!("{file}:{line}:{column}: ")
    }

    pub fn environment(&self) -> [(&'static str, String); 2] {
        [
            (
                "DEMO_SESSION_SERVICES_DIR",
                self.services().display().to_string(),
            ),
            ("DEMO_SESSION_SEED_DIR", self.seeds().display().to_string()),
        ]
    }

    pub fn serve(&self, engine: Engine, more: &[(&str, &str)]) -> Server {
        let own = self.environment();
        let mut environment: Vec<(&str, &str)> =
            own.iter().map(|(key, value)| (*key, &**value)).collect();
        environment.extend(more);
        Server::start_with(engine, &[], &environment)
    }

    /// Runs `validate`; the exit status and what it prints.
    pub fn validate(&self, args: &[&str], environment: &[(&str, String)]) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
            .args(["validate", "--profile", "professional"])
            .args(args)
            .env_clear()
            .envs(environment.iter().map(|(key, value)| (key, value)))
            .current_dir(self.directory.path())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    }
}
