//! Clients that do everything, in an order that is drawn.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{
    http::{Answer, Api, Demo},
    server::{DEADLINE, OPERATOR},
};

/// Any numbers will do, the same ones each time.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed) ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// From 0 to below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

pub struct World {
    url: String,
    stop: AtomicBool,
    requests: AtomicU64,
    done: Mutex<BTreeMap<&'static str, u64>>,
}

/// What is done with a demo, beside its creation.
const ACTS: [&str; 13] = [
    "read",
    "write",
    "add",
    "reset",
    "extend",
    "pages",
    "watch",
    "strangers",
    "cancel",
    "log in",
    "operate",
    "look",
    "delete",
];

const PAGES: [&str; 7] = [
    "/demo",
    "/demo/map",
    "/demo/runs",
    "/demo/session",
    "/demo/tables",
    "/demo/tables/orders/customers",
    "/",
];

impl World {
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            stop: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            done: Mutex::default(),
        }
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// So far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub fn summary(&self) -> String {
        format!(
            "{} requests: {:?}",
            self.requests(),
            self.done.lock().unwrap()
        )
    }

    /// Each thing that can be done was done, and succeeded.
    pub fn did_everything(&self) {
        let done = self.done.lock().unwrap();
        for act in ["create", "ask early", "repeat"].iter().chain(&ACTS) {
            assert!(done.contains_key(act), "{act} never came to be: {done:?}");
        }
    }

    /// One client, until it is told to stop. Its connections end with it.
    pub async fn client(self: Arc<Self>, number: u32) {
        let mut client = Client {
            api: Api::new(&self.url),
            draw: Draw::new(number),
            number,
            world: self,
        };
        while !client.world.stop.load(Ordering::Relaxed) {
            let Some(demo) = client.create().await else {
                continue;
            };
            for _ in 0..6 {
                let act = ACTS[client.draw.below(ACTS.len())];
                if client.act(act, &demo).await {
                    *client.world.done.lock().unwrap().entry(act).or_default() += 1;
                }
            }
        }
    }
}

struct Client {
    world: Arc<World>,
    api: Api,
    draw: Draw,
    number: u32,
}

impl Client {
    /// An answer that is none of a program that is broken: faults are answered with 502 or 503.
    async fn send(&self, request: RequestBuilder) -> Answer {
        self.world.requests.fetch_add(1, Ordering::Relaxed);
        let answer = self.api.try_send(request.timeout(DEADLINE)).await;
        let answer = answer.expect("the program lives");
        let is_sound = answer.status < 500 || matches!(answer.status, 502 | 503);
        assert!(is_sound, "{}: {}", answer.status, answer.text);
        answer
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(self.api.request("GET", path, token)).await
    }

    async fn post(&self, path: &str, token: &str) -> Answer {
        self.send(self.api.request("POST", path, token)).await
    }

    /// A demo: asked for and waited for, asked for early, or asked for twice under one key.
    async fn create(&mut self) -> Option<Demo> {
        let profile = ["professional", "professional", "enterprise"][self.draw.below(3)];
        let email = format!("soak{}@example.com", self.number);
        let body = json!({ "demo_account_type": profile, "email": email });
        let request = || {
            self.api
                .request("POST", "/api/v1/demo-sessions", "")
                .json(&body)
        };
        let key = format!("{}-{}", self.number, self.draw.0);
        let (how, made) = match self.draw.0 >> 40 & 3 {
            0 => {
                let early = request().header("Prefer", "respond-async");
                ("ask early", self.send(early).await)
            }
            1 => {
                let first = request().header("Idempotency-Key", &key);
                let first = self.send(first).await;
                let second = request().header("Idempotency-Key", &key);
                let second = self.send(second).await;
                if first.status == 201 && second.status == 201 {
                    assert_eq!(first.body["session_id"], second.body["session_id"]);
                }
                ("repeat", first)
            }
            _ => ("create", self.send(request()).await),
        };
        if !matches!(made.status, 201 | 202) {
            assert!(matches!(made.status, 502 | 503), "{}", made.text);
            return None;
        }
        let mut done = self.world.done.lock().unwrap();
        *done.entry(how).or_default() += 1;
        drop(done);
        Some(Demo {
            api: self.api.clone(),
            made: made.body,
        })
    }

    /// Does something with a demo, which may be over by now; whether it did.
    async fn act(&mut self, act: &str, demo: &Demo) -> bool {
        let (path, token) = (demo.path(), demo.token());
        let tables = format!("/api/v1/tenants/{}", demo.tenant());
        let customers = format!("{tables}/orders/customers");
        match act {
            "read" => {
                let table = [
                    "sales/sales?limit=1000",
                    "inventory/stock_lots",
                    "auth/users",
                ];
                let table = table[self.draw.below(3)];
                self.get(&format!("{tables}/{table}"), token).await.status == 200
            }
            "write" | "add" => self.write(&customers, token, act).await,
            "reset" | "extend" => self.post(&format!("{path}/{act}"), token).await.status == 200,
            "pages" => {
                let page = PAGES[self.draw.below(PAGES.len())];
                let request = self.api.request("GET", page, "");
                let request = request.header("Cookie", format!("demo_session={token}"));
                self.send(request).await.status == 200
            }
            "watch" => self.watch(&path, token).await,
            "strangers" => self.is_closed_to_strangers(&customers, demo).await,
            "cancel" => self.cancel(&path, &customers, token).await,
            "log in" => {
                let email = demo.text("/credentials/users/0/email");
                let body = json!({ "email": email, "password": demo.password() });
                let request = self.api.request("POST", "/api/v1/auth/login", "");
                self.send(request.json(&body)).await.status == 200
            }
            "operate" => {
                let protect = self.post(&format!("{path}/protect"), OPERATOR).await;
                let unprotect = self.post(&format!("{path}/unprotect"), OPERATOR).await;
                let list = self.get("/api/v1/demo-sessions?limit=10", OPERATOR).await;
                protect.status == 200 && unprotect.status == 200 && list.status == 200
            }
            "look" => {
                let place = ["/metrics", "/readyz", "/openapi.json", "/docs", "/nowhere"];
                let place = place[self.draw.below(5)];
                matches!(self.get(place, "").await.status, 200 | 404)
            }
            _ => {
                let request = self.api.request("DELETE", &path, token);
                self.send(request).await.status == 200
            }
        }
    }

    /// Changes a row, or adds one like it.
    async fn write(&self, customers: &str, token: &str, act: &str) -> bool {
        let rows = self.get(customers, token).await;
        let Some(row) = rows.body["items"].get(0) else {
            return false;
        };
        let (method, path, body) = if act == "write" {
            let id = row["id"].as_str().unwrap();
            let body = json!({ "name": "another name" });
            ("PATCH", format!("{customers}/{id}"), body)
        } else {
            let mut row = row.as_object().unwrap().clone();
            row.retain(|name, _| !matches!(name.as_str(), "id" | "tenant_id"));
            row.insert("code".to_owned(), json!(format!("S-{}", self.draw.0 >> 40)));
            ("POST", customers.to_owned(), Value::Object(row))
        };
        let request = self.api.request(method, &path, token).json(&body);
        matches!(self.send(request).await.status, 200 | 201)
    }

    /// Watches until something comes, and goes away.
    async fn watch(&self, path: &str, token: &str) -> bool {
        self.world.requests.fetch_add(1, Ordering::Relaxed);
        let request = self.api.request("GET", &format!("{path}/events"), token);
        let mut answer = request.send().await.expect("the program lives");
        answer.status() == 200 && matches!(answer.chunk().await, Ok(Some(_)))
    }

    async fn is_closed_to_strangers(&self, customers: &str, demo: &Demo) -> bool {
        let forged = format!("{}x", demo.token());
        let mut closed = true;
        for token in ["", "nobody", &forged, OPERATOR] {
            let status = self.get(customers, token).await.status;
            assert!(matches!(status, 401 | 503), "{status}");
            closed &= status == 401;
        }
        closed
    }

    /// Begins something, and goes away before it is done, or just after.
    async fn cancel(&mut self, path: &str, customers: &str, token: &str) -> bool {
        self.world.requests.fetch_add(1, Ordering::Relaxed);
        let body = json!({ "demo_account_type": "professional", "email": "gone@example.com" });
        let request = match self.draw.below(4) {
            0 => self.api.request("GET", customers, token),
            1 => self.api.request("POST", &format!("{path}/reset"), token),
            2 => self.api.request("DELETE", path, token),
            _ => self
                .api
                .request("POST", "/api/v1/demo-sessions", "")
                .json(&body),
        };
        let patience = Duration::from_micros(self.draw.below(30_000) as u64);
        let answer = tokio::time::timeout(patience, self.api.try_send(request)).await;
        answer.is_err()
    }
}
