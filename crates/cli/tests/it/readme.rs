//! What the README tells a newcomer to type works as it stands there.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::server::{Engine, Server};

/// The README's commands that begin with `curl`, each in one line.
fn commands() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = fs::read_to_string(readme).unwrap().replace("\\\n", " ");
    let commands = readme.lines().filter_map(|line| line.strip_prefix("    "));
    commands
        .filter(|line| line.starts_with("curl "))
        .map(str::to_owned)
        .collect()
}

/// As a shell runs it, at a server's address.
fn run(command: &str, server: &Server, environment: &[(&str, &str)]) -> Value {
    let command = command.replace("http://127.0.0.1:8000", &server.api.url);
    let output = Command::new("sh")
        .args(["-c", &command.replace("curl ", "curl --noproxy '*' ")])
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_newcomer_makes_a_demo_and_reads_its_orders() {
    let server = Server::start(Engine::Sqlite);
    let [create, read, login, extend] = &commands()[..] else {
        panic!("four commands are known here: {:?}", commands());
    };
    let made = run(create, &server, &[]);
    assert_eq!(made["status"], "ready", "{made}");
    let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).unwrap();
    let (token, tenant) = (text("/credentials/token"), text("/virtual_tenant_id"));
    let page = run(read, &server, &[("TOKEN", token), ("TENANT", tenant)]);
    let orders = page["items"].as_array().unwrap();
    assert!(!orders.is_empty(), "the demo's first page is not empty");
    assert!(orders.iter().all(|order| order["order_number"].is_string()));
    let user = [
        ("EMAIL", text("/credentials/users/1/email")),
        ("PASSWORD", text("/credentials/password")),
    ];
    assert!(run(login, &server, &user)["access_token"].is_string());
    let session = [("TOKEN", token), ("SESSION", text("/session_id"))];
    assert_eq!(run(extend, &server, &session)["status"], "ready");
}
