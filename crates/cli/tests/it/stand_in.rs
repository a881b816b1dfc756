//! A service that runs elsewhere: `stand_in.py`.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Instant,
};

use serde_json::Value;

use crate::{
    http::Api,
    server::{DEADLINE, INTERNAL},
};

/// `stand_in.py` as one of the services.
pub struct StandIn {
    child: Child,
    pub api: Api,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl StandIn {
    /// As the service `sales`.
    pub fn start() -> Self {
        Self::start_as("sales")
    }

    pub fn start_as(service: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stand_in.py");
        let mut child = Command::new("python3")
            .args([script, service, INTERNAL])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut port)
            .unwrap();
        let api = Api::new(&format!("http://127.0.0.1:{}", port.trim()));
        Self { child, api }
    }

    pub async fn mode(&self, mode: &str) {
        self.api
            .send(self.api.request("PUT", &format!("/mode/{mode}"), ""))
            .await
            .ok(200);
    }

    pub async fn calls(&self, method: &str) -> Vec<Value> {
        let calls = self.api.get("/calls", "").await.ok(200);
        let calls = calls.as_array().unwrap().iter();
        calls
            .filter(|call| call["method"] == method)
            .cloned()
            .collect()
    }

    /// Waits for so many removals of a tenant.
    pub async fn asked_to_remove(&self, tenant: &str, times: usize) {
        let begun = Instant::now();
        let path = format!("/internal/demo/tenant/{tenant}");
        loop {
            let mut calls = self.calls("DELETE").await;
            assert!(calls.iter().all(|call| call["authorized"] == true));
            calls.retain(|call| call["path"] == *path);
            if calls.len() >= times {
                return;
            }
            assert!(begun.elapsed() < DEADLINE, "asked {} times", calls.len());
        }
    }
}
