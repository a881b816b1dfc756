//! Every value of every row of a session, on both engines.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    expected::{self, Ids, Session},
    seeds::{self, Profile},
    services::{Service, services},
    stored,
};
use crate::{
    databases::Databases,
    http::{Demo, instant},
    server::{Engine, Server},
};

/// Now; the night on which Madrid springs forward, a microsecond before it does, which is a
/// Sunday; the hour that autumn repeats, the first time; the last minute of a leap day in
/// Madrid; and a year's end that has begun in Madrid alone.
const TOLD_AT: [Option<&str>; 5] = [
    None,
    Some("2027-03-28T00:59:59.999999Z"),
    Some("2026-10-25T00:30:00.000001Z"),
    Some("2028-02-29T22:59:59Z"),
    Some("2026-12-31T23:15:00.25Z"),
];

#[tokio::test]
async fn each_is_as_the_seed_files_have_it_on_sqlite() {
    each_is_as_the_seed_files_have_it(Engine::Sqlite).await;
}

#[tokio::test]
async fn each_is_as_the_seed_files_have_it_on_postgresql() {
    each_is_as_the_seed_files_have_it(Engine::Postgres).await;
}

#[tokio::test]
async fn so_it_is_with_strict_ids_on_sqlite() {
    so_it_is_with_strict_ids(Engine::Sqlite).await;
}

#[tokio::test]
async fn so_it_is_with_strict_ids_on_postgresql() {
    so_it_is_with_strict_ids(Engine::Postgres).await;
}

async fn each_is_as_the_seed_files_have_it(engine: Engine) {
    let scene = Scene::new(engine, Ids::Xor).await;
    let mut all = 0;
    for profile in ["professional", "enterprise"] {
        for told_at in TOLD_AT {
            all += scene.is_exact(profile, told_at, None).await;
        }
    }
    // With characters that JSON escapes: it comes to stand in JSON as well.
    let company = Some("Horno \"de\" Ana\\");
    all += scene.is_exact("enterprise", None, company).await;
    // On PostgreSQL others are there.
    if engine == Engine::Sqlite {
        assert_eq!(scene.rows_in_all(), all);
    }
}

async fn so_it_is_with_strict_ids(engine: Engine) {
    let scene = Scene::new(engine, Ids::XorRfc9562).await;
    scene.is_exact("enterprise", None, None).await;
}

/// A server and what its databases should hold.
struct Scene {
    server: Server,
    databases: Databases,
    services: Vec<Service>,
    ids: Ids,
}

impl Scene {
    async fn new(engine: Engine, ids: Ids) -> Self {
        let variant = match ids {
            Ids::Xor => "xor",
            Ids::XorRfc9562 => "xor_rfc9562",
        };
        let server = Server::start_with(engine, &[], &[("DEMO_SESSION_ID_TRANSFORM", variant)]);
        server.api.get("/readyz", "").await.ok(200);
        Self {
            databases: Databases::of(engine, &server),
            server,
            services: services(),
            ids,
        }
    }

    /// Makes a demo and compares all that was stored for it; the rows that it has.
    async fn is_exact(&self, name: &str, told_at: Option<&str>, company: Option<&str>) -> usize {
        eprintln!("{name} at {told_at:?} for {company:?}");
        let mut body = json!({ "demo_account_type": name, "email": "ana@example.com" });
        if let Some(told_at) = told_at {
            body["demo_date"] = json!(told_at);
        }
        if let Some(company) = company {
            body["company"] = json!(company);
            body["subscription_tier"] = json!("trial");
        }
        let made = self.server.api.create(&body).await.ok(201);
        let api = self.server.api.clone();
        let demo = Demo { api, made };
        let profile = seeds::profile(name);
        let asked = |key: &str| body.get(key).unwrap_or(&profile.manifest[key]).as_str();
        let session = Session {
            tenant: demo.tenant().parse().unwrap(),
            ids: self.ids,
            told_at: told_at.map_or_else(
                || instant(&demo.made["created_at"]),
                |told_at| told_at.parse().unwrap(),
            ),
            values: BTreeMap::from([
                ("email", body["email"].as_str().unwrap().to_owned()),
                ("company", asked("company").unwrap().to_owned()),
                (
                    "subscription_tier",
                    asked("subscription_tier").unwrap().to_owned(),
                ),
                ("short_id", self.short_id(&demo)),
                ("password_digest", self.password_digest(&demo)),
            ]),
        };
        let expected = expected::rows(&profile, &self.services, &session);
        let tenants = tenants(&profile, &session, &demo);
        let mut stored = stored::rows(&self.databases, &self.services, &tenants);
        for (place, expected) in &expected {
            let Some(stored) = stored.remove(place) else {
                panic!("{place:?} is missing");
            };
            for (column, value) in expected {
                assert_eq!(stored.get(column), Some(value), "{place:?}: {column}");
            }
            assert_eq!(stored.len(), expected.len(), "{place:?}: {stored:?}");
        }
        assert!(stored.is_empty(), "no seed file has these: {stored:#?}");
        assert_eq!(demo.made["records_cloned"], expected.len());
        expected.len()
    }

    /// It is drawn, and stands in the session's record.
    fn short_id(&self, demo: &Demo) -> String {
        let id = demo.text("/session_id");
        let sql = format!("select short_id from sessions where id = '{id}'");
        self.databases.query("sessions", &sql).remove(0)
    }

    /// The digest that all users of a demo must have: one of its password.
    fn password_digest(&self, demo: &Demo) -> String {
        let tenant = demo.tenant();
        let sql = format!("select password_digest from users where tenant_id = '{tenant}'");
        let stored = self.databases.query("auth", &sql).remove(0);
        let parts: Vec<&str> = stored.split('$').collect();
        let [method, salt, digest] = parts[..] else {
            panic!("{stored} has not three parts");
        };
        assert_eq!((method, salt.len()), ("sha256", 32), "{stored}");
        let salt = HEXLOWER.decode(salt.as_bytes()).unwrap();
        let computed = Sha256::new().chain_update(salt);
        let computed = computed.chain_update(demo.password()).finalize();
        assert_eq!(HEXLOWER.encode(&computed), digest);
        stored
    }

    /// Whosever they are.
    fn rows_in_all(&self) -> usize {
        let mut rows = 0;
        for service in &self.services {
            for table in &service.tables {
                let sql = format!("select count(*) || '' from {}", table.name);
                rows += self.databases.query(&service.name, &sql)[0]
                    .parse::<usize>()
                    .unwrap();
            }
        }
        rows
    }
}

/// The session's own and the outlets', which are those that the answer lists.
fn tenants(profile: &Profile, session: &Session, demo: &Demo) -> Vec<Uuid> {
    let outlets: BTreeSet<_> = profile.files.iter().map(|file| file.outlet).collect();
    let outlets = outlets.into_iter();
    let tenants: BTreeSet<Uuid> = outlets.map(|base| session.tenant(base)).collect();
    let told = (0..demo.tenants().len()).map(|at| demo.text(&format!("/tenants/{at}/tenant_id")));
    let told: BTreeSet<Uuid> = told.map(|id| id.parse().unwrap()).collect();
    assert_eq!(told, tenants);
    tenants.into_iter().collect()
}
