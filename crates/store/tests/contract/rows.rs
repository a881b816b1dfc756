//! Reading and changing rows.

use demo_core::{batch::Value, schema::Column};
use demo_store::{Direction, Error, Filter, Operator, RowQuery, Store};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    common::{Place, TENANT, id, load, request, shop},
    write::emptied,
};

contract!(
    rows_are_as_the_api_says,
    filters,
    pages_with_nulls_and_duplicates,
    other_tenants_rows_are_not_there
);

pub fn column(store: &Store, name: &str) -> Column {
    shop(store)
        .table("boxes")
        .unwrap()
        .column(name)
        .unwrap()
        .clone()
}

async fn rows_are_as_the_api_says(place: &Place) {
    let store = place.store().await;
    load(&store, TENANT).await;
    let table = shop(&store).table("boxes").unwrap();
    let columns: Vec<&Column> = table.columns.iter().collect();
    let key = request(TENANT).key.apply(id(1));
    let row = shop(&store)
        .row(TENANT, table, key, &columns)
        .await
        .unwrap()
        .unwrap();
    let expected = json!({
        "tenant_id": TENANT,
        "id": key,
        "name": "Box k3v9",
        "code": "A-1",
        "weight": "12.50",
        "amount": 1,
        "open": true,
        "ratio": 0.5,
        "made_on": "2025-12-14",
        "seen_at": "2025-12-14T10:30:00.123457Z",
        "detail": serde_json::from_str::<Json>("{\"a\": [1.50, \"ñ\"]}").unwrap(),
    });
    assert_eq!(Json::Object(row), expected);
}

async fn names(store: &Store, filters: Vec<Filter>) -> Result<Vec<String>, Error> {
    let name = column(store, "name");
    let query = RowQuery {
        columns: &[&name],
        filters,
        sort: vec![(column(store, "amount"), Direction::Ascending)],
        after: None,
        limit: 10,
    };
    let rows = shop(store)
        .rows(TENANT, shop(store).table("boxes").unwrap(), &query)
        .await?;
    Ok(rows
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect())
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn filters(place: &Place) {
    let store = place.store().await;
    load(&store, TENANT).await;
    let cases = [
        (
            "weight",
            Operator::Gt,
            vec![Value::Numeric("-0.051".to_owned())],
            vec!["Año", "Box k3v9", "c"],
        ),
        (
            "weight",
            Operator::Eq,
            vec![Value::Numeric("12.5".to_owned())],
            vec!["Box k3v9"],
        ),
        (
            "weight",
            Operator::Lt,
            vec![Value::Numeric("0".to_owned())],
            vec!["Año"],
        ),
        (
            "amount",
            Operator::In,
            vec![Value::Integer(3), Value::Integer(1)],
            vec!["Box k3v9", "c"],
        ),
        ("amount", Operator::In, vec![], vec![]),
        (
            "name",
            Operator::Like,
            vec![Value::Text("bOX%".to_owned())],
            vec!["Box k3v9"],
        ),
        (
            "name",
            Operator::Like,
            vec![Value::Text("\\%".to_owned())],
            vec![],
        ),
        (
            "code",
            Operator::IsNull,
            vec![Value::Boolean(true)],
            vec!["Año"],
        ),
        (
            "code",
            Operator::IsNull,
            vec![Value::Boolean(false)],
            vec!["Box k3v9", "c"],
        ),
        (
            "code",
            Operator::Ne,
            vec![Value::Text("A-1".to_owned())],
            vec!["c"],
        ),
        (
            "open",
            Operator::Eq,
            vec![Value::Boolean(false)],
            vec!["Año"],
        ),
        (
            "made_on",
            Operator::Lte,
            vec![Value::Date("2025-12-13".parse().unwrap())],
            vec!["Año"],
        ),
        (
            "seen_at",
            Operator::Gte,
            vec![Value::Instant(
                "2025-12-14T10:30:00.123457Z".parse().unwrap(),
            )],
            vec!["Box k3v9"],
        ),
        (
            "seen_at",
            Operator::Gt,
            vec![Value::Instant(
                "2025-12-14T10:30:00.123457Z".parse().unwrap(),
            )],
            vec![],
        ),
        (
            "ratio",
            Operator::Gte,
            vec![Value::Float(0.5)],
            vec!["Box k3v9", "c"],
        ),
        (
            "id",
            Operator::Eq,
            vec![Value::Uuid(request(TENANT).key.apply(id(3)))],
            vec!["c"],
        ),
    ];
    for (name, operator, values, expected) in cases {
        let filter = Filter {
            column: column(&store, name),
            operator,
            values,
        };
        let shown = format!("{filter:?}");
        assert_eq!(
            names(&store, vec![filter]).await.unwrap(),
            expected,
            "{shown}"
        );
    }
    let like = Filter {
        column: column(&store, "amount"),
        operator: Operator::Like,
        values: vec![Value::Text("1".to_owned())],
    };
    assert!(matches!(
        names(&store, vec![like]).await,
        Err(Error::Invalid { .. })
    ));
    let mut unknown = column(&store, "name");
    unknown.name.push_str("\" or 1=1");
    let unknown = Filter {
        column: unknown,
        operator: Operator::IsNull,
        values: vec![],
    };
    assert!(matches!(
        names(&store, vec![unknown]).await,
        Err(Error::Invalid { .. })
    ));
}

async fn pages_with_nulls_and_duplicates(place: &Place) {
    let store = place.store().await;
    emptied(&store).await;
    let table = shop(&store).table("boxes").unwrap();
    for number in 0..23_u8 {
        let weight = match number % 4 {
            0 => Value::Null,
            rest => Value::Numeric(format!("{rest}.50")),
        };
        let values = [
            (&column(&store, "id"), Value::Uuid(id(u128::from(number)))),
            (&column(&store, "name"), Value::Text(format!("n{number}"))),
            (&column(&store, "weight"), weight),
            (&column(&store, "open"), Value::Boolean(number % 3 == 0)),
        ];
        shop(&store)
            .insert_row(TENANT, table, &values, &[])
            .await
            .unwrap();
    }
    let columns: Vec<&Column> = table.columns.iter().collect();
    for first in [Direction::Ascending, Direction::Descending] {
        let mut query = RowQuery {
            columns: &columns,
            sort: vec![
                (column(&store, "weight"), first),
                (column(&store, "open"), Direction::Descending),
                (column(&store, "id"), Direction::Ascending),
            ],
            limit: 100,
            ..RowQuery::default()
        };
        let whole = shop(&store).rows(TENANT, table, &query).await.unwrap();
        assert_eq!(whole.len(), 23);
        assert!(
            whole[17..].iter().all(|row| row["weight"].is_null()),
            "nulls last"
        );
        assert_eq!(
            whole[0]["weight"],
            if first == Direction::Ascending {
                "1.50"
            } else {
                "3.50"
            }
        );
        query.limit = 4;
        let mut paged = Vec::new();
        loop {
            let page = shop(&store).rows(TENANT, table, &query).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some(
                ["weight", "open", "id"]
                    .map(|name| last[name].clone())
                    .to_vec(),
            );
            paged.extend(page);
        }
        assert_eq!(paged, whole);
    }
    let query = RowQuery {
        columns: &columns,
        sort: vec![(column(&store, "id"), Direction::Ascending)],
        after: Some(vec![json!("no uuid")]),
        limit: 1,
        ..RowQuery::default()
    };
    assert!(matches!(
        shop(&store).rows(TENANT, table, &query).await,
        Err(Error::Invalid { .. })
    ));
}

async fn other_tenants_rows_are_not_there(place: &Place) {
    let store = place.store().await;
    load(&store, TENANT).await;
    let table = shop(&store).table("boxes").unwrap();
    let columns: Vec<&Column> = table.columns.iter().collect();
    let (key, stranger) = (request(TENANT).key.apply(id(1)), Uuid::from_u128(8));
    assert_eq!(
        shop(&store)
            .row(stranger, table, key, &columns)
            .await
            .unwrap(),
        None
    );
    assert!(!shop(&store).delete_row(stranger, table, key).await.unwrap());
    assert!(
        shop(&store)
            .row(TENANT, table, key, &columns)
            .await
            .unwrap()
            .is_some()
    );
}
