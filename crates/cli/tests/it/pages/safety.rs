//! Forms of others, cookies, and what they open.

use crate::server::{Engine, Server};

use super::browser::Browser;

pub async fn forms_of_others_are_refused(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let token = browser.get("/demo/session").await.csrf();
    for path in [
        "/demo/reset",
        "/demo/extend",
        "/demo/end",
        "/demo/user",
        "/demo/leave",
    ] {
        let page = browser.post(path, &[]).await.ok(403);
        page.shows(&["This form is not from this page"]);
        browser
            .post(path, &[("csrf", "0123456789abcdef0123456789abcdef")])
            .await
            .ok(403);
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let request = browser.request("POST", path).header(name, value);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.body(format!("csrf={token}"));
            browser.send(request).await.ok(403);
        }
    }
    // Another session's token.
    let other = Browser::launched(url, "professional")
        .await
        .get("/demo/session")
        .await
        .csrf();
    browser
        .post("/demo/reset", &[("csrf", &other)])
        .await
        .ok(403);
    let request = browser
        .request("POST", "/")
        .header("origin", "https://evil.example");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let form = "demo_account_type=professional&email=a%40example.com";
    browser.send(request.body(form)).await.ok(403);
    let page = browser
        .post("/demo/reset", &[("csrf", &token)])
        .await
        .ok(303);
    assert_eq!(page.header("location"), "/demo?done=reset");
}

pub async fn cookies_are_kept_from_scripts_and_others(url: &str) {
    let browser = Browser::launched(url, "professional").await;
    for cookie in &browser.set {
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(
            !cookie.contains("Domain") && !cookie.contains("Secure"),
            "{cookie}"
        );
    }
    let https = [("DEMO_SESSION_PUBLIC_URL", "https://demo.example")];
    let server = Server::start_with(Engine::Sqlite, &[], &https);
    let browser = Browser::launched(&server.api.url, "professional").await;
    assert!(
        browser.set.iter().all(|cookie| cookie.contains("; Secure")),
        "{:?}",
        browser.set
    );
}

pub async fn the_cookie_reads_the_api_and_changes_nothing(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let me = browser.get("/api/v1/auth/me").await.ok(200);
    let me: serde_json::Value = serde_json::from_str(&me.text).unwrap();
    let session = format!(
        "/api/v1/demo-sessions/{}",
        me["session_id"].as_str().unwrap()
    );
    browser.get(&session).await.ok(200);
    for (method, path) in [("DELETE", ""), ("POST", "/reset"), ("POST", "/extend")] {
        let request = browser.request(method, &format!("{session}{path}"));
        browser.send(request).await.ok(401);
    }
    let customers = format!(
        "/api/v1/tenants/{}/orders/customers",
        me["tenant_id"].as_str().unwrap()
    );
    browser.get(&customers).await.ok(200);
    let request = browser
        .request("POST", &customers)
        .json(&serde_json::json!({}));
    browser.send(request).await.ok(401);
    browser.get("/api/v1/demo-sessions").await.ok(403);
}
