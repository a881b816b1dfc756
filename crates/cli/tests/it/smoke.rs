//! The main job through the real binary on both engines: make, log in, read, end.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

const OPERATOR: &str = "an-operator-of-the-tests";

struct Server {
    child: Child,
    url: String,
    http: reqwest::Client,
    _data: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(database: Option<String>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = database.unwrap_or_else(|| format!("sqlite:{}", data.path().display()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_demo-session"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &database])
            .env("DEMO_SESSION_OPERATOR_TOKEN", OPERATOR)
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines
            .next()
            .expect("the program says where it listens")
            .unwrap();
        let address = first
            .split("listen=")
            .nth(1)
            .unwrap_or_else(|| panic!("{first}"));
        let url = format!("http://{}", address.split(' ').next().unwrap());
        // What it says later is read, or it would stand still once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            child,
            url,
            http: reqwest::Client::new(),
            _data: data,
        }
    }

    async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let answer = self
            .http
            .get(format!("{}{path}", self.url))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self
            .http
            .post(format!("{}{path}", self.url))
            .json(body)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

fn postgres() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the script that starts PostgreSQL says where it is"
    )]
    std::env::var("DEMO_TEST_DATABASE")
        .expect("run `make test`: it starts the PostgreSQL that this test needs")
}

/// Every table of every service, read page by page as one user.
async fn read_everything(server: &Server, tenant: &str, token: &str) -> u64 {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../services");
    let mut rows = 0;
    for service in std::fs::read_dir(root).unwrap() {
        let service = service.unwrap();
        let sql = std::fs::read_to_string(service.path().join("migrations/0001_init.sql")).unwrap();
        for table in sql
            .lines()
            .filter_map(|line| line.strip_prefix("create table ")?.split(' ').next())
        {
            let service = service.file_name().into_string().unwrap();
            let mut cursor = String::new();
            loop {
                let path = format!("/api/v1/tenants/{tenant}/{service}/{table}?limit=40{cursor}");
                let (status, page) = server.get(&path, token).await;
                assert_eq!(status, 200, "{path}: {page}");
                rows += page["items"].as_array().unwrap().len() as u64;
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
        }
    }
    rows
}

async fn whole_life(database: Option<String>) {
    let server = Server::start(database);
    for (profile, users, tenants) in [("professional", 4, 1), ("enterprise", 9, 4)] {
        let body = json!({"demo_account_type": profile, "email": "ana@example.com"});
        let (status, made) = server.post("/api/v1/demo-sessions", &body).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(made["services"].as_array().unwrap().len(), 11);
        assert_eq!(made["tenants"].as_array().unwrap().len(), tenants);
        assert_eq!(made["tenants"][0]["tenant_id"], made["virtual_tenant_id"]);
        let owner = made["credentials"]["token"].as_str().unwrap();
        let mut read = 0;
        for tenant in made["tenants"].as_array().unwrap() {
            read += read_everything(&server, tenant["tenant_id"].as_str().unwrap(), owner).await;
        }
        assert_eq!(
            made["records_cloned"], read,
            "the owner sees every row that was loaded"
        );

        let printed = made["credentials"]["users"].as_array().unwrap();
        assert_eq!(printed.len(), users);
        for user in printed {
            let login =
                json!({"email": user["email"], "password": made["credentials"]["password"]});
            let (status, answer) = server.post("/api/v1/auth/login", &login).await;
            assert_eq!(status, 200, "{answer}");
            let token = answer["access_token"].as_str().unwrap();
            let (status, me) = server.get("/api/v1/auth/me", token).await;
            assert_eq!(status, 200);
            assert_eq!(
                me.to_string()
                    .matches(user["email"].as_str().unwrap())
                    .count(),
                1,
                "{me}"
            );
            let wrong = json!({"email": user["email"], "password": "wrong"});
            assert_eq!(server.post("/api/v1/auth/login", &wrong).await.0, 401);
        }

        let (_, other) = server.post("/api/v1/demo-sessions", &body).await;
        let stranger = other["credentials"]["token"].as_str().unwrap();
        let tenant = made["virtual_tenant_id"].as_str().unwrap();
        let orders = format!("/api/v1/tenants/{tenant}/orders/customer_orders");
        assert_eq!(
            server.get(&orders, stranger).await.0,
            404,
            "another tenant is not told of"
        );
        let session = format!(
            "/api/v1/demo-sessions/{}",
            made["session_id"].as_str().unwrap()
        );
        assert!(server.get(&session, stranger).await.0 >= 401);
        let forged = format!("{}x", &owner[..owner.len() - 2]);
        assert_eq!(server.get(&orders, &forged).await.0, 401);

        let ended = server
            .http
            .delete(format!("{}{session}", server.url))
            .bearer_auth(owner)
            .send()
            .await
            .unwrap();
        assert_eq!(ended.status().as_u16(), 200);
        let receipt: Value = ended.json().await.unwrap();
        assert_eq!(receipt["records_deleted"], made["records_cloned"]);
        assert_eq!(
            server.get(&orders, owner).await.0,
            401,
            "a token dies with its session"
        );
        let (status, kept) = server.get(&session, OPERATOR).await;
        assert_eq!((status, &kept["status"]), (200, &json!("deleted")));
    }
}

#[tokio::test]
async fn a_demo_lives_and_ends_on_sqlite() {
    whole_life(None).await;
}

#[tokio::test]
async fn a_demo_lives_and_ends_on_postgresql() {
    whole_life(Some(postgres())).await;
}
