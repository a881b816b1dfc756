//! Two hundred sessions that twenty clients make at once.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use uuid::Uuid;

use super::{
    expected::{Ids, Session},
    seeds::{self, Profile},
    services::{Service, services},
};
use crate::{
    databases::Databases,
    http::{Api, Demo, instant},
    server::{Engine, Server},
};

const CLIENTS: usize = 20;
const SESSIONS: usize = 200;
const PROFILES: [&str; 2] = ["professional", "enterprise"];

#[tokio::test]
async fn none_loses_a_row_and_no_two_meet_on_sqlite() {
    none_loses_a_row_and_no_two_meet(Engine::Sqlite).await;
}

#[tokio::test]
async fn none_loses_a_row_and_no_two_meet_on_postgresql() {
    none_loses_a_row_and_no_two_meet(Engine::Postgres).await;
}

async fn none_loses_a_row_and_no_two_meet(engine: Engine) {
    // Limits are off: see `Server`.
    let server = Server::start(engine);
    server.api.get("/readyz", "").await.ok(200);
    let demos = crowd(&server.api).await;
    assert_eq!(demos.len(), SESSIONS);

    let databases = Databases::of(engine, &server);
    let services = services();
    let tenants = tenants(&demos);
    let rows = Rows::read(&databases, &services, &tenants);
    rows.are_complete(&demos);
    rows.resolve(&databases, &services, &tenants);
}

/// Each client makes its share, one after the other; every other is of the enterprise.
async fn crowd(api: &Api) -> Vec<Demo> {
    let clients = (0..CLIENTS).map(|client| {
        let api = api.clone();
        tokio::spawn(async move {
            let mut demos = Vec::new();
            for turn in 0..SESSIONS / CLIENTS {
                let body = json!({
                    "demo_account_type": PROFILES[(client + turn) % 2],
                    "email": format!("client{client}@example.com"),
                });
                let made = api.create(&body).await.ok(201);
                let api = api.clone();
                demos.push(Demo { api, made });
            }
            demos
        })
    });
    let clients: Vec<_> = clients.collect();
    let mut demos = Vec::new();
    for client in clients {
        demos.extend(client.await.unwrap());
    }
    demos
}

/// Each tenant with the number of its session.
fn tenants(demos: &[Demo]) -> HashMap<Uuid, usize> {
    let mut tenants = HashMap::new();
    for (session, demo) in demos.iter().enumerate() {
        for tenant in demo.tenants() {
            let id = tenant["tenant_id"].as_str().unwrap().parse().unwrap();
            assert_eq!(tenants.insert(id, session), None, "two sessions have {id}");
        }
    }
    tenants
}

/// What stands in all databases for the sessions of a test.
struct Rows<'a> {
    /// Where each id is: the table and the session.
    ids: HashMap<Uuid, (&'a str, usize)>,
    counts: BTreeMap<(&'a str, Uuid), usize>,
}

impl<'a> Rows<'a> {
    /// No id may appear twice, in whatever tables or databases.
    fn read(
        databases: &Databases,
        services: &'a [Service],
        tenants: &HashMap<Uuid, usize>,
    ) -> Self {
        let mut rows = Rows {
            ids: HashMap::new(),
            counts: BTreeMap::new(),
        };
        for service in services {
            for table in &service.tables {
                let has_id = table.columns.iter().any(|column| column.name == "id");
                let id = if has_id { "id" } else { "tenant_id" };
                for (tenant, id) in pairs(databases, service, &table.name, id) {
                    let Some(session) = tenants.get(&tenant) else {
                        continue;
                    };
                    *rows.counts.entry((&table.name, tenant)).or_default() += 1;
                    let twice = rows.ids.insert(id, (&table.name, *session));
                    assert_eq!(twice, None, "{id} is also in {}", table.name);
                }
            }
        }
        rows
    }

    /// As many of each table and tenant as the seed files have, and no more.
    fn are_complete(&self, demos: &[Demo]) {
        let profiles: HashMap<&str, Profile> = PROFILES
            .into_iter()
            .map(|name| (name, seeds::profile(name)))
            .collect();
        let mut expected = BTreeMap::new();
        for demo in demos {
            let session = Session {
                tenant: demo.tenant().parse().unwrap(),
                ids: Ids::Xor,
                told_at: instant(&demo.made["created_at"]),
                values: BTreeMap::new(),
            };
            for file in &profiles[demo.text("/demo_account_type")].files {
                for (table, rows) in &file.tables {
                    let count = rows.as_array().unwrap().len();
                    let place = (table.as_str(), session.tenant(file.outlet));
                    *expected.entry(place).or_default() += count;
                }
            }
        }
        assert_eq!(self.counts, expected);
    }

    /// Every declared reference points at a row of its table, in its own session.
    fn resolve(&self, databases: &Databases, services: &[Service], tenants: &HashMap<Uuid, usize>) {
        for service in services {
            for (table, column, target) in service.references() {
                let mut resolved = 0;
                for (tenant, id) in pairs(databases, service, table, column) {
                    if let Some(session) = tenants.get(&tenant) {
                        let found = self.ids.get(&id);
                        let wanted = (target, *session);
                        assert_eq!(found, Some(&wanted), "{table}.{column} of {tenant}");
                        resolved += 1;
                    }
                }
                assert!(resolved > 0, "{table}.{column} is nowhere set");
            }
        }
    }
}

/// A tenant and another id of each row that has one.
fn pairs(databases: &Databases, service: &Service, table: &str, id: &str) -> Vec<(Uuid, Uuid)> {
    let sql = format!("select tenant_id || ' ' || {id} from {table} where {id} is not null");
    let rows = databases.query(&service.name, &sql).into_iter();
    rows.map(|row| {
        let (tenant, id) = row.split_once(' ').unwrap();
        (tenant.parse().unwrap(), id.parse().unwrap())
    })
    .collect()
}
