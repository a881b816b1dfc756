//! One who watches a session's events.

use serde_json::Value;

use crate::{http::Api, server::DEADLINE};

/// An event as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: String,
    pub kind: String,
    pub data: Value,
}

impl Event {
    pub fn status(&self) -> &str {
        self.data["status"].as_str().unwrap_or_default()
    }
}

/// An open stream.
pub struct Watcher {
    response: reqwest::Response,
    text: String,
}

impl Watcher {
    /// Watches from the beginning, or after the event with an id.
    pub async fn new(api: &Api, path: &str, token: &str, last: &str) -> Self {
        let mut request = api.request("GET", &format!("{path}/events"), token);
        if !last.is_empty() {
            request = request.header("Last-Event-ID", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next block between empty lines; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(DEADLINE, self.response.chunk());
            let chunk = chunk.await.expect("something comes").unwrap()?;
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
    }

    /// The next event; none at the end.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap_or_default().trim().to_owned()
            };
            if !field("event:").is_empty() {
                return Some(Event {
                    id: field("id:"),
                    kind: field("event:"),
                    data: serde_json::from_str(&field("data:")).unwrap(),
                });
            }
        }
    }

    /// Waits for a comment.
    pub async fn heartbeat(&mut self) {
        while let Some(block) = self.block().await {
            if block.starts_with(':') {
                return;
            }
        }
        panic!("the stream ended without a heartbeat");
    }

    /// All events until the session has a status.
    pub async fn until(&mut self, status: &str) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            let found = event.kind == "state" && event.status() == status;
            events.push(event);
            if found {
                return events;
            }
        }
        panic!("no `{status}` after {events:?}");
    }
}

/// `creating`, then each service once, then `ready`.
#[track_caller]
pub fn is_whole(events: &[Event], first: &str, last: &str) {
    assert_eq!(events.len(), 13, "{events:?}");
    assert_eq!(events[0].status(), first);
    assert_eq!(events[12].status(), last);
    let services = &events[1..12];
    assert!(services.iter().all(|event| event.kind == "service"
        && event.status() == "completed"
        && event.data["records_cloned"].is_u64()));
    let names = services.iter().map(|event| event.data["service"].as_str());
    let names: std::collections::BTreeSet<_> = names.collect();
    assert_eq!(names.len(), 11, "each service once");
    let ids: std::collections::BTreeSet<_> = events.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), 13, "each id once");
}
