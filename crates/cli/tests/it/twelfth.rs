//! A twelfth service, added as a folder: tables, clone, data API, removal and validation, with
//! no Rust.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    http::{Api, Demo, keys},
    loyalty::Folders,
    server::{Engine, INTERNAL, OPERATOR, Server},
};

const TOLD_AT: &str = "2025-12-14T10:30:00Z";

async fn demo(api: &Api, profile: &str) -> Demo {
    let body = json!({
        "demo_account_type": profile, "email": "ana@example.com", "demo_date": TOLD_AT,
    });
    let made = api.create(&body).await.ok(201);
    let names: Vec<&str> = made["services"]
        .as_array()
        .unwrap()
        .iter()
        .map(|service| service["service"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 12);
    assert!(names.contains(&"loyalty"));
    Demo {
        api: api.clone(),
        made,
    }
}

/// Its tables are browsed, its rows opened and edited, and its references lead to their rows.
async fn has_its_pages(demo: &Demo) {
    let cookie = format!("demo_session={}", demo.token());
    let page = async |path: &str| {
        let request = demo.api.request("GET", path, "");
        demo.api.send(request.header("cookie", &cookie)).await
    };
    let tables = page("/demo/tables").await;
    assert!(tables.text.contains("/demo/tables/loyalty/point_accounts"));
    let list = page("/demo/tables/loyalty/point_accounts").await;
    assert_eq!(list.status, 200, "{}", list.text);
    assert!(list.text.contains("Points expire on"), "{}", list.text);
    assert!(list.text.contains("/demo/tables/orders/customers/"));
    assert!(!list.text.contains("pin"), "a secret");
    let rows = demo.rows("loyalty/point_accounts").await;
    let id = rows[0]["id"].as_str().unwrap();
    let row = page(&format!("/demo/tables/loyalty/point_accounts/{id}")).await;
    assert!(
        row.text.contains("name=\"c-points\" type=\"number\""),
        "{}",
        row.text
    );
}

/// Ids, dates and references are those of the demo; filters and sort work; the secret is one.
async fn is_read_like_the_others(demo: &Demo) {
    let rows = demo.rows("loyalty/point_accounts?sort=-points").await;
    assert_eq!(rows.len(), 2);
    let (gold, basic) = (&rows[0], &rows[1]);
    assert_eq!(
        keys(gold),
        [
            "brought_by_id",
            "customer_id",
            "earned",
            "id",
            "level",
            "points",
            "points_expire_on",
            "tenant_id"
        ]
    );
    assert_eq!(
        (&gold["points"], &gold["level"]),
        (&json!(240), &json!("gold"))
    );
    assert_eq!(basic["level"], "basic", "the default of the column");
    assert_eq!(gold["brought_by_id"], basic["id"], "loaded after it");
    assert_eq!(gold["tenant_id"], demo.made["virtual_tenant_id"]);
    assert_eq!(
        gold["points_expire_on"], "2025-12-22",
        "Saturday moves to Monday"
    );
    assert_eq!(basic["points_expire_on"], "2025-12-20", "a marker is exact");

    let customer = format!("orders/customers/{}", gold["customer_id"].as_str().unwrap());
    assert_eq!(demo.page(&customer).await.ok(200)["code"], "CLI-014");
    let earned = &gold["earned"]["orders"][0];
    let order = format!(
        "orders/customer_orders/{}",
        earned["order_id"].as_str().unwrap()
    );
    assert_eq!(demo.page(&order).await.ok(200)["order_number"], "PV-1142");
    assert_eq!(earned["at"], "2025-12-14T11:30:00.000000Z");
    assert_eq!(earned["points"], 40);

    let notes = demo.rows("loyalty/account_notes").await;
    assert_eq!(notes[0]["account_id"], gold["id"]);
    let company = demo.text("/tenants/0/name");
    assert_eq!(notes[0]["text"], format!("Ask {company} for a second card"));

    for (query, found) in [
        ("points__gte=100", 1),
        ("points_expire_on__lt=2025-12-21", 1),
        ("level__in=basic,gold", 2),
        ("level=none", 0),
    ] {
        let rows = demo.rows(&format!("loyalty/point_accounts?{query}")).await;
        assert_eq!(rows.len(), found, "{query}");
    }
    for query in ["card_pin=4711", "sort=card_pin"] {
        demo.page(&format!("loyalty/point_accounts?{query}"))
            .await
            .problem(422);
    }
    demo.page("loyalty/none").await.problem(404);
}

/// The role that was given `loyalty:read` reads, another does not, and neither writes.
async fn needs_the_permission(demo: &Demo) {
    for (role, status) in [("shop_manager", 200), ("head_baker", 403)] {
        let user = demo
            .users()
            .iter()
            .find(|user| user["role"] == role)
            .unwrap();
        let email = user["email"].as_str().unwrap();
        let login = demo.api.login(email, demo.password()).await.ok(200);
        let path = format!("/api/v1/tenants/{}/loyalty/point_accounts", demo.tenant());
        let answer = demo
            .api
            .get(&path, login["access_token"].as_str().unwrap())
            .await;
        assert_eq!(answer.status, status, "{role}: {}", answer.text);
    }
}

async fn ends(demo: &Demo, records: u64) {
    let receipt = demo.api.delete(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
    let services = receipt["services"].as_array().unwrap();
    let loyalty = services
        .iter()
        .find(|one| one["service"] == "loyalty")
        .unwrap();
    assert_eq!(loyalty["records_deleted"], records);
    let path = format!("/services/loyalty/internal/demo/tenant/{}", demo.tenant());
    let counted = demo.api.get(&path, INTERNAL).await.ok(200);
    let tables = json!({ "account_notes": 0, "point_accounts": 0 });
    assert_eq!(
        (&counted["tables"], &counted["records"]),
        (&tables, &json!(0))
    );
}

async fn whole_life(engine: Engine) {
    let folders = Folders::new();
    let server = folders.serve(engine, &[]);
    let api = &server.api;
    api.get("/readyz", "").await.ok(200);
    let first = demo(api, "professional").await;
    assert_eq!(first.cloned("loyalty"), 3);
    is_read_like_the_others(&first).await;
    has_its_pages(&first).await;
    needs_the_permission(&first).await;
    // Ids of their own, and rows that do not meet.
    let second = demo(api, "professional").await;
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    let (mine, yours) = (
        ids(&first.rows("loyalty/point_accounts").await),
        ids(&second.rows("loyalty/point_accounts").await),
    );
    assert!(mine.iter().all(|id| !yours.contains(id)));
    let path = format!("loyalty/point_accounts/{}", mine[0].as_str().unwrap());
    second.page(&path).await.problem(404);
    // A profile that knows nothing of it is served as before.
    let chain = demo(api, "enterprise").await;
    assert_eq!(chain.cloned("loyalty"), 0);
    for (demo, records) in [(first, 3), (second, 3), (chain, 0)] {
        ends(&demo, records).await;
    }
    api.get("/openapi.json", "").await.ok(200);
    assert_eq!(api.get("/docs", "").await.status, 200);
    let metrics = api.get("/metrics", "").await.text;
    assert!(metrics.contains("service=\"loyalty\""), "{metrics}");
}

#[tokio::test]
async fn it_lives_on_sqlite() {
    whole_life(Engine::Sqlite).await;
}

#[tokio::test]
async fn it_lives_on_postgresql() {
    whole_life(Engine::Postgres).await;
}

/// A new migration runs beside demos that live, where a column without values cannot be.
async fn a_new_column_needs_values(engine: Engine) {
    let folders = Folders::new();
    let mut server = folders.serve(engine, &[]);
    let mut demo = demo(&server.api, "professional").await;
    server.signal("TERM");
    assert_eq!(server.exit_status(), 0);
    let migration = folders
        .services()
        .join("loyalty/migrations/0002_stamps.sql");
    let sql = "alter table point_accounts add column stamps INTEGER not null;";
    fs::write(&migration, sql).unwrap();
    server.restart();
    server.said(
        "the table has rows: give the column a default, let it be null, or fill the rows first",
    );
    assert_eq!(server.exit_status(), 2);
    // Nothing is lost by it.
    fs::remove_file(migration).unwrap();
    server.restart();
    demo.api = server.api.clone();
    assert_eq!(demo.rows("loyalty/point_accounts").await.len(), 2);
    ends(&demo, 3).await;
}

#[tokio::test]
async fn a_new_column_needs_values_on_sqlite() {
    a_new_column_needs_values(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_new_column_needs_values_on_postgresql() {
    a_new_column_needs_values(Engine::Postgres).await;
}

/// Demos that were there before the service stay, and new ones have it.
#[tokio::test]
async fn it_comes_to_databases_that_are_in_use() {
    let data = TempDir::new().unwrap();
    let database = format!("sqlite:{}", data.path().display());
    let kept = [("DEMO_SESSION_DATABASE", &*database)];
    let mut earlier = {
        let server = Server::start_with(Engine::Sqlite, &[], &kept);
        server.api.demo("professional").await
    };
    assert_eq!(earlier.made["services"].as_array().unwrap().len(), 11);
    let folders = Folders::new();
    let server = folders.serve(Engine::Sqlite, &kept);
    earlier.api = server.api.clone();
    assert!(!earlier.rows("orders/customers").await.is_empty());
    assert!(earlier.rows("loyalty/point_accounts").await.is_empty());
    assert_eq!(demo(&server.api, "professional").await.cloned("loyalty"), 3);
    ends(&earlier, 0).await;
    let record = server.api.get(&earlier.path(), OPERATOR).await.ok(200);
    assert_eq!(record["status"], "deleted");
}

#[test]
fn validate_knows_it() {
    let folders = Folders::new();
    let (services, seeds) = (folders.services(), folders.seeds());
    let flags = [
        "--services-dir",
        services.to_str().unwrap(),
        "--seed-dir",
        seeds.to_str().unwrap(),
    ];
    let passed = "Status: PASSED\nErrors: 0\nWarnings: 0\n";
    assert_eq!(folders.validate(&flags, &[]), (Some(0), passed.to_owned()));
    // By the names that `serve` knows.
    let environment = folders.environment();
    assert_eq!(
        folders.validate(&[], &environment),
        (Some(0), passed.to_owned())
    );
    let (status, text) = folders.validate(&flags[2..], &[]);
    assert_eq!(status, Some(1));
    assert!(text.contains("`point_accounts`"), "{text}");

    // Where the finding must stand, and its words.
    for (old, new, mark, words) in [
        (
            "240",
            "240, \"colour\": \"red\"",
            "\"colour\"",
            &["`point_accounts`", "`colour`"][..],
        ),
        ("240", "\"240\"", "\"240\"", &["`points`", "integer"]),
        (
            "\"2025-01-21\"",
            "\"21.1.2025\"",
            "\"21.1.2025\"",
            &["`21.1.2025`"],
        ),
        (
            "00150000-0000-4000-8000-000000000001",
            "PV-1142",
            "PV-1142",
            &["`PV-1142`", "earned.orders[0].order_id"],
        ),
    ] {
        folders.change("13-loyalty.json", old, new);
        let place = folders.place("13-loyalty.json", mark);
        let (status, text) = folders.validate(&flags, &[]);
        folders.change("13-loyalty.json", new, old);
        assert_eq!(status, Some(1), "{new}: {text}");
        assert!(text.contains("Errors: 1\n"), "{new}: {text}");
        let found = text.lines().find(|line| line.contains(&place));
        let found = found.unwrap_or_else(|| panic!("{new}: nothing at {place}:\n{text}"));
        for word in words {
            assert!(found.contains(word), "{new}: `{word}` is not in: {found}");
        }
    }
}
