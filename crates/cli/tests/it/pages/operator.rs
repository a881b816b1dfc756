//! The operator's page.

use crate::server::OPERATOR;

use super::browser::Browser;

pub async fn an_operator_sees_and_ends_sessions(url: &str) {
    let mut demo = Browser::launched(url, "professional").await;
    demo.get("/operator")
        .await
        .ok(200)
        .shows(&["token"])
        .hides("ana@example.com");
    let mut browser = Browser::new(url);
    let wrong = browser
        .post("/operator/login", &[("token", "a guess")])
        .await
        .ok(422);
    wrong.shows(&["This is not the operator"]);
    browser
        .post("/operator/login", &[("token", OPERATOR)])
        .await
        .ok(303);
    let kept = &browser.cookies["demo_operator"];
    assert!(!kept.contains(OPERATOR), "the cookie holds no token");
    let page = browser.get("/operator").await.ok(200);
    let page = page.shows(&[
        "ana@example.com",
        "Creation times",
        "<dd>p50 ",
        "<small>p95 ",
        "Median by service",
        "Ready",
    ]);
    page.hides("No session");
    let page = browser.get("/operator?state=failed").await.ok(200);
    // Others may have left some that failed.
    page.hides("No session yet");
    let page = browser.get("/operator").await.ok(200);
    // Others share the databases: its own session, and no other.
    let id = demo.get("/demo").await.attributes("data-session").remove(0);
    assert!(
        page.text
            .contains(&format!("name=\"session\" value=\"{id}\""))
    );
    let csrf = page.csrf();
    browser
        .post("/operator/session", &[("session", &id), ("do", "end")])
        .await
        .ok(403);
    for (what, shown) in [
        ("protect", "Protected"),
        // It does not end by itself.
        ("protect", "data-label=\"Expires (UTC)\">Kept<"),
        ("unprotect", "Protect"),
        ("end", "Deleted"),
    ] {
        let form = [("session", id.as_str()), ("do", what), ("csrf", &csrf)];
        browser.post("/operator/session", &form).await.ok(303);
        browser.get("/operator").await.ok(200).shows(&[shown]);
    }
    demo.get("/demo")
        .await
        .ok(401)
        .shows(&["This demo has ended"]);
    let forged = browser.cookies["demo_operator"].replacen('.', "0.", 1);
    browser.cookies.insert("demo_operator".to_owned(), forged);
    browser
        .get("/operator")
        .await
        .ok(200)
        .hides("ana@example.com");
}
