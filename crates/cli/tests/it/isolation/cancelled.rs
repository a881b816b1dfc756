//! Requests whose clients go away leave no tenant set on a connection that others use next.

use std::time::Duration;

use crate::server::{Engine, Server};

#[tokio::test]
async fn a_cancelled_request_leaves_no_tenant_behind() {
    // As few connections as there can be, so that each is used by everybody.
    let environment = [("DEMO_SESSION_DATABASE_CONNECTIONS", "1")];
    let server = Server::start_with(Engine::Postgres, &[], &environment);
    let api = &server.api;
    let (left, right) = (
        api.demo("professional").await,
        api.demo("professional").await,
    );
    let mut cancelled = 0;
    for round in 0..150_u64 {
        // Given up at every moment of its life, from before it is sent to after it is answered.
        let patience = Duration::from_micros(round * 60);
        let request = left.page("sales/sales?limit=1000");
        cancelled += u32::from(tokio::time::timeout(patience, request).await.is_err());
        let place = format!("/api/v1/tenants/{}/orders/customers", left.tenant());
        let nothing = serde_json::json!({});
        let write = api.post(&place, left.token(), &nothing);
        cancelled += u32::from(tokio::time::timeout(patience, write).await.is_err());
        // Nor a transaction, in which what the next does would come to nothing.
        if round % 3 == 0 {
            let demo = api.demo("professional").await;
            api.delete(&demo.path(), demo.token()).await.ok(200);
        }
        for (demo, table) in [
            (&right, "sales/sales?limit=1000"),
            (&right, "orders/customers"),
        ] {
            let rows = demo.rows(table).await;
            assert!(!rows.is_empty());
            for row in rows {
                assert_eq!(row["tenant_id"], demo.tenant());
            }
        }
    }
    assert!(cancelled > 50, "{cancelled}");
}
