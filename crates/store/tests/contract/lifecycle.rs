//! A session's way through its states, its log, its key, and all of them together.

use demo_store::{Change, Idempotency, Log, NewSession, State};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::{
    common::{Place, now},
    sessions::{new, to},
};

contract!(
    no_other_transition_is_made,
    a_ready_session_is_changed,
    a_log_is_added_to,
    a_key_makes_one_session,
    an_operator_sees_all_together,
);

async fn no_other_transition_is_made(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let legal = |from: State| -> &[State] {
        use State::{
            Creating, Deleted, Deleting, Expired, Expiring, Failed, Failing, Ready, Resetting,
        };
        match from {
            Creating => &[Ready, Failing],
            Ready | Resetting => &[Ready, Resetting, Deleting, Expiring, Failing],
            Deleting => &[Deleting, Deleted],
            Expiring => &[Expiring, Expired],
            Failing => &[Failing, Failed],
            Failed | Deleted | Expired => &[],
        }
    };
    // The shortest way to each state.
    let way = |state: State| -> &[State] {
        use State::{
            Creating, Deleted, Deleting, Expired, Expiring, Failed, Failing, Ready, Resetting,
        };
        match state {
            Creating => &[],
            Ready => &[Ready],
            Resetting => &[Ready, Resetting],
            Deleting => &[Ready, Deleting],
            Expiring => &[Ready, Expiring],
            Failing => &[Failing],
            Failed => &[Failing, Failed],
            Deleted => &[Ready, Deleting, Deleted],
            Expired => &[Ready, Expiring, Expired],
        }
    };
    let mut number = 0;
    for from in State::ALL {
        assert_eq!(from.is_final(), legal(from).is_empty());
        for next in State::ALL {
            number += 1;
            let made = new(number, now());
            sessions.create(&made).await.unwrap();
            let (mut state, mut lease) = (State::Creating, made.lease);
            for step in way(from) {
                assert!(
                    sessions
                        .transition(made.id, state, lease, to(*step))
                        .await
                        .unwrap()
                );
                (state, lease) = (*step, to(*step).lease);
            }
            let done = sessions.transition(made.id, from, lease, to(next)).await;
            let expected = legal(from).contains(&next);
            assert_eq!(done.is_ok(), expected, "{from:?} to {next:?}");
            let now_in = sessions.get(made.id).await.unwrap().unwrap().state;
            assert_eq!(now_in, if expected { next } else { from });
        }
    }
}

async fn a_ready_session_is_changed(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let made = new(1, now());
    sessions.create(&made).await.unwrap();
    let change = Change {
        expires_at: Some(now() + 2.hours()),
        protected: Some(true),
        ..to(State::Ready)
    };
    assert!(
        sessions
            .transition(made.id, State::Creating, made.lease, change)
            .await
            .unwrap()
    );
    let session = sessions.get(made.id).await.unwrap().unwrap();
    assert_eq!(
        (session.expires_at, session.protected, session.failure),
        (now() + 2.hours(), true, None)
    );
    let failed = Change {
        failure: Some("a reason".to_owned()),
        ..to(State::Failing)
    };
    assert!(
        sessions
            .transition(made.id, State::Ready, session.lease, failed)
            .await
            .unwrap()
    );
    let session = sessions.get(made.id).await.unwrap().unwrap();
    assert_eq!(session.failure.as_deref(), Some("a reason"));
    assert!(session.protected, "what is not named stays");
}

async fn a_log_is_added_to(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let made = new(1, now());
    sessions.create(&made).await.unwrap();
    let lease = to(State::Ready).lease;
    let with = |state, log| Change {
        log: Some(log),
        ..to(state)
    };
    let steps = [
        (
            State::Creating,
            made.lease,
            with(State::Ready, Log::Append("two\nthree\n".to_owned())),
            "one\ntwo\nthree\n",
        ),
        (
            State::Ready,
            lease,
            with(State::Resetting, Log::Restart("1\n".to_owned())),
            "1\n",
        ),
        (State::Resetting, lease, to(State::Ready), "1\n"),
    ];
    for (from, lease, change, expected) in steps {
        assert!(
            sessions
                .transition(made.id, from, lease, change)
                .await
                .unwrap()
        );
        let (_, log) = sessions.with_log(made.id).await.unwrap().unwrap();
        assert_eq!(log, expected);
    }
    assert_eq!(sessions.with_log(Uuid::from_u128(2)).await.unwrap(), None);
}

async fn a_key_makes_one_session(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    let with_key = |number, created_at: Timestamp| NewSession {
        idempotency: Some(Idempotency {
            key: "ana's".to_owned(),
            request: "r".to_owned(),
            until: created_at + 24.hours(),
        }),
        ..new(number, created_at)
    };
    let all = (1..20).map(|number| {
        let session = with_key(number, now());
        async move { sessions.create(&session).await.unwrap() }
    });
    let made = futures::future::join_all(all).await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    let find = async |at: Timestamp| sessions.by_idempotency_key("ana's", at).await.unwrap();
    let first = find(now()).await.unwrap();
    assert_eq!(first.request.as_deref(), Some("r"));
    assert_eq!(sessions.count_live().await.unwrap(), 1);
    assert_eq!(find(now() + 24.hours()).await, None, "it is kept no longer");
    // Over, whether or not anybody tidied up.
    assert!(
        sessions
            .create(&with_key(30, now() + 24.hours()))
            .await
            .unwrap()
    );
    assert_eq!(sessions.forget_keys(now() + 47.hours()).await.unwrap(), 1);
    let second = find(now() + 25.hours()).await.unwrap();
    assert_eq!(second.id, Uuid::from_u128(30));
    // What failed gives its key back.
    assert!(
        sessions
            .transition(second.id, State::Creating, second.lease, to(State::Failing))
            .await
            .unwrap()
    );
    assert_eq!(find(now() + 25.hours()).await, None);
    assert!(
        sessions
            .create(&with_key(31, now() + 25.hours()))
            .await
            .unwrap()
    );
}

async fn an_operator_sees_all_together(place: &Place) {
    let store = place.store().await;
    let sessions = &store.sessions;
    for (number, duration_ms) in [(1, 3.0), (2, 1.0), (3, 2.0), (4, 9.0)] {
        let made = NewSession {
            fingerprint: format!("f{}", number % 2),
            ..new(number, now() + i64::try_from(number).unwrap().seconds())
        };
        sessions.create(&made).await.unwrap();
        let change = Change {
            duration_ms: Some(duration_ms),
            ..to(State::Ready)
        };
        assert!(
            sessions
                .transition(made.id, State::Creating, made.lease, change)
                .await
                .unwrap()
        );
    }
    assert_eq!(sessions.creation_times(3).await.unwrap(), [1.0, 2.0, 9.0]);
    let mut fingerprints = sessions.fingerprints().await.unwrap();
    fingerprints.sort();
    assert_eq!(fingerprints, ["f0", "f1"]);
    let end = now() + 30.minutes();
    let backlog = sessions.backlog(end + 2.seconds()).await.unwrap();
    assert_eq!((backlog.waiting, backlog.removing), (2, 0));
    assert_eq!(backlog.oldest, Some(end + 1.second()));
    for number in [1, 3] {
        let change = Change {
            failure: Some("its rows are lost".to_owned()),
            ..to(State::Failing)
        };
        let (id, lease) = (Uuid::from_u128(number), to(State::Ready).lease);
        assert!(
            sessions
                .transition(id, State::Ready, lease, change)
                .await
                .unwrap()
        );
    }
    let causes = sessions.causes(now() + 2.seconds(), 10).await.unwrap();
    assert_eq!(causes.len(), 1);
    assert_eq!(
        (causes[0].sessions, causes[0].last_at),
        (1, now() + 3.seconds())
    );
    assert_eq!(sessions.backlog(now()).await.unwrap().removing, 2);
}
