//! Every operation of the OpenAPI document, with each kind of token that must not open it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    databases::Databases,
    http::{Answer, Api, Demo},
    isolation::operations::{For, OPERATIONS, Operation},
    server::{Engine, INTERNAL, OPERATOR, Server},
};

/// The headers of every answer, whatever it is.
const SECURITY: [&str; 6] = [
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "content-security-policy",
    "cache-control",
    "cross-origin-resource-policy",
];

/// A chain whose things are asked for, and the tokens of others.
struct Cast {
    demo: Demo,
    /// A customer that has orders.
    row: String,
    /// Another session's owner.
    stranger: String,
    /// One of an outlet's people of the same session.
    outlet: String,
    /// The owners of a session that was deleted and of one that is over, and a token that was
    /// good but for one letter.
    dead: Vec<(&'static str, String)>,
}

impl Cast {
    async fn new(api: &Api, databases: &Databases) -> Self {
        let demo = api.demo("enterprise").await;
        let row = demo.rows("orders/customer_orders?limit=1").await[0]["customer_id"].clone();
        let stranger = api.demo("professional").await;
        let deleted = api.demo("professional").await;
        api.delete(&deleted.path(), deleted.token()).await.ok(200);
        let expired = api.demo("professional").await;
        let over = format!(
            "update sessions set expires_at = created_at where id = '{}'",
            expired.text("/session_id")
        );
        databases.execute("sessions", &over).unwrap();
        let forged = forged(demo.token());
        let outlet_id = &demo.tenants()[1]["tenant_id"];
        let mut users = demo.users().iter();
        let user = users.find(|user| user["tenant_id"] == *outlet_id).unwrap();
        let email = user["email"].as_str().unwrap();
        let login = api.login(email, demo.password()).await.ok(200);
        Self {
            row: row.as_str().unwrap().to_owned(),
            stranger: stranger.token().to_owned(),
            outlet: login["access_token"].as_str().unwrap().to_owned(),
            dead: vec![
                ("nobody's", String::new()),
                ("a forged", forged),
                ("a deleted session's", deleted.token().to_owned()),
                ("an expired session's", expired.token().to_owned()),
            ],
            demo,
        }
    }

    fn path(&self, operation: &Operation) -> String {
        let id = match operation.whom {
            For::Session { .. } | For::Operator => self.demo.text("/session_id"),
            For::Internal => self.demo.tenant(),
            _ => &self.row,
        };
        operation
            .path
            .replace("{tenant}", self.demo.tenant())
            .replace("{service}", "orders")
            .replace("{name}", "orders")
            .replace("{table}", "customers")
            .replace("{id}", id)
    }

    async fn ask(&self, operation: &Operation, token: &str) -> Answer {
        let method = operation.method.to_uppercase();
        let request = self.demo.api.request(&method, &self.path(operation), token);
        let request = match operation.body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body),
            None => request,
        };
        let answer = self.demo.api.send(request).await;
        for name in SECURITY {
            assert!(
                !answer.header(name).is_empty(),
                "{method} {}: {name}",
                operation.path
            );
        }
        answer
    }

    /// What each token that must not open an operation gets: its name, the token, the status.
    fn refusals(&self, operation: &Operation) -> Vec<(&'static str, &str, u16)> {
        let dead = self
            .dead
            .iter()
            .map(|(whose, token)| (*whose, token.as_str(), 401));
        let mut refusals: Vec<_> = dead.collect();
        let owner = self.demo.token();
        match operation.whom {
            For::All => refusals.clear(),
            For::Bearer => refusals.extend([
                ("the operator's", OPERATOR, 401),
                ("another service's", INTERNAL, 401),
            ]),
            For::Session { outlet } => {
                refusals.extend([
                    ("another session's", self.stranger.as_str(), 404),
                    ("another service's", INTERNAL, 401),
                ]);
                if outlet >= 400 {
                    refusals.push(("an outlet's", &self.outlet, outlet));
                }
            }
            For::Tenant => refusals.extend([
                ("another session's", self.stranger.as_str(), 404),
                ("an outlet's", &self.outlet, 404),
                ("the operator's", OPERATOR, 401),
                ("another service's", INTERNAL, 401),
            ]),
            For::Operator => refusals.extend([
                ("a session's owner's", owner, 403),
                ("another service's", INTERNAL, 401),
            ]),
            For::Internal => refusals.extend([
                ("a session's owner's", owner, 401),
                ("the operator's", OPERATOR, 401),
            ]),
        }
        refusals
    }

    fn opens(&self, operation: &Operation) -> &str {
        match operation.whom {
            For::All => "",
            For::Internal => INTERNAL,
            For::Operator => OPERATOR,
            // The owner's is dead by then.
            For::Session { .. } if operation.path.ends_with("/events") => OPERATOR,
            _ => self.demo.token(),
        }
    }
}

/// The token with another last letter but one: of the last, some bits say nothing.
fn forged(token: &str) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let place = letters.len() - 2;
    letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
    letters.into_iter().collect()
}

/// The operations of the document, and those of the table.
fn nothing_is_forgotten(document: &Value) {
    let paths = document["paths"].as_object().unwrap().iter();
    let documented: BTreeSet<String> = paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{method} {path}"))
        })
        .collect();
    let walked: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let differing: Vec<_> = documented.symmetric_difference(&walked).collect();
    assert!(
        differing.is_empty(),
        "the table in operations.rs and the OpenAPI document differ: {differing:?}"
    );
}

async fn walk(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    nothing_is_forgotten(&api.get("/openapi.json", "").await.ok(200));
    let databases = Databases::of(engine, &server);
    let cast = Cast::new(api, &databases).await;
    let mut requests = 0;
    for operation in OPERATIONS {
        let name = format!("{} {}", operation.method, operation.path);
        for (whose, token, status) in cast.refusals(operation) {
            let answer = cast.ask(operation, token).await;
            assert_eq!(
                answer.status, status,
                "{name} with {whose} token: {}",
                answer.text
            );
            for secret in [cast.demo.tenant(), "ana@example.com"] {
                assert!(
                    !answer.text.contains(secret),
                    "{name} with {whose} token: {}",
                    answer.text
                );
            }
            answer.problem(status);
            requests += 1;
        }
    }
    // None of those did anything; then all are open to whom they are for.
    for operation in OPERATIONS {
        let answer = cast.ask(operation, cast.opens(operation)).await;
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(answer.status, operation.answer, "{name}: {}", answer.text);
        if operation.whom == (For::Session { outlet: 200 }) && operation.path.ends_with("{id}") {
            let answer = cast.ask(operation, &cast.outlet).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.text);
        }
        requests += 1;
    }
    println!("{} operations, {requests} requests", OPERATIONS.len());
}

#[tokio::test]
async fn every_operation_is_closed_to_others_on_sqlite() {
    walk(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_operation_is_closed_to_others_on_postgres() {
    walk(Engine::Postgres).await;
}
