//! Making, reading and ending sessions.

use std::{collections::BTreeSet, fs, path::Path};

use jiff::{SignedDuration, ToSpan as _};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    http::{Api, Demo, instant, keys},
    server::OPERATOR,
};

pub const SERVICES: [&str; 11] = [
    "auth",
    "forecasting",
    "inventory",
    "orchestrator",
    "orders",
    "procurement",
    "production",
    "recipes",
    "sales",
    "suppliers",
    "tenant",
];

pub async fn a_session_is_made_with_all_that_it_promises(api: &Api) {
    for (profile, kinds, users) in [
        ("professional", &["single"][..], 4),
        ("enterprise", &["parent", "outlet", "outlet", "outlet"], 9),
    ] {
        let body = json!({ "demo_account_type": profile, "email": "ana@example.com" });
        let answer = api.create(&body).await;
        let (location, timing) = (
            answer.header("location").to_owned(),
            answer.header("server-timing").to_owned(),
        );
        assert_eq!(
            answer.header("cache-control"),
            "no-store",
            "it holds secrets"
        );
        let made = answer.ok(201);
        assert_eq!(
            location,
            format!(
                "/api/v1/demo-sessions/{}",
                made["session_id"].as_str().unwrap()
            )
        );
        assert!(timing.contains("dur="), "{timing}");
        assert_eq!(
            keys(&made),
            [
                "created_at",
                "credentials",
                "demo_account_type",
                "duration_ms",
                "expires_at",
                "records_cloned",
                "services",
                "session_id",
                "status",
                "subscription_tier",
                "tenants",
                "virtual_tenant_id",
            ]
        );
        assert_eq!(made["status"], "ready");
        assert_eq!(made["demo_account_type"], profile);
        assert_eq!(made["subscription_tier"], profile);
        assert!(made["duration_ms"].as_f64().unwrap() > 0.0);
        let life = instant(&made["expires_at"]).duration_since(instant(&made["created_at"]));
        assert_eq!(life, SignedDuration::from_mins(30));
        let age = now().duration_since(instant(&made["created_at"]));
        assert!(age.abs() < SignedDuration::from_mins(2), "{age}");
        for id in ["session_id", "virtual_tenant_id"] {
            let id = Uuid::parse_str(made[id].as_str().unwrap()).unwrap();
            assert_eq!(id.get_version_num(), 4);
        }
        services(
            &made,
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../seed-data")
                .join(profile),
        );
        tenants(&made, kinds);
        credentials(&made, users);
    }
}

fn services(made: &Value, seeds: &Path) {
    let services = made["services"].as_array().unwrap();
    let mut names = BTreeSet::new();
    let mut records = 0;
    for service in services {
        assert_eq!(
            keys(service),
            ["duration_ms", "records_cloned", "service", "status"]
        );
        assert_eq!(service["status"], "completed");
        assert!(service["duration_ms"].as_f64().unwrap() >= 0.0);
        records += service["records_cloned"].as_u64().unwrap();
        names.insert(service["service"].as_str().unwrap());
    }
    assert_eq!((services.len(), names), (11, SERVICES.into()));
    assert_eq!(made["records_cloned"], records);
    assert_eq!(
        records,
        rows_in(seeds),
        "as many as there are in the seed files"
    );
}

/// The rows of a profile's files, counted without the program.
fn rows_in(seeds: &Path) -> u64 {
    let read = |path: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(seeds.join(path)).unwrap()).unwrap()
    };
    let manifest = read("manifest.json");
    let files = manifest["files"].as_array().unwrap().iter();
    files
        .map(|file| {
            let file = read(file.as_str().unwrap());
            let tables = file.as_object().unwrap().values();
            tables
                .map(|rows| rows.as_array().unwrap().len() as u64)
                .sum::<u64>()
        })
        .sum()
}

fn tenants(made: &Value, kinds: &[&str]) {
    let tenants = made["tenants"].as_array().unwrap();
    assert_eq!(tenants[0]["tenant_id"], made["virtual_tenant_id"]);
    let mut ids = BTreeSet::new();
    for (tenant, kind) in tenants.iter().zip(kinds) {
        assert_eq!(keys(tenant), ["kind", "name", "tenant_id"]);
        assert_eq!(tenant["kind"], *kind);
        let name = tenant["name"].as_str().unwrap();
        assert!(!name.is_empty() && !name.contains("${"), "{name}");
        ids.insert(tenant["tenant_id"].as_str().unwrap());
    }
    assert_eq!((tenants.len(), ids.len()), (kinds.len(), kinds.len()));
}

fn credentials(made: &Value, users: usize) {
    let credentials = &made["credentials"];
    assert_eq!(
        keys(credentials),
        [
            "login_url",
            "password",
            "token",
            "token_expires_at",
            "users"
        ]
    );
    let url = credentials["login_url"].as_str().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/api/v1/auth/login"),
        "{url}"
    );
    assert!(
        credentials["password"].as_str().unwrap().len() >= 22,
        "128 bits"
    );
    assert!(instant(&credentials["token_expires_at"]) <= instant(&made["expires_at"]));
    let printed = credentials["users"].as_array().unwrap();
    let mut emails = BTreeSet::new();
    for user in printed {
        assert_eq!(keys(user), ["email", "name", "role", "tenant_id"]);
        let tenants = made["tenants"].as_array().unwrap();
        assert!(
            tenants
                .iter()
                .any(|tenant| tenant["tenant_id"] == user["tenant_id"])
        );
        let email = user["email"].as_str().unwrap();
        assert!(email.contains('@') && !email.contains("${"), "{email}");
        emails.insert(email);
    }
    assert_eq!((printed.len(), emails.len()), (users, users));
}

pub async fn a_session_is_read_without_its_secrets(api: &Api) {
    let demo = api.demo("enterprise").await;
    let mut expected = demo.made.clone();
    let credentials = expected["credentials"].as_object_mut().unwrap();
    credentials.remove("password");
    credentials.remove("token");
    let path = demo.path();
    for token in [demo.token(), OPERATOR] {
        let answer = api.get(&path, token).await;
        for secret in [demo.password(), demo.token()] {
            assert!(!answer.text.contains(secret));
        }
        assert_eq!(answer.ok(200), expected);
    }
    api.get(&path, "").await.problem(401);
    api.get(
        "/api/v1/demo-sessions/7e57ab1e-0000-4000-8000-000000000000",
        OPERATOR,
    )
    .await
    .problem(404);
    api.get("/api/v1/demo-sessions/none", OPERATOR)
        .await
        .problem(404);
}

pub async fn a_deleted_session_leaves_a_receipt_and_nothing_else(api: &Api) {
    for profile in ["professional", "enterprise"] {
        let demo = api.demo(profile).await;
        let (path, token) = (demo.path(), demo.token());
        let receipt = api.delete(&path, token).await.ok(200);
        assert_eq!(
            keys(&receipt),
            ["records_deleted", "services", "session_id", "status"]
        );
        assert_eq!(receipt["session_id"], demo.made["session_id"]);
        assert_eq!(receipt["status"], "deleted");
        assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
        let services = receipt["services"].as_array().unwrap();
        assert_eq!(services.len(), 11);
        for service in services {
            assert_eq!(
                keys(service),
                ["duration_ms", "records_deleted", "service", "status"]
            );
            assert_eq!(service["status"], "completed");
            let cloned = demo.cloned(service["service"].as_str().unwrap());
            assert_eq!(service["records_deleted"], cloned);
        }
        // The token is dead at once, everywhere.
        api.get(&path, token).await.problem(401);
        api.delete(&path, token).await.problem(401);
        api.get("/api/v1/auth/me", token).await.problem(401);
        demo.page("orders/customers").await.problem(401);
        let email = demo.text("/credentials/users/0/email");
        api.login(email, demo.password()).await.problem(401);
        // The record stays, for the operator.
        let record = api.get(&path, OPERATOR).await.ok(200);
        assert_eq!(record["status"], "deleted");
        assert_eq!(record["receipt"], receipt);
        assert_eq!(
            api.delete(&path, OPERATOR).await.ok(200),
            receipt,
            "once is enough"
        );
    }
}

pub async fn the_story_is_told_at_the_demo_date(api: &Api) {
    let first_order = |demo: Demo| async move {
        let rows = demo
            .rows("orders/customer_orders?order_number=PV-1142")
            .await;
        (instant(&rows[0]["order_date"]), demo)
    };
    let (ordered, demo) = first_order(api.demo("professional").await).await;
    assert_eq!(demo.made.get("demo_date"), None);
    assert_eq!(ordered, instant(&demo.made["created_at"]) - 15.hours());

    for (date, meant) in [
        ("2025-12-14T10:30:00Z", "2025-12-14T10:30:00Z"),
        (
            "2025-06-30T23:15:00.123456+02:00",
            "2025-06-30T21:15:00.123456Z",
        ),
    ] {
        let body = json!({
            "demo_account_type": "professional", "email": "ana@example.com", "demo_date": date,
            "company": "Horno de Ana", "subscription_tier": "trial",
        });
        let made = api.create(&body).await.ok(201);
        assert_eq!(made["subscription_tier"], "trial");
        assert_eq!(made["tenants"][0]["name"], "Horno de Ana");
        let (ordered, demo) = first_order(Demo {
            api: api.clone(),
            made,
        })
        .await;
        let told_at: jiff::Timestamp = meant.parse().unwrap();
        assert_eq!(instant(&demo.made["demo_date"]), told_at);
        assert_eq!(ordered, told_at - 15.hours());
        let age = now().duration_since(instant(&demo.made["created_at"]));
        assert!(age.abs() < SignedDuration::from_mins(2), "it was made now");
        let life =
            instant(&demo.made["expires_at"]).duration_since(instant(&demo.made["created_at"]));
        assert_eq!(
            life,
            SignedDuration::from_mins(30),
            "expiry does not hang on it"
        );
        let again = api.get(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(again["demo_date"], demo.made["demo_date"]);
    }
}

pub async fn only_its_own_people_end_a_session(api: &Api) {
    let demo = api.demo("professional").await;
    let other = api.demo("professional").await;
    api.delete(&demo.path(), "").await.problem(401);
    api.delete(&demo.path(), other.token()).await.problem(404);
    let login = api
        .login(demo.text("/credentials/users/1/email"), demo.password())
        .await
        .ok(200);
    let baker = login["access_token"].as_str().unwrap();
    api.get(&demo.path(), baker).await.ok(200);
    api.delete(&demo.path(), baker).await.problem(403);
    assert_eq!(
        demo.rows("orders/customers").await.len(),
        2,
        "nothing happened"
    );
    let receipt = api.delete(&demo.path(), OPERATOR).await.ok(200);
    assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
    assert_eq!(
        other.rows("orders/customers").await.len(),
        2,
        "the other lives on"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "to see that the program's clock is right"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
