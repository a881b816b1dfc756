//! Requests and what must hold of every answer.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, header::HeaderMap};
use serde_json::{Value, json};

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// Null where the text is not JSON.
    pub body: Value,
}

impl Answer {
    /// Its body, if the status is this one.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body
    }

    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Its body, if it is a problem document of this status that says what to do.
    #[track_caller]
    pub fn problem(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        for key in ["type", "title", "detail", "hint"] {
            let text = self.body[key].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "`{key}` is missing: {}", self.text);
        }
        let bearer = self.header("www-authenticate").starts_with("Bearer");
        assert_eq!(status == 401, bearer, "401 names its scheme");
        // What an error must never show, whatever it is about.
        for leak in [
            "SELECT",
            "select ",
            "sqlx",
            "rusqlite",
            "constraint",
            "panicked",
            ".rs:",
        ] {
            assert!(!self.text.contains(leak), "`{leak}` in {}", self.text);
        }
        self.body
    }

    /// The detail of the error at a pointer, if the input is refused with 422.
    #[track_caller]
    pub fn invalid(self, pointer: &str) -> String {
        let problem = self.problem(422);
        let errors = problem["errors"].as_array().expect("`errors`");
        let error = errors.iter().find(|error| error["pointer"] == pointer);
        let error = error.unwrap_or_else(|| panic!("no error at `{pointer}`: {problem}"));
        error["detail"].as_str().unwrap().to_owned()
    }
}

/// A running service, seen from outside.
#[derive(Clone)]
pub struct Api {
    pub url: String,
    http: Client,
}

impl Api {
    pub fn new(url: &str) -> Self {
        // An error says that another test was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // The server closes a connection that has been silent for `header_timeout`, 10 seconds.
        let http = Client::builder().pool_idle_timeout(Duration::from_secs(2));
        let http = http.no_proxy().build().unwrap();
        Self {
            url: url.to_owned(),
            http,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    /// As [`Self::send`], of a server that may end before it answers.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answer {
            status,
            headers,
            text,
            body,
        })
    }

    /// A request that is not sent yet; without a token where it is empty.
    pub fn request(&self, method: &str, path: &str, token: &str) -> RequestBuilder {
        let method = method.parse().unwrap();
        let request = self.http.request(method, format!("{}{path}", self.url));
        if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        }
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(self.request("GET", path, token)).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        self.send(self.request("DELETE", path, token)).await
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.send(self.request("POST", path, token).json(body))
            .await
    }

    pub async fn create(&self, body: &Value) -> Answer {
        self.post("/api/v1/demo-sessions", "", body).await
    }

    pub async fn login(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.post("/api/v1/auth/login", "", &body).await
    }

    pub async fn demo(&self, profile: &str) -> Demo {
        let body = json!({ "demo_account_type": profile, "email": "ana@example.com" });
        Demo {
            api: self.clone(),
            made: self.create(&body).await.ok(201),
        }
    }

    /// Waits until a request is answered with a status.
    pub async fn until(&self, path: &str, token: &str, status: u16) -> Answer {
        let begun = std::time::Instant::now();
        loop {
            let answer = self.get(path, token).await;
            if answer.status == status {
                return answer;
            }
            assert!(begun.elapsed().as_secs() < 60, "{path}: {}", answer.text);
        }
    }
}

/// A session and the answer that made it.
pub struct Demo {
    pub api: Api,
    pub made: Value,
}

impl Demo {
    pub fn text(&self, pointer: &str) -> &str {
        self.made.pointer(pointer).and_then(Value::as_str).unwrap()
    }

    pub fn tenant(&self) -> &str {
        self.text("/virtual_tenant_id")
    }

    pub fn token(&self) -> &str {
        self.text("/credentials/token")
    }

    pub fn password(&self) -> &str {
        self.text("/credentials/password")
    }

    pub fn users(&self) -> &[Value] {
        self.made["credentials"]["users"].as_array().unwrap()
    }

    pub fn tenants(&self) -> &[Value] {
        self.made["tenants"].as_array().unwrap()
    }

    /// Its own address.
    pub fn path(&self) -> String {
        format!("/api/v1/demo-sessions/{}", self.text("/session_id"))
    }

    /// The rows that a service says it cloned.
    pub fn cloned(&self, service: &str) -> u64 {
        let services = self.made["services"].as_array().unwrap();
        let found = services.iter().find(|found| found["service"] == service);
        found.unwrap()["records_cloned"].as_u64().unwrap()
    }

    /// A page of a table such as `orders/customers?limit=5`, as the owner sees it.
    pub async fn page(&self, table: &str) -> Answer {
        self.page_of(self.tenant(), table).await
    }

    pub async fn page_of(&self, tenant: &str, table: &str) -> Answer {
        let path = format!("/api/v1/tenants/{tenant}/{table}");
        self.api.get(&path, self.token()).await
    }

    pub async fn rows(&self, table: &str) -> Vec<Value> {
        let page = self.page(table).await.ok(200);
        page["items"].as_array().unwrap().clone()
    }
}

/// An object's keys, sorted.
pub fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().expect("an object");
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// RFC 3339 in UTC, with `Z`.
#[track_caller]
pub fn instant(value: &Value) -> jiff::Timestamp {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"));
    assert!(text.ends_with('Z') && text.contains('T'), "{text}");
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}
