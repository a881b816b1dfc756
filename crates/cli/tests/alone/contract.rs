//! The clone contract of a service in this process.

use serde_json::{Value, json};

use crate::{
    alone,
    http::{Api, keys},
    server::{Engine, INTERNAL, OPERATOR, Server},
};

const INSTANT: &str = "2025-12-14T10:30:00Z";

/// An id that no other run has: of the machine's clock and this process.
fn tenant(number: u32) -> String {
    let nanos = std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos();
    format!(
        "{nanos:08x}-{:04x}-4{number:03x}-8000-{:012x}",
        number,
        std::process::id()
    )
}

struct Service<'a> {
    api: &'a Api,
    base: &'a str,
}

impl Service<'_> {
    async fn clone(&self, query: &str, body: Option<&Value>) -> Value {
        let path = format!("{}/internal/demo/clone{query}", self.base);
        let request = self.api.request("POST", &path, INTERNAL);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.api.send(request).await.ok(200)
    }

    /// By query parameters, as services with plain parameters expect them.
    async fn clone_at(&self, tenant: &str, profile: &str, instant: &str) -> Value {
        let query = format!(
            "?virtual_tenant_id={tenant}&demo_account_type={profile}&session_created_at={instant}"
        );
        self.clone(&query, None).await
    }

    async fn count(&self, tenant: &str) -> Value {
        let path = format!("{}/internal/demo/tenant/{tenant}", self.base);
        let counted = self.api.get(&path, INTERNAL).await.ok(200);
        assert_eq!(keys(&counted), ["records", "service", "tables"]);
        let tables = counted["tables"].as_object().unwrap().values();
        assert_eq!(
            counted["records"],
            tables.map(|rows| rows.as_u64().unwrap()).sum::<u64>()
        );
        counted
    }

    async fn remove(&self, tenant: &str) -> Value {
        let path = format!("{}/internal/demo/tenant/{tenant}", self.base);
        self.api.delete(&path, INTERNAL).await.ok(200)
    }
}

fn completed(answer: &Value) -> u64 {
    assert_eq!(
        keys(answer),
        ["duration_ms", "records_cloned", "service", "status"]
    );
    assert_eq!(answer["status"], "completed", "{answer}");
    answer["records_cloned"].as_u64().unwrap()
}

fn failed(answer: &Value) {
    assert_eq!(answer["status"], "failed", "{answer}");
    assert!(
        answer["error"].is_string() && answer.get("records_cloned").is_none(),
        "{answer}"
    );
}

async fn needs_the_token(api: &Api) {
    let tenant = format!("/services/orders/internal/demo/tenant/{}", tenant(1));
    let clone = "/services/orders/internal/demo/clone";
    let demo = api.demo("professional").await;
    for token in ["", "wrong", OPERATOR, demo.token()] {
        api.get(&tenant, token).await.problem(401);
        api.delete(&tenant, token).await.problem(401);
        api.post(clone, token, &json!({})).await.problem(401);
    }
    for name in ["ordrs", "sessions"] {
        let path = format!(
            "/services/{name}/internal/demo/tenant/{}",
            crate::contract::tenant(1)
        );
        api.get(&path, INTERNAL).await.problem(404);
    }
    api.get("/services/orders/internal/demo/tenant/none", INTERNAL)
        .await
        .problem(422);
}

async fn says_what_is_wrong(api: &Api) {
    let clone = "/services/orders/internal/demo/clone";
    let problem = api.post(clone, INTERNAL, &json!({})).await.problem(422);
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3);
    for (field, value) in [
        ("virtual_tenant_id", "none"),
        ("virtual_tenant_id", "00000000-0000-0000-0000-000000000000"),
        ("demo_account_type", "profesional"),
        ("session_created_at", "soon"),
        ("session_id", "none"),
    ] {
        let mut body = json!({
            "virtual_tenant_id": tenant(2), "demo_account_type": "professional",
            "session_created_at": INSTANT,
        });
        body[field] = value.into();
        api.post(clone, INTERNAL, &body)
            .await
            .invalid(&format!("/{field}"));
    }
}

async fn clones_once(service: &Service<'_>) {
    let id = tenant(3);
    assert_eq!(service.count(&id).await["records"], 0);
    let records = completed(&service.clone_at(&id, "enterprise", INSTANT).await);
    let counted = service.count(&id).await;
    assert_eq!(
        (&counted["service"], counted["records"].as_u64()),
        (&json!("orders"), Some(records))
    );
    // The same again, in other words, changes nothing.
    for again in [
        INSTANT,
        "2025-12-14T11:30:00%2B01:00",
        "2025-12-14T11:30:00+01:00",
        "2025-12-14T10:30:00",
    ] {
        assert_eq!(
            completed(&service.clone_at(&id, "enterprise", again).await),
            records,
            "{again}"
        );
    }
    assert_eq!(service.count(&id).await, counted);
    failed(
        &service
            .clone_at(&id, "enterprise", "2025-12-14T10:30:00.000001Z")
            .await,
    );
    failed(&service.clone_at(&id, "professional", INSTANT).await);
    assert_eq!(
        service.count(&id).await,
        counted,
        "what failed changed nothing"
    );
}

async fn takes_a_body(service: &Service<'_>) {
    let (by_body, by_both) = (tenant(4), tenant(5));
    let whole = json!({
        "virtual_tenant_id": by_body, "demo_account_type": "professional",
        "session_created_at": INSTANT, "session_id": tenant(6), "unknown": [1, 2],
    });
    let records = completed(&service.clone("", Some(&whole)).await);
    let session = json!({ "session": {
        "email": "ana@example.com", "company": "Horno de Ana", "short_id": "abc",
        "subscription_tier": "trial", "password_digest": "!",
    }});
    let query = format!(
        "?virtual_tenant_id={by_both}&demo_account_type=professional&session_created_at={INSTANT}&session_id={}",
        tenant(7)
    );
    assert_eq!(
        completed(&service.clone(&query, Some(&session)).await),
        records
    );
    for id in [by_body, by_both] {
        assert_eq!(service.count(&id).await["records"], records);
    }
}

async fn leaves_a_tombstone(service: &Service<'_>) {
    let id = tenant(8);
    let records = completed(&service.clone_at(&id, "enterprise", INSTANT).await);
    let removed = service.remove(&id).await;
    assert_eq!(
        keys(&removed),
        ["duration_ms", "records_deleted", "service", "status"]
    );
    assert_eq!(
        (&removed["status"], removed["records_deleted"].as_u64()),
        (&json!("completed"), Some(records))
    );
    assert_eq!(service.count(&id).await["records"], 0);
    failed(&service.clone_at(&id, "enterprise", INSTANT).await);
    assert_eq!(service.remove(&id).await["records_deleted"], 0);
    // An undo that comes before its clone.
    let late = tenant(9);
    assert_eq!(service.remove(&late).await["records_deleted"], 0);
    failed(&service.clone_at(&late, "professional", INSTANT).await);
    assert_eq!(service.count(&late).await["records"], 0);
}

/// Removing one tenant, whichever, touches no other.
async fn removes_only_its_own(service: &Service<'_>, api: &Api) {
    let demo = api.demo("enterprise").await;
    let outlet = demo.tenants()[1]["tenant_id"].as_str().unwrap().to_owned();
    let before = service.count(demo.tenant()).await;
    // An outlet is not a session's virtual tenant.
    assert_eq!(service.remove(&outlet).await["records_deleted"], 0);
    assert_eq!(service.count(demo.tenant()).await, before);
    let removed = service.remove(demo.tenant()).await;
    assert_eq!(removed["records_deleted"], before["records"]);
}

async fn whole(engine: Engine) {
    let _alone = alone(engine).await;
    {
        let server = Server::start(engine);
        let api = &server.api;
        let service = Service {
            api,
            base: "/services/orders",
        };
        needs_the_token(api).await;
        says_what_is_wrong(api).await;
        clones_once(&service).await;
        takes_a_body(&service).await;
        leaves_a_tombstone(&service).await;
        removes_only_its_own(&service, api).await;
    }
    // One service alone is there without a prefix too, and nothing else is.
    let server = Server::start_with(engine, &["--only", "orders"], &[]);
    let api = &server.api;
    let service = Service { api, base: "" };
    let id = tenant(10);
    let records = completed(&service.clone_at(&id, "professional", INSTANT).await);
    let prefixed = Service {
        api,
        base: "/services/orders",
    };
    assert_eq!(prefixed.count(&id).await["records"], records);
    assert_eq!(service.remove(&id).await["records_deleted"], records);
    let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
    api.create(&body).await.problem(404);
    api.get("/services/sales/internal/demo/tenant/none", INTERNAL)
        .await
        .problem(404);
}

#[tokio::test]
async fn the_contract_holds_on_sqlite() {
    whole(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_contract_holds_on_postgresql() {
    whole(Engine::Postgres).await;
}
