//! What is wrong with a request is said, and what to do.

use serde_json::{Value, json};

use crate::http::{Answer, Api};

const SESSIONS: &str = "/api/v1/demo-sessions";

async fn changed(api: &Api, field: &str, value: Value) -> Answer {
    let mut body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
    body[field] = value;
    api.create(&body).await
}

pub async fn what_is_wrong_with_a_new_session_is_said(api: &Api) {
    for (field, value, word) in [
        ("emial", json!("ana@example.com"), "`email`"),
        (
            "demo_acount_type",
            json!("professional"),
            "`demo_account_type`",
        ),
        ("a/b~c", json!(1), "unknown"),
        ("demo_account_type", json!("profesional"), "`professional`"),
        ("demo_account_type", json!("../professional"), "there"),
        ("demo_account_type", json!(""), "enterprise, professional"),
        ("demo_account_type", json!(1), "text"),
        ("demo_account_type", Value::Null, "text"),
        ("email", json!("ana"), "ana@example.com"),
        ("email", json!("ana@"), "ana@example.com"),
        ("email", json!("@example.com"), "ana@example.com"),
        ("email", json!("ana@example..com"), "ana@example.com"),
        ("email", json!("ana garcia@example.com"), "ana@example.com"),
        (
            "email",
            json!("ana@example.com\r\nBcc: x@example.com"),
            "ana@example.com",
        ),
        (
            "email",
            json!(format!("{}@example.com", "a".repeat(300))),
            "ana@example.com",
        ),
        ("email", json!(""), "ana@example.com"),
        ("email", json!(["ana@example.com"]), "text"),
        ("demo_date", json!("soon"), "2025-12-14T10:30:00Z"),
        (
            "demo_date",
            json!("2025-13-01T00:00:00Z"),
            "2025-12-14T10:30:00Z",
        ),
        ("demo_date", json!(1_765_000_000), "text"),
        ("demo_date", json!("1525-01-15T06:00:00Z"), "years"),
        ("demo_date", json!("2199-12-31T23:59:59Z"), "years"),
        ("company", json!("x".repeat(1000)), "at most"),
        ("company", json!("a\u{0}b"), "control"),
        ("company", json!("\u{202e}anA"), "control"),
        ("company", json!(""), "empty"),
        ("subscription_tier", json!("x".repeat(1000)), "at most"),
        ("subscription_tier", json!({}), "text"),
    ] {
        let answer = changed(api, field, value.clone()).await;
        let pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1"));
        let detail = answer.invalid(&pointer);
        assert!(
            detail.contains(word),
            "{field}: {value}: `{word}` is not in: {detail}"
        );
    }
    let problem = api.create(&json!({})).await.problem(422);
    assert_eq!(
        problem["errors"].as_array().unwrap().len(),
        2,
        "all at once: {problem}"
    );
    // A company may hold anything that a name holds.
    let odd = "Panadería «O'Higgins» & Söhne <b>\"${session.email}\" 🥐";
    let made = changed(api, "company", json!(odd)).await.ok(201);
    assert_eq!(made["tenants"][0]["name"], odd);
    // Optional fields may be null.
    let made = changed(api, "company", Value::Null).await.ok(201);
    assert_eq!(made["tenants"][0]["name"], "Horno La Acequia");
}

pub async fn a_body_that_is_no_object_is_refused(api: &Api) {
    for body in [
        "",
        "{",
        "not JSON",
        "[]",
        "null",
        "\"ana\"",
        "{} {}",
        "{\"email\": \u{1}}",
    ] {
        let request = api.request("POST", SESSIONS, "");
        let request = request
            .header("content-type", "application/json")
            .body(body);
        api.send(request).await.problem(400);
    }
    let deep = "[".repeat(60_000);
    let request = api
        .request("POST", SESSIONS, "")
        .header("content-type", "application/json");
    api.send(request.body(deep)).await.problem(400);
    let request = api
        .request("POST", SESSIONS, "")
        .header("content-type", "application/json");
    api.send(request.body(vec![b'"', 0xff, b'"']))
        .await
        .problem(400);
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
        let request = api
            .request("POST", SESSIONS, "")
            .header("content-type", kind);
        api.send(request.body(body.to_string())).await.problem(415);
    }
    let request = api.request("POST", "/api/v1/auth/login", "");
    api.send(request.header("content-type", "application/json").body("{"))
        .await
        .problem(400);
}

pub async fn a_body_that_is_too_large_is_refused(api: &Api) {
    for path in [SESSIONS, "/api/v1/auth/login"] {
        for size in [70_000, 3_000_000] {
            let body = json!({ "email": "a".repeat(size) });
            let problem = api.post(path, "", &body).await.problem(413);
            assert!(
                problem["detail"].as_str().unwrap().contains("65536"),
                "{problem}"
            );
        }
    }
}

pub async fn a_wrong_address_or_method_is_explained(api: &Api) {
    let problem = api.get("/api/v1/demo-session", "").await.problem(404);
    assert!(
        problem["hint"]
            .as_str()
            .unwrap()
            .contains("/api/v1/demo-sessions"),
        "{problem}"
    );
    let answer = api.send(api.request("PUT", SESSIONS, "")).await;
    assert!(answer.header("allow").contains("POST"));
    answer.problem(405);
    // A path that is no UTF-8, and parameters that do not parse.
    api.get("/api/v1/demo-sessions/%ff", crate::server::OPERATOR)
        .await
        .problem(400);
    let demo = api.demo("professional").await;
    demo.page("orders/customers?name=%ff").await.ok(200);
}
