//! A failure in each service in turn: nothing of the session stays in any database, and the
//! next session is none the worse.

mod lifecycle;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    alone,
    databases::Databases,
    http::{Api, Demo},
    server::{Engine, OPERATOR, Server},
};

/// How a database fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Failure {
    /// A row is refused.
    Row,
    /// A row is refused by a check; on SQLite without undoing its statement.
    Check,
    /// All rows are taken, and the commit is refused.
    Commit,
    /// A row is refused, and on SQLite the database undoes the whole transaction by itself.
    Rollback,
    /// Nothing is refused, but a row is not there.
    Lost,
    /// The row of the ledger is refused.
    Ledger,
    /// Rows cannot be removed.
    Delete,
}

/// What no client may read.
const SECRET: &str = "injected_secret";

/// The eleven, most with the table that is loaded last, so that there is something to undo.
const FAILURES: [(&str, &str, Failure); 11] = [
    ("auth", "user_roles", Failure::Commit),
    ("forecasting", "demand_forecasts", Failure::Row),
    ("inventory", "stock_lots", Failure::Check),
    ("orchestrator", "orchestration_steps", Failure::Lost),
    ("orders", "delivery_stops", Failure::Row),
    ("procurement", "purchase_order_lines", Failure::Rollback),
    ("production", "quality_checks", Failure::Lost),
    ("recipes", "recipe_ingredients", Failure::Check),
    ("sales", "sales", Failure::Rollback),
    ("suppliers", "suppliers", Failure::Row),
    ("tenant", "demo_tenants", Failure::Ledger),
];

/// A failure in a real database, until it is dropped.
struct Injected<'a> {
    databases: &'a Databases,
    service: &'static str,
    table: &'static str,
}

impl<'a> Injected<'a> {
    fn new(
        databases: &'a Databases,
        (service, table, failure): (&'static str, &'static str, Failure),
    ) -> Self {
        let sql = match databases.engine {
            Engine::Sqlite => on_sqlite(table, failure),
            Engine::Postgres => on_postgres(table, failure),
        };
        databases.execute(service, &sql).unwrap();
        Self {
            databases,
            service,
            table,
        }
    }
}

impl Drop for Injected<'_> {
    fn drop(&mut self) {
        let Self { service, table, .. } = self;
        let sql = match self.databases.engine {
            Engine::Sqlite => format!("drop trigger {SECRET}"),
            Engine::Postgres => format!(
                "set client_min_messages = error; drop function if exists {SECRET} cascade; \
                 alter table {table} drop constraint if exists {SECRET}"
            ),
        };
        let removed = self.databases.execute(service, &sql);
        // A test that fails is not to end the whole program, and leave its servers behind.
        if !std::thread::panicking() {
            removed.unwrap();
        }
    }
}

fn on_sqlite(table: &str, failure: Failure) -> String {
    let (event, does) = match failure {
        Failure::Row => ("before insert", format!("select raise(abort, '{SECRET}')")),
        Failure::Check => ("before insert", format!("select raise(fail, '{SECRET}')")),
        Failure::Rollback => (
            "before insert",
            format!("select raise(rollback, '{SECRET}')"),
        ),
        Failure::Lost => ("before insert", "select raise(ignore)".to_owned()),
        // A reference to nothing, of which the commit alone complains.
        Failure::Commit => (
            "after insert",
            format!("update {table} set role_id = '{SECRET}' where id = new.id"),
        ),
        Failure::Ledger => (
            "before insert",
            format!("select raise(abort, '{SECRET}') where new.state = 'live'"),
        ),
        Failure::Delete => ("before delete", format!("select raise(abort, '{SECRET}')")),
    };
    format!("create trigger {SECRET} {event} on {table} begin {does}; end")
}

fn on_postgres(table: &str, failure: Failure) -> String {
    if failure == Failure::Check {
        return format!("alter table {table} add constraint {SECRET} check (false) not valid");
    }
    let body = match failure {
        Failure::Lost => "return null".to_owned(),
        Failure::Ledger => {
            format!("if new.state = 'live' then raise '{SECRET}'; end if; return new")
        }
        _ => format!("raise '{SECRET}'"),
    };
    let (trigger, event) = match failure {
        Failure::Commit => ("constraint trigger", "after insert"),
        Failure::Delete => ("trigger", "before delete"),
        _ => ("trigger", "before insert"),
    };
    let when = match failure {
        Failure::Commit => "deferrable initially deferred",
        _ => "",
    };
    format!(
        "create function {SECRET}() returns trigger language plpgsql as $$ begin {body}; end $$; \
         create {trigger} {SECRET} {event} on {table} {when} for each row execute function {SECRET}()"
    )
}

/// A server and its databases, with those that were there before it.
struct Scene {
    server: Server,
    databases: Databases,
    before: BTreeSet<String>,
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let server = Server::start(engine);
        server.api.get("/readyz", "").await.ok(200);
        let databases = Databases::of(engine, &server);
        let before = databases.tenants();
        Self {
            server,
            databases,
            before,
        }
    }

    fn api(&self) -> &Api {
        &self.server.api
    }

    /// What is there and was not before.
    fn left(&self) -> BTreeSet<String> {
        &self.databases.tenants() - &self.before
    }

    /// A creation that one service fails: the problem says so, and the session's record too.
    async fn fails(&self, profile: &str, service: &str) -> String {
        let email = format!("{service}.{profile}@example.com");
        let body = json!({ "demo_account_type": profile, "email": email });
        let answer = self.api().create(&body).await;
        assert!(!answer.text.contains(SECRET), "{}", answer.text);
        let problem = answer.problem(502);
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(detail, format!("these services failed: {service}"));
        one_failed(&problem["services"], service);
        let sql = format!(
            "select id from sessions where email = '{email}' order by created_at desc limit 1"
        );
        let session = self.databases.query("sessions", &sql).remove(0);
        let record = self.record(&session).await;
        assert_eq!(record["status"], "failed");
        one_failed(&record["services"], service);
        session
    }

    async fn record(&self, session: &str) -> Value {
        let path = format!("/api/v1/demo-sessions/{session}");
        let record = self.api().get(&path, OPERATOR).await.ok(200);
        assert!(!record.to_string().contains(SECRET), "{record}");
        record
    }

    /// A whole demo with as many records as ever, and its end.
    async fn succeeds(&self, profile: &str, records: &Value) {
        let demo = self.api().demo(profile).await;
        assert_eq!(demo.made["records_cloned"], *records);
        self.ends(&demo).await;
    }

    async fn ends(&self, demo: &Demo) {
        let receipt = self.api().delete(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
    }
}

/// Each of the eleven by name, completed but for one.
fn one_failed(services: &Value, failed: &str) {
    let services = services.as_array().expect("`services`");
    let names: Vec<&str> = services
        .iter()
        .map(|service| service["service"].as_str().unwrap())
        .collect();
    let eleven: Vec<&str> = FAILURES.iter().map(|(service, ..)| *service).collect();
    assert_eq!(names, eleven);
    for service in services {
        let is_failed = service["service"] == failed;
        let status = if is_failed { "failed" } else { "completed" };
        assert_eq!(service["status"], status, "{service}");
        assert!(service["duration_ms"].as_f64().unwrap() >= 0.0);
    }
}

/// Each service fails once for each profile.
async fn each_in_turn(engine: Engine) {
    let _alone = alone(engine).await;
    let scene = Scene::new(engine).await;
    for profile in ["professional", "enterprise"] {
        let whole = scene.api().demo(profile).await;
        let tenants = whole.tenants().len();
        assert!(
            scene.left().len() > 11 * tenants / 2,
            "a demo that is there is seen"
        );
        scene.ends(&whole).await;
        assert_eq!(scene.left(), BTreeSet::new());
        for failure in FAILURES {
            eprintln!("{profile}: {failure:?}");
            {
                let _injected = Injected::new(&scene.databases, failure);
                let session = scene.fails(profile, failure.0).await;
                assert_eq!(scene.left(), BTreeSet::new(), "{failure:?}");
                let receipt = &scene.record(&session).await["receipt"];
                one_failed(&receipt["services"], "none");
            }
            scene.succeeds(profile, &whole.made["records_cloned"]).await;
        }
    }
}

/// What cannot be removed at once is removed as soon as it can be.
async fn undo_fails_too(engine: Engine) {
    let _alone = alone(engine).await;
    let scene = Scene::new(engine).await;
    let failing = Injected::new(&scene.databases, ("orders", "delivery_stops", Failure::Row));
    let holding = Injected::new(&scene.databases, ("sales", "sales", Failure::Delete));
    let session = scene.fails("enterprise", "orders").await;
    one_failed(
        &scene.record(&session).await["receipt"]["services"],
        "sales",
    );
    let left = scene.left();
    assert!(
        !left.is_empty() && left.iter().all(|tenant| tenant.starts_with("sales: ")),
        "{left:?}"
    );
    for _ in ["at once", "in the background"] {
        scene
            .server
            .said(&format!("removal failed session_id={session}"));
    }
    drop(holding);
    scene
        .server
        .said(&format!("session undone session_id={session}"));
    assert_eq!(scene.left(), BTreeSet::new());
    let receipt = &scene.record(&session).await["receipt"];
    one_failed(&receipt["services"], "none");
    drop(failing);

    let demo = scene.api().demo("enterprise").await;
    let holding = Injected::new(
        &scene.databases,
        ("inventory", "stock_lots", Failure::Delete),
    );
    let answer = scene.api().delete(&demo.path(), demo.token()).await;
    assert!(!answer.text.contains(SECRET), "{}", answer.text);
    one_failed(&answer.problem(502)["services"], "inventory");
    demo.page("orders/customers").await.problem(401);
    let left = scene.left();
    assert!(
        !left.is_empty() && left.iter().all(|tenant| tenant.starts_with("inventory: ")),
        "{left:?}"
    );
    drop(holding);
    let session = demo.text("/session_id");
    scene
        .server
        .said(&format!("session deleted session_id={session}"));
    assert_eq!(scene.left(), BTreeSet::new());
    let record = scene.record(session).await;
    assert_eq!(record["status"], "deleted");
    one_failed(&record["receipt"]["services"], "none");
    assert_eq!(
        record["receipt"]["records_deleted"],
        demo.made["records_cloned"]
    );
    scene
        .succeeds("enterprise", &demo.made["records_cloned"])
        .await;
}

macro_rules! on_both_engines {
    ($($engine:ident $module:ident;)*) => { $(
        mod $module {
            use crate::server::Engine::$engine;

            #[tokio::test]
            async fn a_failure_in_any_service_leaves_nothing() {
                crate::faults::each_in_turn($engine).await;
            }

            #[tokio::test]
            async fn what_cannot_be_removed_now_is_removed_later() {
                crate::faults::undo_fails_too($engine).await;
            }

            #[tokio::test]
            async fn a_reset_that_failed_is_finished_later() {
                crate::faults::lifecycle::reset_fails($engine).await;
            }

            #[tokio::test]
            async fn a_reset_that_was_killed_is_finished_by_the_next_process() {
                crate::faults::lifecycle::reset_is_killed($engine).await;
            }

            #[tokio::test]
            async fn a_creation_that_failed_has_not_used_its_key() {
                crate::faults::lifecycle::a_key_is_given_back($engine).await;
            }
        }
    )* };
}

on_both_engines! {
    Sqlite sqlite;
    Postgres postgres;
}
