//! Sessions' records.

use demo_core::IdTransform;
use demo_store::{Change, ListQuery, NewSession, State};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use uuid::Uuid;

use crate::common::{Place, now};

contract!(
    a_record_comes_back,
    states_are_compared_and_swapped,
    due_and_claimed,
    settings_are_drawn_once,
    lists_by_pages
);

/// A session that is being made.
pub fn new(number: u128, created_at: Timestamp) -> NewSession {
    NewSession {
        id: Uuid::from_u128(number),
        short_id: format!("s{number}"),
        virtual_tenant_id: Uuid::from_u128(number + 1000),
        profile: "small".to_owned(),
        fingerprint: "f1".to_owned(),
        id_transform: IdTransform::XorRfc9562,
        password_digest: "sha256$00$00".to_owned(),
        owner: Some(Uuid::from_u128(number + 2000)),
        subscription_tier: "gold".to_owned(),
        email: "ana@example.com".to_owned(),
        company: Some("Ana".to_owned()),
        created_at,
        story_at: created_at,
        demo_date: None,
        expires_at: created_at + 30.minutes(),
        lease: Uuid::from_u128(1),
        lease_until: created_at + 1.minute(),
        log: "one\n".to_owned(),
        idempotency: None,
    }
}

/// A change of its state.
pub fn to(state: State) -> Change {
    Change::new(state, Uuid::from_u128(2), now() + 1.hour())
}

async fn a_record_comes_back(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let made = NewSession {
        demo_date: Some(now() + 1.microsecond()),
        ..new(1, now())
    };
    sessions.create(&made).await.unwrap();
    let session = sessions.get(made.id).await.unwrap().unwrap();
    assert_eq!(
        (session.created_at, session.demo_date),
        (now(), made.demo_date)
    );
    assert_eq!(
        (session.state, session.services, session.lease),
        (State::Creating, json!(null), made.lease)
    );
    assert_eq!(
        (
            session.id_transform,
            &session.password_digest,
            session.owner
        ),
        (made.id_transform, &made.password_digest, made.owner)
    );
    assert_eq!(sessions.get(Uuid::from_u128(2)).await.unwrap(), None);
    assert!(
        sessions
            .by_virtual_tenant(made.virtual_tenant_id)
            .await
            .unwrap()
            .is_some()
    );
    assert!(sessions.create(&made).await.is_err());
    assert_eq!(sessions.count_live().await.unwrap(), 1);
    let asked = [made.virtual_tenant_id, Uuid::from_u128(5)];
    assert_eq!(
        sessions.known(&asked).await.unwrap(),
        [made.virtual_tenant_id]
    );
    assert!(sessions.known(&[]).await.unwrap().is_empty());
}

async fn states_are_compared_and_swapped(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let made = new(1, now());
    sessions.create(&made).await.unwrap();
    let stranger = Uuid::from_u128(77);
    assert!(
        !sessions
            .transition(made.id, State::Creating, stranger, to(State::Ready))
            .await
            .unwrap()
    );
    assert!(
        !sessions
            .transition(made.id, State::Ready, made.lease, to(State::Deleting))
            .await
            .unwrap()
    );
    let ready = Change {
        services: Some(json!([{"service": "shop", "duration_ms": 1.5}])),
        duration_ms: Some(9.25),
        records: Some(5),
        ..to(State::Ready)
    };
    assert!(
        sessions
            .transition(made.id, State::Creating, made.lease, ready.clone())
            .await
            .unwrap()
    );
    assert!(
        !sessions
            .transition(made.id, State::Creating, made.lease, ready)
            .await
            .unwrap()
    );
    let session = sessions.get(made.id).await.unwrap().unwrap();
    assert_eq!(
        (session.duration_ms, session.records),
        (Some(9.25), Some(5))
    );
    assert_eq!(session.services[0]["service"], "shop");
    // What is not named stays.
    assert!(
        sessions
            .transition(made.id, State::Ready, session.lease, to(State::Deleting))
            .await
            .unwrap()
    );
    let session = sessions.get(made.id).await.unwrap().unwrap();
    assert_eq!((session.state, session.records), (State::Deleting, Some(5)));
    assert_eq!(
        sessions.count_by_state().await.unwrap(),
        [(State::Deleting, "small".to_owned(), 1)]
    );
}

async fn due_and_claimed(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let (dead, ready, kept) = (new(1, now()), new(2, now()), new(3, now()));
    for session in [&dead, &ready, &kept] {
        sessions.create(session).await.unwrap();
    }
    for session in [&ready, &kept] {
        assert!(
            sessions
                .transition(session.id, State::Creating, session.lease, to(State::Ready))
                .await
                .unwrap()
        );
    }
    let protect = Change {
        protected: Some(true),
        ..to(State::Ready)
    };
    let lease = Uuid::from_u128(2);
    assert!(
        sessions
            .transition(kept.id, State::Ready, lease, protect)
            .await
            .unwrap()
    );
    let due = async |at: Timestamp| {
        sessions
            .due(at, 10)
            .await
            .unwrap()
            .iter()
            .map(|s| s.id)
            .collect::<Vec<_>>()
    };
    assert!(due(now()).await.is_empty());
    assert_eq!(due(now() + 2.minutes()).await, [dead.id]);
    assert_eq!(due(now() + 31.minutes()).await, [dead.id, ready.id]);
    let extend = Change {
        expires_at: Some(now() + 50.minutes()),
        ..to(State::Ready)
    };
    assert!(
        sessions
            .transition(ready.id, State::Ready, lease, extend)
            .await
            .unwrap()
    );
    assert_eq!(due(now() + 31.minutes()).await, [dead.id]);
    let later = now() + 2.minutes();
    let read = sessions.get(dead.id).await.unwrap().unwrap();
    let (one, two) = tokio::join!(
        sessions.claim(&read, later, Uuid::from_u128(10), later + 1.minute()),
        sessions.claim(&read, later, Uuid::from_u128(11), later + 1.minute()),
    );
    assert!(one.unwrap() != two.unwrap(), "one of two takes it");
    assert!(due(later).await.is_empty());
    let much_later = later + 2.minutes();
    let stale = sessions.claim(&read, much_later, Uuid::from_u128(12), much_later);
    assert!(!stale.await.unwrap(), "it has changed since it was read");
    // Whoever has it keeps it, and nobody else does.
    let mine = sessions.get(dead.id).await.unwrap().unwrap();
    assert!(sessions.renew(&mine, much_later).await.unwrap());
    assert!(!sessions.renew(&read, much_later).await.unwrap());
    assert!(due(later + 1.minute()).await.is_empty());
}

async fn settings_are_drawn_once(place: &Place) {
    let store = place.store().await;
    let (one, two) = tokio::join!(
        store.sessions.setting("key", || "first".to_owned()),
        store.sessions.setting("key", || "second".to_owned()),
    );
    let value = one.unwrap();
    assert_eq!(value, two.unwrap());
    assert_eq!(
        store
            .sessions
            .setting("key", || unreachable!())
            .await
            .unwrap(),
        value
    );
}

async fn lists_by_pages(place: &Place) {
    let store = place.store().await;
    for number in 1..8 {
        let created_at = now() + i64::try_from(number / 2).unwrap().seconds();
        store
            .sessions
            .create(&new(number, created_at))
            .await
            .unwrap();
    }
    let mut query = ListQuery {
        states: vec![State::Creating, State::Ready],
        email: Some("ana@example.com".to_owned()),
        limit: 3,
        ..ListQuery::default()
    };
    let mut ids = Vec::new();
    loop {
        let page = store.sessions.list(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some((last.created_at, last.id));
        ids.extend(page.iter().map(|session| session.id.as_u128()));
    }
    assert_eq!(ids, [7, 6, 5, 4, 3, 2, 1]);
}
