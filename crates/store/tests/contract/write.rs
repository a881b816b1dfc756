//! Changing rows.

use demo_core::{batch::Value, schema::Column};
use demo_store::{Error, Pace, RowQuery, Store};
use serde_json::{Value as Json, json};

use crate::{
    common::{Place, TENANT, id, load, prepared, request, shop},
    rows::column,
};

contract!(
    rows_can_be_changed,
    a_broken_rule_names_its_columns,
    no_row_outlives_its_tenant,
);

/// A live tenant without boxes.
pub async fn emptied(store: &Store) {
    load(store, TENANT).await;
    let table = shop(store).table("boxes").unwrap();
    for row in boxes(store).await {
        let id = row["id"].as_str().unwrap().parse().unwrap();
        shop(store).delete_row(TENANT, table, id).await.unwrap();
    }
}

async fn boxes(store: &Store) -> Vec<serde_json::Map<String, Json>> {
    let table = shop(store).table("boxes").unwrap();
    let columns: Vec<&Column> = table.columns.iter().collect();
    let query = RowQuery {
        columns: &columns,
        limit: 1000,
        ..RowQuery::default()
    };
    shop(store).rows(TENANT, table, &query).await.unwrap()
}

async fn rows_can_be_changed(place: &Place) {
    let store = place.store().await;
    emptied(&store).await;
    let table = shop(&store).table("boxes").unwrap();
    let (key, name) = (column(&store, "id"), column(&store, "name"));
    let values = |text: &str| {
        [
            (&key, Value::Uuid(id(1))),
            (&name, Value::Text(text.to_owned())),
        ]
    };
    let columns: Vec<&Column> = table.columns.iter().collect();
    let row = shop(&store)
        .insert_row(TENANT, table, &values("first"), &columns)
        .await
        .unwrap();
    assert_eq!(
        (&row["name"], &row["amount"]),
        (&json!("first"), &json!(7)),
        "with its defaults"
    );
    let set = [
        (&name, Value::Text("second".to_owned())),
        (&column(&store, "weight"), Value::Numeric("3.10".to_owned())),
        (
            &column(&store, "detail"),
            Value::Json("{\"x\":1}".to_owned()),
        ),
        (
            &column(&store, "made_on"),
            Value::Date("2025-01-02".parse().unwrap()),
        ),
        (&column(&store, "code"), Value::Null),
    ];
    let changed = shop(&store)
        .update_row(TENANT, table, id(1), &set, &columns)
        .await
        .unwrap();
    let missing = shop(&store)
        .update_row(TENANT, table, id(2), &set, &columns)
        .await
        .unwrap();
    assert_eq!(missing, None);
    let row = shop(&store)
        .row(TENANT, table, id(1), &columns)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(changed.as_ref(), Some(&row));
    assert_eq!(
        (&row["name"], &row["weight"], &row["made_on"]),
        (&json!("second"), &json!("3.10"), &json!("2025-01-02"))
    );
    assert_eq!(
        (&row["amount"], &row["detail"]),
        (&json!(7), &json!({"x": 1}))
    );
    assert!(shop(&store).delete_row(TENANT, table, id(1)).await.unwrap());
    assert!(!shop(&store).delete_row(TENANT, table, id(1)).await.unwrap());
}

async fn a_broken_rule_names_its_columns(place: &Place) {
    let store = place.store().await;
    emptied(&store).await;
    let table = shop(&store).table("boxes").unwrap();
    let (key, name) = (column(&store, "id"), column(&store, "name"));
    let values = |text: &str| {
        [
            (&key, Value::Uuid(id(1))),
            (&name, Value::Text(text.to_owned())),
        ]
    };
    shop(&store)
        .insert_row(TENANT, table, &values("first"), &[])
        .await
        .unwrap();
    let again = shop(&store)
        .insert_row(TENANT, table, &values("first"), &[])
        .await
        .unwrap_err();
    let Error::Constraint {
        kind,
        table: of,
        columns: named,
    } = &again
    else {
        panic!("{again:?}")
    };
    assert_eq!(
        (kind.to_string().as_str(), of.as_deref()),
        ("unique", Some("boxes"))
    );
    assert_eq!(named[0], "tenant_id");
    let empty = [(&name, Value::Text(String::new()))];
    let error = shop(&store)
        .update_row(TENANT, table, id(1), &empty, &[])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "check constraint failed in boxes (name)",
        "the same on both engines"
    );
}

async fn no_row_outlives_its_tenant(place: &Place) {
    let store = place.store().await;
    let table = shop(&store).table("boxes").unwrap();
    let (key, name) = (column(&store, "id"), column(&store, "name"));
    let insert = |number: u128| {
        let values = [
            (&key, Value::Uuid(id(number))),
            (&name, Value::Text(format!("n{number}"))),
        ];
        let store = &store;
        async move { shop(store).insert_row(TENANT, table, &values, &[]).await }
    };
    assert_eq!(insert(1).await, Err(Error::Tombstoned), "not there yet");
    load(&store, TENANT).await;
    let (plan, now) = (boxes(&store).await, request(TENANT).now);
    let prepared = prepared(&store);
    // New rows without end while the tenant is made anew, and then removed.
    for round in 1..=10 {
        let inserts = (0..20).map(|number| insert(round * 100 + number));
        let anew = request(TENANT);
        let reset = shop(&store).reset_tenant(&prepared, &anew);
        let (inserted, reset) = futures::join!(futures::future::join_all(inserts), reset);
        assert_eq!(reset.unwrap(), 5);
        assert!(
            inserted
                .iter()
                .all(|done| !matches!(done, Err(error) if *error != Error::Tombstoned))
        );
        // Those that came after it are there; none that came before it.
        let before = boxes(&store).await;
        assert_eq!(shop(&store).reset_tenant(&prepared, &anew).await, Ok(5));
        assert!(before.len() >= plan.len());
        assert_eq!(boxes(&store).await.len(), plan.len());
    }
    let inserts = (0..40).map(|number| insert(5000 + number));
    let purge = shop(&store).purge(TENANT, now, Pace::AtOnce);
    let (_, purged) = futures::join!(futures::future::join_all(inserts), purge);
    let purged = purged.unwrap();
    assert!(purged.now >= 5);
    assert_eq!(purged.in_all, purged.now);
    assert_eq!(boxes(&store).await, []);
    assert_eq!(insert(1).await, Err(Error::Tombstoned), "removed");
}
