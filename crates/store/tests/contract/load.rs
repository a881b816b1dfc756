//! Cloning and removing.

use std::sync::Arc;

use demo_core::plan::Cells;
use demo_store::{CloneRequest, ConstraintKind, Direction, Error, Pace, Removed, RowQuery};
use jiff::ToSpan;
use uuid::Uuid;

use crate::common::{OUTLET, Place, TENANT, id, load, now, plan, purge, request, shop, total};

contract!(
    loads_counts_and_purges,
    repeating_changes_nothing,
    another_instant_is_a_conflict,
    a_tombstone_stops_late_clones,
    a_bad_row_leaves_nothing,
    a_wrong_count_leaves_nothing,
    purge_touches_only_the_ledgers_tenants,
    many_clones_at_once,
    reset_brings_the_first_rows_back,
    a_reset_that_wakes_late_changes_nothing,
    a_reset_and_its_undo_at_once_leave_nothing,
    a_clone_and_its_undo_at_once_leave_nothing,
    an_empty_plan_is_recorded,
);

async fn loads_counts_and_purges(place: &Place) {
    let store = place.store().await;
    assert_eq!(load(&store, TENANT).await, 5);
    let shop = shop(&store);
    let counts = shop.count(TENANT).await.unwrap();
    assert_eq!(counts, [("boxes".to_owned(), 4), ("things".to_owned(), 1)]);
    let ledger = shop.ledger(TENANT).await.unwrap().unwrap();
    assert_eq!(
        (ledger.records, ledger.live, ledger.instant),
        (5, true, Some(now()))
    );
    assert_eq!(ledger.profile.as_deref(), Some("small"));
    assert_eq!(shop.live_tenants().await.unwrap(), [TENANT]);
    let removed = purge(&store, TENANT).await;
    assert_eq!(removed, Removed { now: 5, in_all: 5 });
    assert_eq!(total(&store, TENANT).await, 0);
    let again = purge(&store, TENANT).await;
    assert_eq!(again, Removed { now: 0, in_all: 5 });
    assert!(shop.live_tenants().await.unwrap().is_empty());
    assert_eq!(shop.forget_tombstones(now()).await.unwrap(), 0);
    assert!(shop.forget_tombstones(now() + 1.second()).await.unwrap() > 0);
    assert_eq!(shop.ledger(TENANT).await.unwrap(), None);
    assert_eq!(load(&store, TENANT).await, 5);
}

async fn repeating_changes_nothing(place: &Place) {
    let store = place.store().await;
    for _ in 0..3 {
        assert_eq!(load(&store, TENANT).await, 5);
    }
    assert_eq!(total(&store, TENANT).await, 5);
}

async fn another_instant_is_a_conflict(place: &Place) {
    let store = place.store().await;
    load(&store, TENANT).await;
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    let mut later = request(TENANT);
    later.instant += 1.second();
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &later).await,
        Err(Error::LedgerConflict)
    );
    let mut other = plan(shop(&store).tables());
    other.fingerprint.push('2');
    let prepared = shop(&store).prepare(Arc::new(other));
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &request(TENANT)).await,
        Err(Error::LedgerConflict)
    );
    assert_eq!(total(&store, TENANT).await, 5);
}

async fn a_tombstone_stops_late_clones(place: &Place) {
    let store = place.store().await;
    assert_eq!(purge(&store, TENANT).await.in_all, 0);
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &request(TENANT)).await,
        Err(Error::Tombstoned)
    );
    assert_eq!(total(&store, TENANT).await, 0);
}

async fn a_bad_row_leaves_nothing(place: &Place) {
    let store = place.store().await;
    let mut bad = plan(shop(&store).tables());
    // A thing in a box that is not there.
    bad.tables[1].columns[2].cells = Cells::Id(vec![Some((id(77), true))]);
    let prepared = shop(&store).prepare(Arc::new(bad));
    let error = shop(&store)
        .clone_tenant(&prepared, &request(TENANT))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Constraint {
                kind: ConstraintKind::ForeignKey,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(shop(&store).ledger(TENANT).await.unwrap(), None);
    // Nothing stands in the way of a good one.
    assert_eq!(load(&store, TENANT).await, 5);
}

async fn a_wrong_count_leaves_nothing(place: &Place) {
    let store = place.store().await;
    let mut wrong = plan(shop(&store).tables());
    wrong.tenants[1].records = 2;
    let prepared = shop(&store).prepare(Arc::new(wrong));
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &request(TENANT)).await,
        Err(Error::CountMismatch)
    );
    let mut stranger = plan(shop(&store).tables());
    stranger.tenants.pop();
    let prepared = shop(&store).prepare(Arc::new(stranger));
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &request(TENANT)).await,
        Err(Error::CountMismatch)
    );
    assert_eq!(load(&store, TENANT).await, 5);
}

async fn purge_touches_only_the_ledgers_tenants(place: &Place) {
    let store = place.store().await;
    let other = Uuid::from_u128(TENANT.as_u128() ^ 0xFF);
    load(&store, TENANT).await;
    load(&store, other).await;
    // An outlet is no session: its own id removes nothing.
    let outlet = request(TENANT).key.tenant_of(OUTLET);
    assert_eq!(purge(&store, outlet).await.now, 0);
    assert_eq!(purge(&store, Uuid::from_u128(5)).await.now, 0);
    // A customer who is no demo.
    let customer = Uuid::from_u128(6);
    let table = shop(&store).table("boxes").unwrap();
    let real = format!(
        "insert into boxes (tenant_id, id, name) values ('{customer}', '{}', 'real')",
        id(1)
    );
    place.execute("shop", &real).await;
    assert_eq!(purge(&store, customer).await.now, 0);
    let columns: Vec<_> = table.columns.iter().collect();
    assert!(
        shop(&store)
            .row(customer, table, id(1), &columns)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(purge(&store, TENANT).await.now, 5);
    assert_eq!(total(&store, other).await, 5);
}

async fn many_clones_at_once(place: &Place) {
    let store = place.store().await;
    let tenants: Vec<Uuid> = (1..41).map(|n| Uuid::from_u128(n << 64 | n)).collect();
    let all = futures::future::join_all(tenants.iter().map(|tenant| load(&store, *tenant))).await;
    assert!(all.iter().all(|count| *count == 5));
    assert_eq!(shop(&store).live_tenants().await.unwrap().len(), 40);
}

async fn reset_brings_the_first_rows_back(place: &Place) {
    let store = place.store().await;
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    assert_eq!(
        shop(&store).reset_tenant(&prepared, &request(TENANT)).await,
        Err(Error::NotFound)
    );
    load(&store, TENANT).await;
    let table = shop(&store).table("boxes").unwrap();
    let key = request(TENANT).key.apply(id(2));
    assert!(shop(&store).delete_row(TENANT, table, key).await.unwrap());
    assert_eq!(total(&store, TENANT).await, 4);
    assert_eq!(
        shop(&store).reset_tenant(&prepared, &request(TENANT)).await,
        Ok(5)
    );
    assert_eq!(total(&store, TENANT).await, 5);
    purge(&store, TENANT).await;
    assert_eq!(
        shop(&store).reset_tenant(&prepared, &request(TENANT)).await,
        Err(Error::Tombstoned)
    );
}

async fn a_clone_and_its_undo_at_once_leave_nothing(place: &Place) {
    let store = place.store().await;
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    for number in 1..30 {
        let tenant = Uuid::from_u128(number << 70 | number);
        let asked = request(tenant);
        let (cloned, removed) = tokio::join!(
            shop(&store).clone_tenant(&prepared, &asked),
            shop(&store).purge(tenant, now(), Pace::AtOnce)
        );
        assert!(
            matches!(cloned, Ok(5) | Err(Error::Tombstoned)),
            "{cloned:?}"
        );
        removed.unwrap();
        assert_eq!(total(&store, tenant).await, 0);
        assert!(!shop(&store).ledger(tenant).await.unwrap().unwrap().live);
    }
}

async fn a_reset_that_wakes_late_changes_nothing(place: &Place) {
    let store = place.store().await;
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    load(&store, TENANT).await;
    let at = |seconds: i64| CloneRequest {
        now: now() + seconds.seconds(),
        ..request(TENANT)
    };
    let reset = async |seconds| shop(&store).reset_tenant(&prepared, &at(seconds)).await;
    assert_eq!(reset(20).await, Ok(5));
    assert_eq!(reset(20).await, Ok(5), "its own repetition");
    let table = shop(&store).table("boxes").unwrap();
    let key = request(TENANT).key.apply(id(2));
    assert!(shop(&store).delete_row(TENANT, table, key).await.unwrap());
    assert_eq!(reset(10).await, Err(Error::Overtaken));
    assert_eq!(total(&store, TENANT).await, 4, "what came after it stays");
    assert_eq!(reset(30).await, Ok(5));
}

async fn a_reset_and_its_undo_at_once_leave_nothing(place: &Place) {
    let store = place.store().await;
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    let table = shop(&store).table("boxes").unwrap();
    for number in 1..40 {
        let tenant = Uuid::from_u128(number << 70 | number);
        load(&store, tenant).await;
        let asked = request(tenant);
        let (reset, removed) = tokio::join!(
            shop(&store).reset_tenant(&prepared, &asked),
            shop(&store).purge(tenant, now(), Pace::AtOnce)
        );
        assert!(matches!(reset, Ok(5) | Err(Error::Tombstoned)), "{reset:?}");
        removed.unwrap();
        assert!(!shop(&store).ledger(tenant).await.unwrap().unwrap().live);
        // The ledger no longer leads to its rows, so they are looked for themselves.
        let row_key = table
            .columns
            .iter()
            .find(|column| column.name == "id")
            .unwrap();
        let all = RowQuery {
            columns: &[row_key],
            filters: vec![],
            sort: vec![(row_key.clone(), Direction::Ascending)],
            after: None,
            limit: 10,
        };
        let rows = shop(&store).rows(tenant, table, &all).await.unwrap();
        assert!(rows.is_empty(), "{rows:?}");
    }
}

async fn an_empty_plan_is_recorded(place: &Place) {
    let store = place.store().await;
    let mut empty = plan(shop(&store).tables());
    empty.tables.clear();
    empty
        .tenants
        .iter_mut()
        .for_each(|tenant| tenant.records = 0);
    let prepared = shop(&store).prepare(Arc::new(empty));
    assert_eq!(
        shop(&store).clone_tenant(&prepared, &request(TENANT)).await,
        Ok(0)
    );
    assert_eq!(shop(&store).live_tenants().await.unwrap(), [TENANT]);
}
