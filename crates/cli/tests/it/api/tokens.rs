//! Log-in, and what a token opens.

use serde_json::{Value, json};

use super::sessions::SERVICES;
use crate::{
    databases::Databases,
    http::{Api, Demo, keys},
    server::{Engine, Server},
};

/// A table of a service that has rows in every profile's first tenant.
pub fn table(service: &str) -> &'static str {
    match service {
        "auth" => "users",
        "forecasting" => "demand_forecasts",
        "inventory" => "stock_lots",
        "orchestrator" => "alerts",
        "orders" => "customers",
        "procurement" => "purchase_orders",
        "production" => "production_batches",
        "recipes" => "recipes",
        "sales" => "sales",
        "suppliers" => "suppliers",
        _ => "tenants",
    }
}

async fn login(demo: &Demo, user: &Value) -> Value {
    let email = user["email"].as_str().unwrap();
    demo.api.login(email, demo.password()).await.ok(200)
}

pub async fn each_user_logs_in_and_does_what_the_role_permits(api: &Api) {
    for profile in ["professional", "enterprise"] {
        let demo = api.demo(profile).await;
        for printed in demo.users() {
            let answer = login(&demo, printed).await;
            assert_eq!(
                keys(&answer),
                ["access_token", "expires_in", "token_type", "user"]
            );
            assert_eq!(answer["token_type"], "bearer");
            assert!((1..=1800).contains(&answer["expires_in"].as_i64().unwrap()));
            let token = answer["access_token"].as_str().unwrap();
            let me = api.get("/api/v1/auth/me", token).await.ok(200);
            for user in [&answer["user"], &me["user"]] {
                for key in ["email", "name", "role", "tenant_id"] {
                    assert_eq!(user[key], printed[key], "{key}");
                }
                assert!(user.get("password_digest").is_none());
            }
            assert_eq!(me["session_id"], demo.made["session_id"]);
            let permissions = me["permissions"].as_array().unwrap();
            reads_what_is_permitted(api, printed, token, permissions).await;
        }
    }
}

async fn reads_what_is_permitted(api: &Api, user: &Value, token: &str, permissions: &[Value]) {
    let tenant = user["tenant_id"].as_str().unwrap();
    let mut allowed = 0;
    for service in SERVICES {
        let path = format!("/api/v1/tenants/{tenant}/{service}/{}", table(service));
        let answer = api.get(&path, token).await;
        let permitted = permissions.contains(&json!("*:read"))
            || permissions.contains(&json!(format!("{service}:read")));
        if !permitted {
            let problem = answer.problem(403);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(&format!("{service}:read")), "{detail}");
            continue;
        }
        allowed += 1;
        let page = answer.ok(200);
        for row in page["items"].as_array().unwrap() {
            assert_eq!(row["tenant_id"], tenant, "rows of the own tenant only");
        }
    }
    assert!(allowed > 0, "{user} may do nothing");
}

pub async fn an_owner_reads_the_outlets_and_an_outlet_only_itself(api: &Api) {
    let demo = api.demo("enterprise").await;
    let parent = demo.tenant();
    for tenant in demo.tenants() {
        let id = tenant["tenant_id"].as_str().unwrap();
        let page = demo.page_of(id, "tenant/tenants").await.ok(200);
        let rows = page["items"].as_array().unwrap();
        assert_eq!(rows.len(), 1);
        for key in ["tenant_id", "name", "kind"] {
            assert_eq!(rows[0][key], tenant[key]);
        }
        let above = if id == parent {
            Value::Null
        } else {
            parent.into()
        };
        assert_eq!(rows[0]["parent_tenant_id"], above);
        let sales = demo.page_of(id, "sales/sales?limit=1000").await.ok(200);
        for sale in sales["items"].as_array().unwrap() {
            assert_eq!(sale["tenant_id"], id);
        }
    }
    let outlets = &demo.tenants()[1..];
    for outlet in outlets {
        let mut people = demo
            .users()
            .iter()
            .filter(|user| user["tenant_id"] == outlet["tenant_id"]);
        let answer = login(&demo, people.next().expect("an outlet has somebody")).await;
        let token = answer["access_token"].as_str().unwrap();
        for tenant in demo.tenants() {
            let path = format!(
                "/api/v1/tenants/{}/sales/sales",
                tenant["tenant_id"].as_str().unwrap()
            );
            let answer = api.get(&path, token).await;
            if tenant == outlet {
                assert!(!answer.ok(200)["items"].as_array().unwrap().is_empty());
            } else {
                answer.problem(404);
            }
        }
    }
    // Nor do the parent's other people open the outlets.
    let manager = login(&demo, &demo.users()[1]).await;
    let path = format!(
        "/api/v1/tenants/{}/inventory/stock_lots",
        outlets[0]["tenant_id"].as_str().unwrap()
    );
    api.get(&path, manager["access_token"].as_str().unwrap())
        .await
        .problem(404);
}

pub async fn a_token_opens_no_other_session(api: &Api) {
    let (demo, other) = (api.demo("professional").await, api.demo("enterprise").await);
    let stranger = other.token();
    api.get(&demo.path(), stranger).await.problem(404);
    let tenant = demo.tenant();
    let unknown = api
        .get(
            "/api/v1/tenants/7e57ab1e-0000-4000-8000-000000000000/orders/customers",
            stranger,
        )
        .await;
    let theirs = api
        .get(
            &format!("/api/v1/tenants/{tenant}/orders/customers"),
            stranger,
        )
        .await;
    assert_eq!(
        theirs.problem(404),
        unknown.problem(404),
        "that it exists is not told"
    );
    // A row of theirs, asked for in the own tenant.
    let row = demo.rows("orders/customers").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    demo.page(&format!("orders/customers/{row}")).await.ok(200);
    other
        .page(&format!("orders/customers/{row}"))
        .await
        .problem(404);
    api.get("/api/v1/tenants/none/orders/customers", stranger)
        .await
        .problem(404);
}

pub async fn a_token_that_is_not_ours_opens_nothing(api: &Api) {
    let demo = api.demo("professional").await;
    let other = api.demo("professional").await;
    let parts: Vec<&str> = demo.token().split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!("a token has three parts")
    };
    let theirs: Vec<&str> = other.token().split('.').collect();
    // {"alg":"none","typ":"JWT"}
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let turned: String = signature.chars().rev().collect();
    let tokens = [
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        "..".to_owned(),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{turned}"),
        format!("{header}.{claims}.{}", theirs[2]),
        format!("{header}.{}.{signature}", theirs[1]),
        format!("{unsigned}.{claims}."),
        format!("{unsigned}.{claims}.{signature}"),
        format!("{}x", demo.token()),
        demo.password().to_owned(),
        crate::server::INTERNAL.to_owned(),
    ];
    let rows = format!("/api/v1/tenants/{}/orders/customers", demo.tenant());
    for token in tokens {
        for path in [&rows, &demo.path(), "/api/v1/auth/me"] {
            api.get(path, &token).await.problem(401);
        }
        api.delete(&demo.path(), &token).await.problem(401);
    }
    for authorization in ["Bearer", "Bearer ", "Basic YW5hOmFuYQ==", demo.token()] {
        let request = api
            .request("GET", &rows, "")
            .header("authorization", authorization);
        api.send(request).await.problem(401);
    }
    let request = api
        .request("GET", &rows, "")
        .header("authorization", format!("bearer {}", demo.token()));
    api.send(request).await.ok(200);
    // The operator's token is nobody's in particular: it opens records, not rows.
    api.get("/api/v1/auth/me", crate::server::OPERATOR)
        .await
        .problem(401);
    api.get(&rows, crate::server::OPERATOR).await.problem(401);
}

pub async fn a_refused_login_tells_nothing(api: &Api) {
    let demo = api.demo("professional").await;
    let other = api.demo("professional").await;
    let email = demo.text("/credentials/users/0/email");
    let unknown = api.login("nobody@example.com", "wrong").await.problem(401);
    for password in [
        "wrong",
        other.password(),
        &demo.password().to_uppercase(),
        "' or 1=1 --",
        "!",
    ] {
        let wrong = api.login(email, password).await.problem(401);
        assert_eq!(wrong, unknown);
    }
    let injected = format!("{email}' --");
    assert_eq!(
        api.login(&injected, demo.password()).await.problem(401),
        unknown
    );
    assert_eq!(api.login("%", demo.password()).await.problem(401), unknown);
    let answer = api
        .post("/api/v1/auth/login", "", &json!({ "email": email }))
        .await;
    answer.invalid("/password");
    let answer = api
        .post("/api/v1/auth/login", "", &json!({ "password": 5 }))
        .await;
    answer.invalid("/email");
}

#[tokio::test]
async fn a_token_of_another_server_opens_nothing() {
    let (ours, theirs) = (Server::start(Engine::Sqlite), Server::start(Engine::Sqlite));
    let demo = theirs.api.demo("professional").await;
    ours.api
        .get("/api/v1/auth/me", demo.token())
        .await
        .problem(401);
    theirs
        .api
        .get("/api/v1/auth/me", demo.token())
        .await
        .ok(200);
}

#[tokio::test]
async fn a_token_dies_when_its_session_expires() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let server = Server::start_with(engine, &[], &[("DEMO_SESSION_SESSION__LIFETIME", "2s")]);
        let demo = server.api.demo("professional").await;
        server
            .api
            .until("/api/v1/auth/me", demo.token(), 401)
            .await
            .problem(401);
        let email = demo.text("/credentials/users/0/email");
        server.api.login(email, demo.password()).await.problem(401);
        let begun = std::time::Instant::now();
        let record = loop {
            let record = server
                .api
                .get(&demo.path(), crate::server::OPERATOR)
                .await
                .ok(200);
            if record["receipt"].is_object() {
                break record;
            }
            assert!(begun.elapsed().as_secs() < 60, "{record}");
        };
        assert_eq!(record["status"], "expired");
        let shown = server.api.get(&demo.path(), demo.token()).await;
        shown.problem(401);
        assert_eq!(
            record["receipt"]["records_deleted"],
            demo.made["records_cloned"]
        );
    }
}

/// Also while nobody comes to remove it.
#[tokio::test]
async fn a_token_dies_before_its_session_is_removed() {
    let lifetime = [("DEMO_SESSION_SESSION__LIFETIME", "2s")];
    let server = Server::start_with(Engine::Sqlite, &[], &lifetime);
    server.api.until("/readyz", "", 200).await;
    let stuck = "create trigger stuck before update on sessions when new.state = 'expiring' \
                 begin select raise(abort, 'stuck'); end";
    let databases = Databases::of(Engine::Sqlite, &server);
    databases.execute("sessions", stuck).unwrap();
    let demo = server.api.demo("professional").await;
    for path in ["/api/v1/auth/me", &demo.path()] {
        let answer = server.api.until(path, demo.token(), 401).await;
        answer.problem(401);
    }
    demo.page("orders/customers").await.problem(401);
    let state = databases.query("sessions", "select state from sessions");
    assert_eq!(state, ["ready"]);
}
