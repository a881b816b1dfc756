//! A service that runs elsewhere, in another language, and honours the clone contract or not.

mod broken_off;
mod reset;

use std::{net::TcpListener, time::Instant};

use serde_json::{Value, json};

use crate::{
    alone,
    http::{Api, Demo, instant, keys},
    server::{DEADLINE, Engine, INTERNAL, OPERATOR, Server},
    stand_in::StandIn,
};

const LOCAL: [&str; 10] = [
    "auth",
    "forecasting",
    "inventory",
    "orchestrator",
    "orders",
    "procurement",
    "production",
    "recipes",
    "suppliers",
    "tenant",
];

fn serve(engine: Engine, url: &str) -> Server {
    Server::start_with(engine, &[], &[("DEMO_SESSION_SERVICES__SALES__URL", url)])
}

/// Nothing of a tenant is left in the services of the server.
async fn is_gone(api: &Api, tenant: &str) {
    for service in LOCAL {
        let path = format!("/services/{service}/internal/demo/tenant/{tenant}");
        let counted = api.get(&path, INTERNAL).await.ok(200);
        assert_eq!(counted["records"], 0, "{counted}");
    }
}

/// The one call that made a session: its query, its body, and nothing twice.
async fn says_what_the_contract_wants(stand_in: &StandIn, demo: &Demo) {
    let calls = stand_in.calls("POST").await;
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!(
        (&call["path"], &call["authorized"]),
        (&json!("/internal/demo/clone"), &json!(true))
    );
    assert_eq!(call["parameters"], 4, "none twice");
    let query = &call["query"];
    assert_eq!(
        keys(query),
        [
            "demo_account_type",
            "session_created_at",
            "session_id",
            "virtual_tenant_id"
        ]
    );
    assert_eq!(query["demo_account_type"], "enterprise");
    assert_eq!(query["session_id"], demo.made["session_id"]);
    assert_eq!(query["virtual_tenant_id"], demo.made["virtual_tenant_id"]);
    assert_eq!(
        instant(&query["session_created_at"]),
        instant(&demo.made["created_at"])
    );
    assert_eq!(keys(&call["body"]), ["session"]);
    let session = &call["body"]["session"];
    assert_eq!(
        keys(session),
        [
            "company",
            "email",
            "password_digest",
            "short_id",
            "subscription_tier"
        ]
    );
    assert_eq!(session["email"], "ana@example.com");
    assert_eq!(session["subscription_tier"], "enterprise");
    assert_eq!(session["company"], demo.made["tenants"][0]["name"]);
    let short_id = session["short_id"].as_str().unwrap();
    assert!(demo.text("/credentials/users/0/email").contains(short_id));
    let digest = session["password_digest"].as_str().unwrap();
    assert!(
        digest.len() > 40 && !digest.contains(demo.password()),
        "{digest}"
    );
}

async fn honest(engine: Engine) {
    let _alone = alone(engine).await;
    let stand_in = StandIn::start();
    let server = serve(engine, &stand_in.api.url);
    let api = &server.api;
    api.get("/readyz", "").await.ok(200);
    let demo = api.demo("enterprise").await;
    assert_eq!(demo.cloned("sales"), 7);
    let services = demo.made["services"].as_array().unwrap();
    let sum: u64 = services
        .iter()
        .map(|one| one["records_cloned"].as_u64().unwrap())
        .sum();
    assert_eq!(
        (services.len(), demo.made["records_cloned"].as_u64()),
        (11, Some(sum))
    );

    says_what_the_contract_wants(&stand_in, &demo).await;

    // Its rows are not here.
    for path in [
        "sales/sales",
        "sales/sales/7e57ab1e-0000-4000-8000-000000000000",
    ] {
        demo.page(path).await.problem(501);
    }
    api.get(
        &format!("/services/sales/internal/demo/tenant/{}", demo.tenant()),
        INTERNAL,
    )
    .await
    .problem(404);
    demo.page("orders/customers").await.ok(200);

    // The story's instant is what is sent.
    let body = json!({
        "demo_account_type": "professional", "email": "ana@example.com",
        "demo_date": "2025-12-14T10:30:00.000001Z",
    });
    api.create(&body).await.ok(201);
    let told_at = instant(&stand_in.calls("POST").await[1]["query"]["session_created_at"]);
    assert_eq!(told_at, instant(&body["demo_date"]));

    let receipt = api.delete(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
    stand_in.asked_to_remove(demo.tenant(), 1).await;
    is_gone(api, demo.tenant()).await;
}

/// A session that the stand-in fails in one way is undone everywhere.
async fn broken(engine: Engine, mode: &str, removals: usize) {
    let _alone = alone(engine).await;
    let stand_in = StandIn::start();
    let server = serve(engine, &stand_in.api.url);
    let api = &server.api;
    stand_in.mode(mode).await;
    let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
    let answer = api.create(&body).await;
    assert!(
        !answer.text.contains("a secret of the stand-in"),
        "{}",
        answer.text
    );
    let problem = answer.problem(502);
    names_sales(&problem);
    let calls = stand_in.calls("POST").await;
    let query = &calls[0]["query"];
    let tenant = query["virtual_tenant_id"].as_str().unwrap();
    is_gone(api, tenant).await;
    stand_in.asked_to_remove(tenant, removals).await;
    stand_in.mode("honest").await;
    has_failed(api, query["session_id"].as_str().unwrap()).await;
    let left = stand_in
        .api
        .get(&format!("/internal/demo/tenant/{tenant}"), INTERNAL)
        .await
        .ok(200);
    assert_eq!(left["records"], 0);
    // The next session is none the worse.
    let demo = api.demo("professional").await;
    assert_eq!(demo.cloned("sales"), 7);
}

/// The problem says what each service did, and which one failed.
fn names_sales(problem: &Value) {
    assert!(
        problem["detail"].as_str().unwrap().contains("sales"),
        "{problem}"
    );
    let services = problem["services"].as_array().unwrap();
    assert_eq!(services.len(), 11);
    for service in services {
        let failed = service["service"] == "sales";
        assert_eq!(
            service["status"],
            if failed { "failed" } else { "completed" },
            "{service}"
        );
        assert_eq!(service["error"].is_string(), failed, "{service}");
    }
}

/// The record says so in the end, and nobody removes any longer.
async fn has_failed(api: &Api, session: &str) {
    let path = format!("/api/v1/demo-sessions/{session}");
    let begun = Instant::now();
    loop {
        let record = api.get(&path, OPERATOR).await.ok(200);
        assert_eq!(record["status"], "failed");
        let services = record["receipt"]["services"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        if services.len() == 11 && services.iter().all(|one| one["status"] == "completed") {
            return;
        }
        assert!(begun.elapsed() < DEADLINE, "{record}");
    }
}

/// Nothing listens there.
async fn refused(engine: Engine) {
    let _alone = alone(engine).await;
    let address = {
        // Bound and let go: nobody else draws it at once.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let server = serve(engine, &format!("http://{address}"));
    let api = &server.api;
    let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
    let answer = api.create(&body).await;
    assert!([502, 503].contains(&answer.status), "{}", answer.text);
    let status = answer.status;
    names_sales(&answer.problem(status));
    let line = server.said("session failed");
    let session = line
        .split("session_id=")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    let record = api
        .get(&format!("/api/v1/demo-sessions/{session}"), OPERATOR)
        .await
        .ok(200);
    assert_eq!(record["status"], "failed");
    is_gone(api, record["virtual_tenant_id"].as_str().unwrap()).await;
}

macro_rules! on_both_engines {
    ($($engine:ident $module:ident;)*) => { $(
        mod $module {
            use crate::server::Engine::$engine;

            #[tokio::test]
            async fn an_honest_service_is_part_of_every_session() {
                crate::remote::honest($engine).await;
            }

            #[tokio::test]
            async fn failed_with_200_is_a_failure() {
                crate::remote::broken($engine, "failed", 1).await;
            }

            #[tokio::test]
            async fn an_error_is_a_failure() {
                crate::remote::broken($engine, "error500", 1).await;
            }

            /// Nobody knows what it did, so it is asked to remove once more later.
            #[tokio::test]
            async fn garbage_is_a_failure() {
                crate::remote::broken($engine, "garbage", 2).await;
            }

            /// It is a proxy's word, perhaps, and the service behind it at work.
            #[tokio::test]
            async fn an_overloaded_service_is_asked_to_remove_twice() {
                crate::remote::broken($engine, "error503", 2).await;
                crate::remote::broken($engine, "error503once", 2).await;
            }

            #[tokio::test]
            async fn no_answer_is_a_failure() {
                crate::remote::broken($engine, "hang", 2).await;
            }

            /// It fails to remove too, and is asked until it does.
            #[tokio::test]
            async fn removal_is_tried_until_it_succeeds() {
                crate::remote::broken($engine, "deaf", 2).await;
            }

            #[tokio::test]
            async fn no_connection_is_a_failure() {
                crate::remote::refused($engine).await;
            }

            #[tokio::test]
            async fn services_that_commit_and_break_off_are_undone() {
                crate::remote::broken_off::creation($engine).await;
            }

            #[tokio::test]
            async fn a_reset_that_services_break_off_is_finished() {
                crate::remote::broken_off::reset($engine).await;
            }

            #[tokio::test]
            async fn a_removal_that_services_break_off_is_finished() {
                crate::remote::broken_off::removal($engine).await;
            }

            #[tokio::test]
            async fn a_process_that_ends_meanwhile_leaves_nothing_to_services_that_break_off() {
                crate::remote::broken_off::killed($engine).await;
            }

            #[tokio::test]
            async fn a_service_without_resets_keeps_a_session_from_being_reset() {
                crate::remote::reset::unknown($engine).await;
            }

            #[tokio::test]
            async fn a_service_of_ours_elsewhere_is_reset_too() {
                crate::remote::reset::ours($engine).await;
            }
        }
    )* };
}

on_both_engines! {
    Sqlite sqlite;
    Postgres postgres;
}
