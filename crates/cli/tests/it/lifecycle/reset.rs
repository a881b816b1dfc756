//! Bringing back the first moment.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::{Value, json};

use super::dump::dump;
use crate::{
    databases::Databases,
    http::{Demo, keys},
    server::{Engine, OPERATOR, Server},
};

/// What a prospect might do, and worse: rows added, changed and gone, in several services.
fn meddle(databases: &Databases, demo: &Demo, id: &str) {
    let tenant = demo.tenant();
    let of = format!("where tenant_id = '{tenant}'");
    for (service, sql) in [
        ("orders", format!("delete from delivery_stops {of}")),
        ("orders", format!("delete from customer_order_lines {of}")),
        ("orders", format!("delete from customer_orders {of}")),
        (
            "orders",
            format!("update customers set name = 'changed' {of}"),
        ),
        ("sales", format!("delete from sales {of}")),
        (
            "inventory",
            format!("update ingredients set name = 'changed' {of}"),
        ),
        (
            "suppliers",
            added(databases, "suppliers", "suppliers", tenant, id),
        ),
        (
            "orders",
            added(databases, "orders", "customers", tenant, id),
        ),
    ] {
        databases.execute(service, &sql).unwrap();
    }
}

/// A copy of a row under another id.
fn added(databases: &Databases, service: &str, table: &str, tenant: &str, id: &str) -> String {
    let sql = match databases.engine {
        Engine::Sqlite => format!("select name from pragma_table_info('{table}')"),
        Engine::Postgres => format!(
            "select column_name from information_schema.columns where table_name = '{table}' and table_schema = 'public'"
        ),
    };
    let columns = databases.query(service, &sql);
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => format!("'{id}'"),
            "email" | "name" | "code" => format!("{column} || '{}'", &id[..8]),
            _ => column.clone(),
        })
        .collect();
    format!(
        "insert into {table} ({}) select {} from {table} where tenant_id = '{tenant}' order by id limit 1",
        columns.join(", "),
        values.join(", ")
    )
}

pub async fn a_reset_brings_back_every_byte(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    api.get("/readyz", "").await.ok(200);
    let databases = Databases::of(engine, &server);
    for profile in ["professional", "enterprise"] {
        let (demo, other) = (api.demo(profile).await, api.demo(profile).await);
        let (first, others) = (dump(&databases, &demo), dump(&databases, &other));
        let rows: usize = first.values().map(Vec::len).sum();
        assert_eq!(demo.made["records_cloned"], rows as u64);
        meddle(&databases, &demo, "11111111-0000-4000-8000-000000000001");
        let meddled = dump(&databases, &demo);
        let differs = first
            .iter()
            .filter(|(table, rows)| meddled[*table] != **rows);
        assert!(differs.count() >= 6, "there is something to bring back");

        let path = format!("{}/reset", demo.path());
        let reset = api.post(&path, demo.token(), &json!({})).await.ok(200);
        assert_eq!(
            keys(&reset),
            [
                "duration_ms",
                "records_cloned",
                "services",
                "session_id",
                "status"
            ]
        );
        assert_eq!(reset["status"], "ready");
        assert_eq!(reset["records_cloned"], demo.made["records_cloned"]);
        assert_eq!(reset["services"].as_array().unwrap().len(), 11);
        assert_eq!(dump(&databases, &demo), first);
        assert_eq!(dump(&databases, &other), others, "no other is touched");
        let record = api.get(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(record["expires_at"], demo.made["expires_at"]);
        assert_eq!(record["services"], demo.made["services"]);
        let receipt = api.delete(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
    }
    let text = api.get("/metrics", "").await.text;
    let counted = "demo_session_resets_total{outcome=\"completed\",profile=\"enterprise\"} 1";
    assert!(text.contains(counted), "{text}");
}

pub async fn a_reset_among_readers_and_writers_is_whole(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    api.get("/readyz", "").await.ok(200);
    let databases = Databases::of(engine, &server);
    let demo = api.demo("enterprise").await;
    let first = dump(&databases, &demo);
    let path = format!("{}/reset", demo.path());
    let (customers, sales) = (
        demo.rows("orders/customers").await,
        demo.rows("sales/sales?limit=1000").await.len(),
    );
    let done = AtomicBool::new(false);
    let read = async {
        let mut reads = 0;
        while !done.load(Ordering::Relaxed) {
            // In one service all is of one moment.
            let found = demo.rows("sales/sales?limit=1000").await.len();
            assert_eq!(found, sales, "a table is never half reset");
            let found = demo.rows("orders/customers").await;
            assert!(found.len() >= customers.len());
            reads += 2;
        }
        reads
    };
    let reset = async {
        for number in 1..=10 {
            // Two at once: one of them may find the other at work.
            let nothing = json!({});
            let (one, two) = tokio::join!(
                api.post(&path, demo.token(), &nothing),
                api.post(&path, demo.token(), &nothing),
            );
            for answer in [&one, &two] {
                assert!([200, 409].contains(&answer.status), "{}", answer.text);
            }
            assert!(one.status == 200 || two.status == 200);
            let id = format!("{number:08}-0000-4000-8000-000000000001");
            let sql = added(&databases, "orders", "customers", demo.tenant(), &id);
            databases.execute("orders", &sql).unwrap();
        }
        done.store(true, Ordering::Relaxed);
    };
    let (reads, ()) = tokio::join!(read, reset);
    assert!(reads > 20, "{reads}");
    api.post(&path, demo.token(), &json!({})).await.ok(200);
    assert_eq!(dump(&databases, &demo), first);
}

pub async fn a_session_of_another_version_is_not_reset(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    api.get("/readyz", "").await.ok(200);
    let databases = Databases::of(engine, &server);
    let demo = api.demo("professional").await;
    let first = dump(&databases, &demo);
    // As after a restart with other files.
    let session = demo.text("/session_id");
    let sql = format!("update sessions set fingerprint = 'older' where id = '{session}'");
    databases.execute("sessions", &sql).unwrap();
    let path = format!("{}/reset", demo.path());
    let problem = api.post(&path, demo.token(), &json!({})).await.problem(409);
    assert_eq!(problem["type"], "/docs#problem-profile-version-gone");
    assert_eq!(dump(&databases, &demo), first);
    let record = api.get(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(record["status"], "ready");
    // A reset that was left half done, and that nobody can finish, ends the session.
    let sql = format!("update sessions set state = 'resetting' where id = '{session}'");
    databases.execute("sessions", &sql).unwrap();
    loop {
        let record = api.get(&demo.path(), demo.token()).await.ok(200);
        if record["receipt"]["records_deleted"] == demo.made["records_cloned"] {
            assert_eq!(record["status"], "failed");
            let failure = record["failure"].as_str().unwrap();
            assert!(failure.contains("version of its profile"), "{failure}");
            break;
        }
    }
    demo.page("orders/customers").await.problem(401);
}

const OLD_KEY: &str = "the-old-key-of-thirty-two-letters-or-more";
const NEW_KEY: &str = "the-new-key-of-thirty-two-letters-or-more";

pub async fn other_settings_bring_back_the_same_bytes(engine: Engine) {
    let made_with = [
        ("DEMO_SESSION_SECRET_KEY", OLD_KEY),
        ("DEMO_SESSION_ID_TRANSFORM", "xor_rfc9562"),
    ];
    let mut server = Server::start_with(engine, &[], &made_with);
    let demo = server.api.demo("enterprise").await;
    let databases = Databases::of(engine, &server);
    let first = dump(&databases, &demo);
    let new_key = ("DEMO_SESSION_SECRET_KEY", NEW_KEY);
    // As long as the old key is known, and after it is gone.
    for settings in [
        &[new_key, ("DEMO_SESSION_SECRET_KEY_PREVIOUS", OLD_KEY)][..],
        &[new_key],
    ] {
        let (database, data) = (server.database.clone(), Arc::clone(&server.data));
        drop(server);
        server = Server::start_on(database, data, &[], settings);
        let api = &server.api;
        api.until("/readyz", "", 200).await;
        let id = format!("{:08}-0000-4000-8000-000000000001", settings.len());
        meddle(&databases, &demo, &id);
        let path = format!("{}/reset", demo.path());
        api.post(&path, OPERATOR, &json!({})).await.ok(200);
        assert_eq!(dump(&databases, &demo), first);
        // Log-in is what it was, to the outlets.
        let email = demo.text("/credentials/users/0/email");
        let login = api.login(email, demo.password()).await.ok(200);
        let tenants = demo.tenants().iter().map(|one| one["tenant_id"].clone());
        assert_eq!(login["user"]["tenants"], tenants.collect::<Value>());
        let shown = api.get(&demo.path(), OPERATOR).await.ok(200);
        assert_eq!(shown["tenants"], demo.made["tenants"]);
        // The password is shown to its owner while its key is there.
        let token = login["access_token"].as_str().unwrap();
        let page = api.request("GET", "/demo/session", "");
        let page = page.header("Cookie", format!("demo_session={token}"));
        let page = api.send(page).await.text;
        assert_eq!(page.contains(demo.password()), settings.len() == 2);
    }
    let ended = server.api.delete(&demo.path(), OPERATOR).await.ok(200);
    assert_eq!(ended["records_deleted"], demo.made["records_cloned"]);
}
