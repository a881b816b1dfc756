//! Health, metrics and documentation.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::Api;

/// The value of a metric whose labels hold these texts.
fn metric(text: &str, name: &str, labels: &[&str]) -> f64 {
    let line = text.lines().find(|line| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']))
            && labels.iter().all(|label| line.contains(label))
    });
    let line = line.unwrap_or_else(|| panic!("no {name} {labels:?} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

pub async fn health_and_metrics_tell_what_happened(api: &Api) {
    assert_eq!(api.get("/healthz", "").await.ok(200)["status"], "ok");
    let ready = api.get("/readyz", "").await.ok(200);
    assert_eq!(
        ready["profiles"],
        serde_json::json!(["enterprise", "professional"])
    );
    assert_eq!(ready["databases"].as_object().unwrap().len(), 12, "{ready}");
    let demo = api.demo("professional").await;
    let answer = api.get("/metrics", "").await;
    assert!(answer.header("content-type").starts_with("text/plain"));
    let text = &answer.text;
    let one = |name: &str, labels: &[&str]| {
        assert!((metric(text, name, labels) - 1.0).abs() < 1e-9, "{name}");
    };
    one(
        "demo_session_creations_total",
        &["profile=\"professional\"", "outcome=\"completed\""],
    );
    one(
        "demo_session_creation_duration_seconds_count",
        &["professional"],
    );
    one(
        "demo_session_creation_duration_seconds_bucket",
        &["le=\"+Inf\"", "professional"],
    );
    one("demo_clone_duration_seconds_count", &["service=\"orders\""]);
    assert!(metric(text, "demo_sessions_live", &[]) >= 1.0);
    let expected = demo.cloned("sales");
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let difference =
        metric(text, "demo_clone_records_total", &["service=\"sales\""]) - expected as f64;
    assert!(difference.abs() < 1e-9);
    for secret in [
        demo.token(),
        demo.password(),
        demo.tenant(),
        "ana@example.com",
    ] {
        assert!(!text.contains(secret));
    }
    api.delete(&demo.path(), demo.token()).await.ok(200);
    let text = api.get("/metrics", "").await.text;
    assert!(text.contains("demo_session_cleanup_"), "{text}");
}

pub async fn the_documentation_is_whole(api: &Api) {
    let document = api.get("/openapi.json", "").await.ok(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in [
        ("/api/v1/demo-sessions", &["post", "get"][..]),
        ("/api/v1/demo-sessions/stats", &["get"]),
        ("/api/v1/demo-sessions/{id}/extend", &["post"]),
        ("/api/v1/demo-sessions/{id}/reset", &["post"]),
        ("/api/v1/demo-sessions/{id}/events", &["get"]),
        ("/api/v1/demo-sessions/{id}/protect", &["post"]),
        ("/api/v1/demo-sessions/{id}/unprotect", &["post"]),
        ("/api/v1/demo-profiles/reload", &["post"]),
        ("/api/v1/demo-sessions/{id}", &["get", "delete"]),
        ("/api/v1/auth/login", &["post"]),
        ("/api/v1/auth/me", &["get"]),
        ("/api/v1/tenants/{tenant}/{service}/{table}", &["get"]),
        ("/api/v1/tenants/{tenant}/{service}/{table}/{id}", &["get"]),
        ("/services/{name}/internal/demo/clone", &["post"]),
        ("/services/{name}/internal/demo/reset", &["post"]),
        (
            "/services/{name}/internal/demo/tenant/{id}",
            &["get", "delete"],
        ),
        ("/healthz", &["get"]),
        ("/readyz", &["get"]),
        ("/metrics", &["get"]),
    ] {
        for method in methods {
            assert!(
                paths.get(path).is_some_and(|item| item[method].is_object()),
                "{method} {path} is missing"
            );
        }
    }
    let mut ids = BTreeSet::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"]
                .as_str()
                .expect("an operation has an id");
            assert!(ids.insert(id.to_owned()), "`{id}` names two operations");
            declares_its_parameters(path, operation);
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
            // What is documented is there.
            let method = method.to_uppercase();
            let answer = api.send(api.request(&method, path, "")).await;
            assert!(
                ![404, 405].contains(&answer.status),
                "{method} {path}: {}",
                answer.text
            );
        }
    }
    references_resolve(&document, &document);
    docs_work_offline(api, paths.keys()).await;
}

fn declares_its_parameters(path: &str, operation: &Value) {
    let declared = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for name in path
        .split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap())
    {
        let found = declared
            .iter()
            .any(|one| one["name"] == name && one["in"] == "path" && one["required"] == true);
        assert!(found, "{path}: `{name}` is not declared");
    }
}

fn references_resolve(document: &Value, part: &Value) {
    match part {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                let found = reference
                    .strip_prefix('#')
                    .and_then(|pointer| document.pointer(pointer));
                assert!(found.is_some(), "{reference} does not resolve");
            }
            object
                .values()
                .for_each(|part| references_resolve(document, part));
        }
        Value::Array(parts) => parts
            .iter()
            .for_each(|part| references_resolve(document, part)),
        _ => {}
    }
}

async fn docs_work_offline(api: &Api, paths: impl Iterator<Item = &String>) {
    let page = api.get("/docs", "").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    for path in paths {
        assert!(
            page.text.contains(path.as_str()),
            "{path} is not in the page"
        );
    }
    let mut styles = 0;
    for attribute in ["src=\"", "href=\"", "action=\""] {
        for rest in page.text.split(attribute).skip(1) {
            let target = rest.split('"').next().unwrap();
            assert!(
                target.starts_with(['/', '#']) && !target.starts_with("//"),
                "{target} is elsewhere"
            );
            if let Some("css" | "js") = target.rsplit('.').next() {
                let asset = api.get(target, "").await;
                assert_eq!(asset.status, 200);
                assert!(
                    !asset.text.contains("//") && !asset.text.contains("@import"),
                    "{target}"
                );
                styles += 1;
            }
        }
    }
    assert!(styles > 0);
    // A problem's `type` leads to its explanation.
    let problem = api.get("/nowhere", "").await.problem(404);
    let anchor = problem["type"].as_str().unwrap().split('#').nth(1).unwrap();
    assert!(page.text.contains(&format!("id=\"{anchor}\"")), "{anchor}");
}
