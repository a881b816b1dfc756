//! The clone contract from the caller's side.

use std::time::Duration;

use demo_store::failpoint;
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CloneCall, Failure};
use crate::{app::Remote, error::clip};

/// A service at a URL.
pub struct RemoteClient {
    base: String,
    token: String,
    http: Client,
}

/// A client for all remote services. It follows no redirect, which would carry the internal
/// token to wherever it points.
pub fn http_client(timeout: Duration) -> Client {
    // An error only says that the process has a provider already.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Client::builder()
        .timeout(timeout)
        .redirect(redirect::Policy::none())
        .build()
        .expect("the TLS provider was installed above")
}

impl RemoteClient {
    /// A client for a service.
    pub fn new(name: &str, place: &Remote, token: &str, http: &Client) -> Self {
        tracing::debug!(service = name, url = place.url, "service is remote");
        let base = format!("{}/internal/demo", place.url.trim_end_matches('/'));
        Self {
            base,
            token: token.to_owned(),
            http: http.clone(),
        }
    }

    /// Asks for a clone; the rows cloned.
    pub async fn clone_tenant(&self, call: &CloneCall) -> Result<u64, Failure> {
        self.load("clone", call).await
    }

    /// Asks for a reset; the rows cloned anew.
    pub async fn reset_tenant(&self, call: &CloneCall) -> Result<u64, Failure> {
        self.load("reset", call).await
    }

    /// Whether the service has the address of resets. Asked by a method that changes nothing;
    /// a service that has it answers anything but 404.
    pub async fn knows_reset(&self) -> Result<bool, Failure> {
        let request = self.http.get(format!("{}/reset", self.base));
        let response = request.bearer_auth(&self.token).send().await;
        let status = response.map_err(|error| unsent(&error))?.status();
        Ok(status != StatusCode::NOT_FOUND)
    }

    async fn load(&self, what: &str, call: &CloneCall) -> Result<u64, Failure> {
        let session = &call.session;
        let mut query = vec![
            ("virtual_tenant_id", call.key.tenant().to_string()),
            (
                "demo_account_type",
                call.profile.profile.manifest.profile.clone(),
            ),
            (
                "session_created_at",
                format!("{:.6}", call.moment.instant()),
            ),
        ];
        query.extend(call.session_id.map(|id| ("session_id", id.to_string())));
        let body = json!({ "session": {
            "email": session.email,
            "company": session.company,
            "short_id": session.short_id,
            "subscription_tier": session.subscription_tier,
            "password_digest": session.password_digest,
        }});
        let request = self
            .http
            .post(format!("{}/{what}", self.base))
            .query(&query)
            .json(&body);
        self.send(request, "records_cloned").await
    }

    /// Asks for removal; the rows removed.
    pub async fn purge(&self, virtual_tenant: Uuid) -> Result<u64, Failure> {
        let request = self
            .http
            .delete(format!("{}/tenant/{virtual_tenant}", self.base));
        self.send(request, "records_deleted").await
    }

    async fn send(&self, request: RequestBuilder, count: &str) -> Result<u64, Failure> {
        let injected = |made| {
            if made {
                Failure::unanswered("the service broke off its answer")
            } else {
                Failure::transient("the service cannot be reached")
            }
        };
        failpoint::around(&self.base, self.ask(request, count), injected).await
    }

    async fn ask(&self, request: RequestBuilder, count: &str) -> Result<u64, Failure> {
        let response = request
            .bearer_auth(&self.token)
            .send()
            .await
            .map_err(|error| unsent(&error))?;
        let status = response.status();
        let answer = read(response).await?;
        // `failed` is a failure whatever the HTTP status, and no HTTP error is a success.
        let said = answer.get("status").and_then(Value::as_str);
        if said == Some("failed") {
            // Its own words may hold SQL or values: they are for the log.
            let error = answer
                .get("error")
                .and_then(Value::as_str)
                .unwrap_or("it does not say why");
            tracing::warn!(
                url = self.base,
                error = clip(error),
                "remote service failed"
            );
            return Err(Failure::lasting("the service failed"));
        }
        // A proxy's word on time: the service behind it may still be at work.
        if matches!(
            status,
            StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT
        ) {
            return Err(Failure::unanswered(format!(
                "the service answered {status}"
            )));
        }
        // It is likely to pass, and may be a proxy's word too.
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Err(Failure {
                transient: true,
                ..Failure::unanswered("the service answered 503")
            });
        }
        if !status.is_success() {
            return Err(Failure::lasting(format!("the service answered {status}")));
        }
        match answer.get(count).and_then(Value::as_u64) {
            // A removal may also say `deleted`; of a clone only `completed` is a success.
            Some(records) if said == Some("completed") || count == "records_deleted" => Ok(records),
            _ => Err(Failure::unanswered(
                "the service's answer is not one of the clone contract",
            )),
        }
    }
}

/// The answer as JSON; null when it is none.
async fn read(response: Response) -> Result<Value, Failure> {
    /// No answer of the contract comes near this.
    const LONGEST: usize = 1 << 20;
    let mut response = response;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unsent(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST {
            return Err(Failure::unanswered("the service's answer is too long"));
        }
    }
    Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn unsent(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        Failure::transient("the service cannot be reached")
    } else if error.is_timeout() {
        Failure::unanswered("the service did not answer in time")
    } else {
        Failure::unanswered("the service broke off its answer")
    }
}
