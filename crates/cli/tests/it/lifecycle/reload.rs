//! Seed data that is read anew.

use std::{fs, path::Path, sync::Arc};

use serde_json::{Value, json};

use crate::{
    copies::{copy_folder, shipped},
    http::{Api, Demo},
    server::{Engine, OPERATOR, Server},
};

const RELOAD: &str = "/api/v1/demo-profiles/reload";

/// Replaces a text in a file of a profile.
fn edit(profile: &Path, file: &str, from: &str, to: &str) {
    let path = profile.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// The first text after a key in a file.
fn value(file: &str, table: &str, key: &str) -> String {
    let text = fs::read_to_string(shipped().join("professional").join(file)).unwrap();
    let rows: Value = serde_json::from_str(&text).unwrap();
    rows[table][0][key].as_str().unwrap().to_owned()
}

async fn reload(api: &Api, profile: &str) -> Value {
    let answer = api.post(RELOAD, OPERATOR, &json!({})).await.ok(200);
    let profiles = answer["profiles"].as_array().unwrap();
    let found = profiles.iter().find(|one| one["profile"] == profile);
    found
        .unwrap_or_else(|| panic!("no {profile} in {answer}"))
        .clone()
}

async fn customers(demo: &Demo) -> Vec<String> {
    let rows = demo.rows("orders/customers").await;
    rows.iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

fn start(engine: Engine, seeds: &Path) -> Server {
    let settings = [("DEMO_SESSION_SEED_DIR", seeds.to_str().unwrap())];
    Server::start_with(engine, &[], &settings)
}

pub async fn seed_data_is_read_anew(engine: Engine) {
    let seeds = tempfile::tempdir().unwrap();
    let profile = seeds.path().join("professional");
    copy_folder(&shipped().join("professional"), &profile);
    let server = start(engine, seeds.path());
    let api = &server.api;
    assert_eq!(reload(api, "professional").await["outcome"], "unchanged");
    let name = value("08-orders.json", "customers", "name");
    let old = api.demo("professional").await;
    assert!(customers(&old).await.contains(&name));

    edit(&profile, "08-orders.json", &name, "Casa Nueva");
    let reloaded = reload(api, "professional").await;
    assert_eq!(reloaded["outcome"], "reloaded");
    assert_eq!(reloaded["place"], profile.to_str().unwrap());
    assert_eq!(reloaded["findings"], json!([]));
    let new = api.demo("professional").await;
    assert!(customers(&new).await.contains(&"Casa Nueva".to_owned()));
    // The old session goes on, and is reset to what it was.
    for _ in 0..2 {
        let path = format!("{}/reset", old.path());
        api.post(&path, old.token(), &json!({})).await.ok(200);
        assert!(customers(&old).await.contains(&name));
        // Its version stays however often others come.
        edit(&profile, "08-orders.json", "Casa", "Casa Otra");
        assert_eq!(reload(api, "professional").await["outcome"], "reloaded");
    }

    // What is broken is refused with all that is wrong, and the version from before is served.
    edit(
        &profile,
        "08-orders.json",
        "\"customers\"",
        "\"custommers\"",
    );
    let refused = reload(api, "professional").await;
    assert_eq!(refused["outcome"], "refused");
    let finding = &refused["findings"][0];
    assert!(
        finding["line"].is_u64() && finding["rule"].is_string(),
        "{refused}"
    );
    let still = api.demo("professional").await;
    assert!(
        customers(&still)
            .await
            .contains(&"Casa Otra Otra Nueva".to_owned())
    );
    edit(
        &profile,
        "08-orders.json",
        "\"custommers\"",
        "\"customers\"",
    );
    assert_eq!(reload(api, "professional").await["outcome"], "unchanged");

    // Profiles come and go.
    let corner = seeds.path().join("corner");
    copy_folder(&profile, &corner);
    edit(
        &corner,
        "manifest.json",
        "\"profile\": \"professional\"",
        "\"profile\": \"corner\"",
    );
    let added = reload(api, "corner").await;
    assert_eq!(added["outcome"], "added", "{added}");
    let demo = api.demo("corner").await;
    fs::remove_dir_all(&corner).unwrap();
    assert_eq!(reload(api, "corner").await["outcome"], "removed");
    let body = json!({ "demo_account_type": "corner", "email": "ana@example.com" });
    api.create(&body).await.invalid("/demo_account_type");
    let path = format!("{}/reset", demo.path());
    api.post(&path, demo.token(), &json!({})).await.ok(200);
    assert_eq!(demo.users().len(), 4);
    let shown = api.get(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(shown["tenants"], demo.made["tenants"]);
    for (token, status) in [("", 401), (demo.token(), 403)] {
        api.post(RELOAD, token, &json!({})).await.problem(status);
    }
}

pub async fn no_session_sees_half_of_a_reload(engine: Engine) {
    let seeds = tempfile::tempdir().unwrap();
    let profile = seeds.path().join("professional");
    copy_folder(&shipped().join("professional"), &profile);
    let customer = value("08-orders.json", "customers", "name");
    let supplier = value("03-suppliers.json", "suppliers", "name");
    let server = start(engine, seeds.path());
    let api = &server.api;
    // Not to be read for the first time only after it was changed.
    api.get("/readyz", "").await.ok(200);
    let reloads = async {
        for number in 0..6 {
            let (from, to) = if number % 2 == 0 {
                ([&*customer, &*supplier], ["Marca Uno", "Marca Uno"])
            } else {
                (["Marca Uno", "Marca Uno"], [&*customer, &*supplier])
            };
            edit(&profile, "08-orders.json", from[0], to[0]);
            edit(&profile, "03-suppliers.json", from[1], to[1]);
            let answer = reload(api, "professional").await;
            assert_eq!(answer["outcome"], "reloaded", "{number}: {answer}");
        }
    };
    let making = async {
        let mut seen = [0, 0];
        for _ in 0..10 {
            let demo = api.demo("professional").await;
            let of = |rows: Vec<Value>| rows.iter().any(|row| row["name"] == "Marca Uno");
            let orders = of(demo.rows("orders/customers").await);
            let suppliers = of(demo.rows("suppliers/suppliers").await);
            assert_eq!(orders, suppliers, "both of one version");
            seen[usize::from(orders)] += 1;
        }
        seen
    };
    let ((), seen) = tokio::join!(reloads, making);
    assert_eq!(seen.iter().sum::<usize>(), 10);
}

pub async fn without_its_profile_a_demo_is_its_owners(engine: Engine) {
    let seeds = tempfile::tempdir().unwrap();
    let corner = seeds.path().join("corner");
    copy_folder(&shipped().join("professional"), &corner);
    edit(
        &corner,
        "manifest.json",
        "\"profile\": \"professional\"",
        "\"profile\": \"corner\"",
    );
    let server = start(engine, seeds.path());
    let demo = server.api.demo("corner").await;
    let (database, data) = (server.database.clone(), Arc::clone(&server.data));
    // A restart forgets the versions that are not there.
    drop(server);
    fs::remove_dir_all(&corner).unwrap();
    let settings = [("DEMO_SESSION_SEED_DIR", seeds.path().to_str().unwrap())];
    let server = Server::start_on(database, data, &[], &settings);
    let api = &server.api;
    api.until("/readyz", "", 200).await;
    let mut tokens = Vec::new();
    for user in demo.users() {
        let email = user["email"].as_str().unwrap();
        let login = api.login(email, demo.password()).await.ok(200);
        tokens.push(login["access_token"].as_str().unwrap().to_owned());
    }
    let owner = tokens.remove(0);
    assert_eq!(tokens.len(), 3);
    for token in tokens {
        api.delete(&demo.path(), &token).await.problem(403);
        for change in ["extend", "reset"] {
            let path = format!("{}/{change}", demo.path());
            api.post(&path, &token, &json!({})).await.problem(403);
        }
    }
    // Whoever extends is given a token that lasts as long, and opens what the owner's did.
    let path = format!("{}/extend", demo.path());
    let who = api.get("/api/v1/auth/me", &owner).await.ok(200)["user"].clone();
    for token in [&*owner, OPERATOR] {
        let extended = api.post(&path, token, &json!({})).await.ok(200);
        let token = extended["credentials"]["token"].as_str().unwrap();
        let mut me = api.get("/api/v1/auth/me", token).await.ok(200);
        assert_eq!(me["user"].take(), who);
        assert_eq!(me["expires_at"], extended["expires_at"]);
    }
    api.delete(&demo.path(), &owner).await.ok(200);
}
