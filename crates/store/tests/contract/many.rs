//! Very many rows: loaded in chunks, removed in batches.

use std::sync::Arc;

use demo_core::{
    Plan, Table,
    plan::{Cells, ColumnPlan, PlannedTenant, TablePlan, TextTemplate},
};
use demo_store::{ConstraintKind, Error, Pace, Removed, Store};
use uuid::Uuid;

use crate::common::{
    self, OUTLET, Place, TENANT, column, id, now, purge, request, service_with, shop, total,
};

contract!(
    every_row_arrives_and_goes,
    one_bad_row_of_many_leaves_nothing,
    a_removal_that_was_cut_short_is_finished,
    small_removals_come_between_the_batches_of_a_large_one,
    rows_may_name_later_ones,
);

const BOXES: usize = 21_000;
const THINGS: usize = 4_001;
const ALL: u64 = (BOXES + THINGS) as u64;

fn number(row: usize) -> Uuid {
    id(u128::try_from(row).unwrap())
}

fn table(tables: &[Table], name: &str, rows: usize, columns: Vec<(&str, Cells)>) -> TablePlan {
    let columns = columns
        .into_iter()
        .map(|(column_name, cells)| column(tables, name, column_name, cells))
        .collect::<Vec<ColumnPlan>>();
    TablePlan {
        table: name.to_owned(),
        rows,
        columns,
    }
}

/// Every third box is an outlet's; a thing in each of the last boxes, which are the tenant's.
fn plan(tables: &[Table]) -> Plan {
    let is_outlets = |row: usize| row < BOXES - THINGS && row.is_multiple_of(3);
    let outlets = (0..BOXES).filter(|row| is_outlets(*row)).count() as u64;
    let tenant = |row| Some(if is_outlets(row) { OUTLET } else { Uuid::nil() });
    let name = |row: usize| TextTemplate::parse(&format!("Box {row}")).ok();
    let ids =
        |from: usize, to: usize| Cells::Id((from..to).map(|n| Some((number(n), true))).collect());
    let boxes = vec![
        ("tenant_id", Cells::Tenant((0..BOXES).map(tenant).collect())),
        ("id", ids(0, BOXES)),
        ("name", Cells::Text((0..BOXES).map(name).collect())),
    ];
    let things = vec![
        ("tenant_id", Cells::Tenant(vec![Some(Uuid::nil()); THINGS])),
        ("id", ids(BOXES, BOXES + THINGS)),
        ("box_id", ids(BOXES - THINGS, BOXES)),
    ];
    let planned = |base, records| PlannedTenant { base, records };
    Plan {
        profile: "many".to_owned(),
        service: "shop".to_owned(),
        fingerprint: "f1".to_owned(),
        tenants: vec![
            planned(Uuid::nil(), ALL - outlets),
            planned(OUTLET, outlets),
        ],
        tables: vec![
            table(tables, "boxes", BOXES, boxes),
            table(tables, "things", THINGS, things),
        ],
    }
}

async fn load(store: &Store, plan: Plan) -> Result<u64, Error> {
    let prepared = shop(store).prepare(Arc::new(plan));
    shop(store).clone_tenant(&prepared, &request(TENANT)).await
}

async fn every_row_arrives_and_goes(place: &Place) {
    let store = place.store().await;
    let plan = plan(shop(&store).tables());
    assert_eq!(load(&store, plan.clone()).await, Ok(ALL));
    assert_eq!(load(&store, plan).await, Ok(ALL), "asked for again");
    let counted = shop(&store).count(TENANT).await.unwrap();
    let rows = |name: &str| counted.iter().find(|(table, _)| table == name).unwrap().1;
    assert_eq!(
        (rows("boxes"), rows("things")),
        (BOXES as u64, THINGS as u64)
    );
    // Of the first, of one at a seam and of the last, all that is theirs.
    for row in [0, 1, 1_999, 2_000, BOXES - 1] {
        let owner = if row < BOXES - THINGS && row % 3 == 0 {
            OUTLET
        } else {
            Uuid::nil()
        };
        let key = request(TENANT).key;
        let tenant = if owner.is_nil() {
            TENANT
        } else {
            key.tenant_of(owner)
        };
        let boxes = shop(&store).table("boxes").unwrap();
        let columns: Vec<_> = boxes.columns.iter().collect();
        let found = shop(&store)
            .row(tenant, boxes, key.apply(number(row)), &columns)
            .await
            .unwrap();
        let found = format!("{found:?}");
        assert!(found.contains(&format!("\"Box {row}\"")), "{row}: {found}");
    }
    let removed = purge(&store, TENANT).await;
    assert_eq!(
        removed,
        Removed {
            now: ALL,
            in_all: ALL
        }
    );
    assert_eq!(total(&store, TENANT).await, 0);
    let again = purge(&store, TENANT).await;
    assert_eq!(
        again,
        Removed {
            now: 0,
            in_all: ALL
        }
    );
}

async fn one_bad_row_of_many_leaves_nothing(place: &Place) {
    let store = place.store().await;
    let good = plan(shop(&store).tables());
    let mut bad = good.clone();
    let Cells::Id(cells) = &mut bad.tables[1].columns[2].cells else {
        panic!("`box_id`")
    };
    // The last of all is in a box that is not there.
    *cells.last_mut().unwrap() = Some((number(77_777), true));
    let error = load(&store, bad).await.unwrap_err();
    let kind = ConstraintKind::ForeignKey;
    assert!(
        matches!(&error, Error::Constraint { kind: found, .. } if *found == kind),
        "{error:?}"
    );
    let mut wrong = good.clone();
    wrong.tenants[1].records += 1;
    assert_eq!(load(&store, wrong).await, Err(Error::CountMismatch));
    assert_eq!(shop(&store).ledger(TENANT).await.unwrap(), None);
    assert_eq!(load(&store, good).await, Ok(ALL));
}

/// Waits until the removal of the large tenant has begun; the rows that are left.
async fn begun(store: &Store) -> u64 {
    loop {
        let left = total(store, TENANT).await;
        if left < ALL {
            return left;
        }
    }
}

/// Others see it half done, so it is no single transaction; and the next goes on from there.
async fn a_removal_that_was_cut_short_is_finished(place: &Place) {
    let store = place.store().await;
    load(&store, plan(shop(&store).tables())).await.unwrap();
    let left = tokio::select! {
        left = begun(&store) => left,
        removed = shop(&store).purge(TENANT, now(), Pace::AtOnce) => panic!("at once: {removed:?}"),
    };
    assert!(left > 0);
    assert!(shop(&store).ledger(TENANT).await.unwrap().unwrap().live);
    let removed = purge(&store, TENANT).await;
    assert!(removed.now < ALL, "{removed:?}");
    assert_eq!(removed.in_all, ALL);
    assert_eq!(total(&store, TENANT).await, 0);
}

async fn small_removals_come_between_the_batches_of_a_large_one(place: &Place) {
    let store = place.store().await;
    let other = Uuid::from_u128(7);
    common::load(&store, other).await;
    load(&store, plan(shop(&store).tables())).await.unwrap();
    let small = async {
        begun(&store).await;
        let removed = shop(&store).purge(other, now(), Pace::InTurn).await;
        (removed.unwrap().in_all, total(&store, TENANT).await)
    };
    let (large, (removed, left)) = futures::join!(purge(&store, TENANT), small);
    assert_eq!((large.in_all, removed), (ALL, 5));
    assert!(left > 0, "the small one waited for the large one");
}

/// As employees name who leads them.
async fn rows_may_name_later_ones(place: &Place) {
    let service = service_with(
        "create table links (tenant_id UUID not null, id UUID not null, next_id UUID, \
         primary key (tenant_id, id), foreign key (tenant_id, next_id) references links (tenant_id, id)); \
         create index links_next on links (tenant_id, next_id);",
    );
    let store = Store::open(&place.options, &[service]).await.unwrap();
    let next = |row: usize| (row + 1 < BOXES).then(|| (number(row + 1), true));
    let columns = vec![
        ("tenant_id", Cells::Tenant(vec![Some(Uuid::nil()); BOXES])),
        (
            "id",
            Cells::Id((0..BOXES).map(|row| Some((number(row), true))).collect()),
        ),
        ("next_id", Cells::Id((0..BOXES).map(next).collect())),
    ];
    let records = BOXES as u64;
    let plan = Plan {
        profile: "chain".to_owned(),
        service: "shop".to_owned(),
        fingerprint: "f1".to_owned(),
        tenants: vec![PlannedTenant {
            base: Uuid::nil(),
            records,
        }],
        tables: vec![table(shop(&store).tables(), "links", BOXES, columns)],
    };
    assert_eq!(load(&store, plan).await, Ok(records));
    let removed = purge(&store, TENANT).await;
    assert_eq!(removed.in_all, records);
}
