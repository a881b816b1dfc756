//! A profile that passed is served at the next start without being judged again, until it or what
//! judges it is another.

use std::{fs, path::Path, sync::Arc};

use crate::{
    copies::{copy_folder, shipped},
    server::{Engine, Server},
};

/// Finds every product of one profile.
const RULE: &str = "\
-- id: business/no-product
-- severity: error
-- title: A product is there
-- why: a test wants a rule that a profile breaks
-- wrong: any product
-- right: no product
-- at: products.name
select tenant_id, id, 'there is a product' as message, 'remove it' as hint from products
where profile() = 'professional'
";

/// What a start does with a profile.
#[derive(Debug, PartialEq, Eq)]
enum Start {
    Unchanged,
    Judged,
    Refused,
}

fn seen(server: &Server) -> Start {
    let lines = server.said_until("ready listen=");
    let is_said = |text: &str| {
        let mut lines = lines.iter();
        lines.any(|line| line.contains(text) && line.contains("professional"))
    };
    if is_said("profile not served") {
        Start::Refused
    } else if is_said("unchanged since it passed its rules") {
        Start::Unchanged
    } else {
        Start::Judged
    }
}

/// The next start, and the one after it, on the same databases.
fn two_starts(server: &mut Server) -> [Start; 2] {
    [(); 2].map(|()| {
        server.kill();
        server.restart();
        seen(server)
    })
}

fn replace(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{old} is not in {}", path.display());
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

pub async fn what_passed_is_judged_again_once_something_changes(engine: Engine) {
    let seeds = tempfile::tempdir().unwrap();
    let profile = seeds.path().join("professional");
    copy_folder(&shipped().join("professional"), &profile);
    let directory = ("DEMO_SESSION_SEED_DIR", seeds.path().to_str().unwrap());
    let mut server = Server::start_with(engine, &[], &[directory]);
    // The databases may have served the same profile before.
    assert_ne!(seen(&server), Start::Refused);
    let unchanged = [Start::Unchanged, Start::Unchanged];
    assert_eq!(two_starts(&mut server), unchanged);
    server.api.demo("professional").await;

    // A rule for all profiles, and one of its own; what is refused is refused again.
    for folder in [seeds.path(), &profile] {
        let rules = folder.join("rules");
        fs::create_dir(&rules).unwrap();
        fs::write(rules.join("no-product.sql"), RULE).unwrap();
        let refused = [Start::Refused, Start::Refused];
        assert_eq!(two_starts(&mut server), refused, "{}", folder.display());
        fs::remove_dir_all(&rules).unwrap();
        assert_eq!(two_starts(&mut server), unchanged);
    }

    let (orders, old, new) = (profile.join("08-orders.json"), "74.26", "74.27");
    replace(&orders, old, new);
    assert_eq!(two_starts(&mut server), [Start::Refused, Start::Refused]);
    replace(&orders, new, old);

    // Another that passes is judged once: by its manifest, by a row, without its past.
    let name = seeds.path().file_name().unwrap().to_str().unwrap();
    let title = format!("\"title\": \"{name} ");
    replace(&profile.join("manifest.json"), "\"title\": \"", &title);
    let once = [Start::Judged, Start::Unchanged];
    assert_eq!(two_starts(&mut server), once, "another manifest");
    replace(&orders, "\"name\": \"", "\"name\": \"Casa ");
    assert_eq!(two_starts(&mut server), once, "another row");
    server.kill();
    let settings = [directory, ("DEMO_SESSION_SEED__HISTORY", "false")];
    let (database, data) = (server.database.clone(), Arc::clone(&server.data));
    let without_past = Server::start_on(database, data, &[], &settings);
    assert_eq!(seen(&without_past), Start::Judged, "without its past");
}
