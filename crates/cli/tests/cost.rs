//! What a session costs that does not depend on the machine, against `bench/counts.toml`.

use std::{collections::BTreeMap, path::Path};

use demo_bench::{
    cost,
    place::{self, Place},
    ways::{Kind, Scenario, Way, service::Service},
};

/// By profile, then by what is counted.
type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// A number may grow by a twentieth.
const SLACK: u64 = 20;

fn committed() -> Counts {
    let path = demo_bench::data::root().join("bench/counts.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_session_costs_more_than_it_did() {
    let place = Place::postgres().unwrap();
    let mut counted = Counts::new();
    for (name, profile, history) in [
        ("professional", "professional", false),
        ("professional-with-history", "professional", true),
        ("enterprise", "enterprise", false),
        ("enterprise-with-history", "enterprise", true),
    ] {
        let scenario = Scenario::new(&place, profile, history);
        counted.insert(name.to_owned(), counts(&scenario).await);
    }
    place::drop_databases(&place.url(), Kind::Engine.prefix())
        .await
        .unwrap();
    let grown = grown(&committed(), &counted);
    assert!(
        grown.is_empty(),
        "a session costs more than bench/counts.toml says:\n{}\n\
         Find out why. Where it is meant, change the numbers there and say why in the commit; \
         all that was counted:\n{}",
        grown.join("\n"),
        toml::to_string(&counted).unwrap()
    );
}

async fn counts(scenario: &Scenario) -> BTreeMap<String, u64> {
    let (behind, relay) = cost::behind_relay(scenario).await.unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_demo-session"));
    let service = Service::start_program(program, &behind).await.unwrap();
    let way = Way::Service(service);
    let traffic = cost::traffic(&way, &relay).await.unwrap();
    way.clear(scenario).await.unwrap();
    let engine = scenario.clone();
    let allocations = tokio::task::spawn_blocking(move || cost::allocations(&engine));
    let counts = [
        ("round_trips", traffic.round_trips),
        ("statements", traffic.statements),
        ("sent", traffic.sent),
        ("received", traffic.received),
        ("allocations", allocations.await.unwrap().unwrap()),
    ];
    let named = counts.map(|(name, count)| (name.to_owned(), count));
    named.into_iter().collect()
}

/// What grew by more than its slack, a line each.
fn grown(committed: &Counts, counted: &Counts) -> Vec<String> {
    let mut grown = Vec::new();
    for (profile, counts) in counted {
        for (name, count) in counts {
            let before = committed.get(profile).and_then(|counts| counts.get(name));
            if before.is_none_or(|before| *count > before + before / SLACK) {
                let before = before.map_or("nothing".to_owned(), u64::to_string);
                grown.push(format!("{profile}: {name} was {before} and is {count}"));
            }
        }
    }
    grown
}

#[test]
fn a_twentieth_more_is_let_pass_and_not_more() {
    let counts = |count: u64| {
        let counts = BTreeMap::from([("sent".to_owned(), count)]);
        Counts::from([("professional".to_owned(), counts)])
    };
    let committed = counts(1000);
    assert!(grown(&committed, &counts(1050)).is_empty());
    assert!(grown(&committed, &counts(1)).is_empty());
    assert_eq!(
        grown(&committed, &counts(1051)),
        ["professional: sent was 1000 and is 1051"]
    );
    assert_eq!(
        grown(&Counts::new(), &counts(7)),
        ["professional: sent was nothing and is 7"]
    );
}
