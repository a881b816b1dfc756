//! Protecting from expiry.

use serde_json::json;

use crate::server::{Engine, OPERATOR, Server};

pub async fn a_protected_session_does_not_expire(engine: Engine) {
    let settings = [("DEMO_SESSION_SESSION__LIFETIME", "4s")];
    let server = Server::start_with(engine, &[], &settings);
    let api = &server.api;
    let (kept, other) = (
        api.demo("professional").await,
        api.demo("professional").await,
    );
    let action = |name: &str| format!("{}/{name}", kept.path());
    api.post(&action("protect"), kept.token(), &json!({}))
        .await
        .problem(403);
    let answer = api.post(&action("protect"), OPERATOR, &json!({})).await;
    assert_eq!(answer.ok(200)["protected"], true);
    // The other was made later, and expires.
    loop {
        let record = api.get(&other.path(), OPERATOR).await.ok(200);
        if record["receipt"]["records_deleted"] == other.made["records_cloned"] {
            assert_eq!(record["status"], "expired");
            break;
        }
    }
    let record = api.get(&kept.path(), OPERATOR).await.ok(200);
    assert_eq!(
        (&record["status"], &record["protected"]),
        (&json!("ready"), &json!(true))
    );
    // Its tokens ended when they were to; log-in gives new ones.
    api.until(&kept.path(), kept.token(), 401).await;
    let email = kept.text("/credentials/users/0/email");
    let login = api.login(email, kept.password()).await.ok(200);
    let token = login["access_token"].as_str().unwrap();
    assert!(login["expires_in"].as_u64().unwrap() >= 2);
    let customers = format!("/api/v1/tenants/{}/orders/customers", kept.tenant());
    api.get(&customers, token).await.ok(200);
    let answer = api.post(&action("unprotect"), OPERATOR, &json!({})).await;
    assert_eq!(answer.ok(200).get("protected"), None);
    api.get(&customers, token).await.problem(401);
    loop {
        let record = api.get(&kept.path(), OPERATOR).await.ok(200);
        if record["receipt"]["records_deleted"] == kept.made["records_cloned"] {
            assert_eq!(record["status"], "expired");
            break;
        }
    }
}
