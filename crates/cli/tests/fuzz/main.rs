//! Property-based tests made from the OpenAPI document: whatever is sent, no answer is a
//! server's error, and each is as the document says. `scripts/install-test-tools` installs the
//! tool, schemathesis.

#[path = "../it/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;
#[path = "../it/server.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod server;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use http::{Api, Demo};
use server::{Engine, INTERNAL, OPERATOR, Server};

/// All but three kinds. Some want a document to say everything: that some texts are no e-mail
/// addresses is said by the answer alone. Some want what is removed to be gone, where here it is
/// counted: no rows, or a receipt. And some want what was made to be there for the token that all
/// calls carry, where a token opens its own session alone.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,\
    missing_required_header,unsupported_method,allow_header_conformance,ignored_auth";

#[expect(
    clippy::disallowed_methods,
    reason = "cargo and make say where and how long"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn tool() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = root.join(variable("CARGO_TARGET_DIR").unwrap_or_else(|| "target".to_owned()));
    let tool = target.join("test-tools/schemathesis/bin/schemathesis");
    assert!(
        tool.exists(),
        "schemathesis is missing: run scripts/install-test-tools, as `make test` does"
    );
    tool
}

async fn nothing_breaks(engine: Engine) {
    let server = Server::start(engine);
    let demo = server.api.demo("enterprise").await;
    // A fixed seed where a failure must not come and go; another each time where there is time.
    let long = variable("DEMO_TEST_LONG").is_some();
    let (seconds, seed) = if long {
        ("300", std::process::id().to_string())
    } else {
        ("20", "1".to_owned())
    };
    let work = tempfile::tempdir().unwrap();
    let output = Command::new(tool())
        .arg("--config-file")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/schemathesis.toml"))
        .args(["--no-color", "run"])
        .arg(format!("{}/openapi.json", server.api.url))
        .args(["--checks", CHECKS, "--max-time", seconds, "--seed", &seed])
        .args(["--request-timeout", "20", "--warnings", "off"])
        .args(["--suppress-health-check", "all"])
        .env("DEMO_TOKEN", demo.token())
        .env("DEMO_TENANT", demo.tenant())
        .env("DEMO_OPERATOR", OPERATOR)
        .env("DEMO_INTERNAL", INTERNAL)
        .current_dir(work.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "seed {seed}:\n{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let summary = said.lines().find(|line| line.contains(" generated, "));
    println!(
        "{}",
        summary.expect("it says how many cases it tried").trim()
    );
    // The demo is none the worse. The connection of before was closed for its silence.
    let demo = Demo {
        api: Api::new(&server.api.url),
        ..demo
    };
    demo.api.get("/readyz", "").await.ok(200);
    assert_eq!(demo.rows("tenant/tenants").await.len(), 1);
}

#[tokio::test]
async fn nothing_breaks_on_sqlite() {
    nothing_breaks(Engine::Sqlite).await;
}

#[tokio::test]
async fn nothing_breaks_on_postgres() {
    nothing_breaks(Engine::Postgres).await;
}
