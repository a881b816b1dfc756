//! Sort and cursor pages.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::{Api, Demo, instant};

/// A number served as a text, in whole ten-thousandths.
fn number(value: &Value) -> i64 {
    let text = value.as_str().unwrap();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<4}").parse().unwrap()
}

pub async fn sort_orders_by_each_column(api: &Api) {
    let demo = api.demo("professional").await;
    let sales = demo.rows("sales/sales?sort=-sold_at&limit=1000").await;
    assert!(
        sales
            .windows(2)
            .all(|two| instant(&two[0]["sold_at"]) >= instant(&two[1]["sold_at"]))
    );
    let sales = demo.rows("sales/sales?sort=revenue&limit=1000").await;
    assert!(
        sales
            .windows(2)
            .all(|two| number(&two[0]["revenue"]) <= number(&two[1]["revenue"]))
    );
    let sales = demo
        .rows("sales/sales?sort=channel,-quantity&limit=1000")
        .await;
    let order = |sale: &Value| {
        (
            sale["channel"].as_str().unwrap().to_owned(),
            -number(&sale["quantity"]),
        )
    };
    assert!(sales.windows(2).all(|two| order(&two[0]) <= order(&two[1])));
    let unsorted = demo.rows("sales/sales?limit=1000").await;
    assert!(
        unsorted
            .windows(2)
            .all(|two| two[0]["id"].as_str() < two[1]["id"].as_str())
    );
    // NULLs come last, up and down.
    for way in ["", "-"] {
        let lots = demo
            .rows(&format!("inventory/stock_lots?sort={way}ingredient_id"))
            .await;
        let first_null = lots
            .iter()
            .position(|lot| lot["ingredient_id"].is_null())
            .unwrap();
        assert!(
            first_null > 0
                && lots[first_null..]
                    .iter()
                    .all(|lot| lot["ingredient_id"].is_null())
        );
    }
}

/// All ids of a query, page by page.
async fn walk(demo: &Demo, table: &str, query: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = demo
            .page(&format!("{table}?limit={limit}&{query}{cursor}"))
            .await
            .ok(200);
        let items = page["items"].as_array().unwrap();
        ids.extend(
            items
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        match &page["next_cursor"] {
            Value::Null => return ids,
            next => {
                assert_eq!(items.len(), limit, "only the last page is short");
                cursor = format!("&cursor={}", next.as_str().unwrap());
            }
        }
        assert!(ids.len() < 100_000, "the pages never end");
    }
}

pub async fn pages_visit_each_row_once(api: &Api) {
    let demo = api.demo("professional").await;
    let sales = usize::try_from(demo.cloned("sales")).unwrap();
    let lots = demo.rows("inventory/stock_lots?limit=1000").await.len();
    for (table, query, limit, rows) in [
        ("sales/sales", "", 7, sales),
        ("sales/sales", "sort=-sold_at", 7, sales),
        // Many ties.
        ("sales/sales", "sort=channel", 11, sales),
        ("sales/sales", "sort=quantity,-unit_price", 11, sales),
        ("sales/sales", "sort=-revenue&quantity__gt=0", 5, sales),
        ("sales/sales", "sort=-id", 10, sales),
        // NULLs.
        ("inventory/stock_lots", "sort=product_id", 1, lots),
        (
            "inventory/stock_lots",
            "sort=-product_id,ingredient_id",
            2,
            lots,
        ),
        ("inventory/stock_lots", "sort=-expires_at", lots, lots),
        ("orders/customer_orders", "sort=delivered_at", 1, 3),
        ("orders/customer_orders", "sort=-delivered_at,total", 1, 3),
        ("inventory/products", "sort=active,name", 1, 3),
        ("orders/vehicles", "sort=next_inspection_on", 1, 1),
        ("orders/customers", "status=closed", 1, 0),
    ] {
        let ids = walk(&demo, table, query, limit).await;
        let whole = demo.rows(&format!("{table}?limit=1000&{query}")).await;
        let whole = whole.iter().map(|row| row["id"].as_str().unwrap());
        assert!(
            ids.iter().map(String::as_str).take(1000).eq(whole),
            "{table}?{query}: another order"
        );
        let once: BTreeSet<&String> = ids.iter().collect();
        assert_eq!((ids.len(), once.len()), (rows, rows), "{table}?{query}");
    }
}

pub async fn a_cursor_is_good_for_its_own_query_only(api: &Api) {
    let demo = api.demo("professional").await;
    let other = api.demo("professional").await;
    let query = "sales/sales?limit=5&sort=-revenue&channel=counter";
    let page = demo.page(query).await.ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    demo.page(&format!("{query}&cursor={cursor}")).await.ok(200);
    demo.page(&format!(
        "sales/sales?limit=9&channel=counter&sort=-revenue&cursor={cursor}"
    ))
    .await
    .ok(200);
    for place in [0, cursor.len() / 2, cursor.len() - 2] {
        let mut changed = cursor.as_bytes().to_vec();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        demo.page(&format!("{query}&cursor={changed}"))
            .await
            .invalid("query/cursor");
    }
    for elsewhere in [
        format!("{query}&cursor=garbage"),
        format!("{query}&cursor="),
        format!("{query}&cursor={cursor}A"),
        format!("{query}&quantity__gt=1&cursor={cursor}"),
        format!("sales/sales?limit=5&sort=revenue&channel=counter&cursor={cursor}"),
        format!("sales/sales?limit=5&sort=-revenue&cursor={cursor}"),
        format!("orders/customers?cursor={cursor}"),
    ] {
        demo.page(&elsewhere).await.invalid("query/cursor");
    }
    other
        .page(&format!("{query}&cursor={cursor}"))
        .await
        .invalid("query/cursor");
}

pub async fn limits_have_bounds(api: &Api) {
    let demo = api.demo("professional").await;
    for limit in ["0", "1001", "-1", "many", "", "5.0", "99999999999999999999"] {
        let detail = demo
            .page(&format!("sales/sales?limit={limit}"))
            .await
            .invalid("query/limit");
        assert!(detail.contains("from 1 to 1000"), "{detail}");
    }
    for (limit, rows) in [("limit=1", 1), ("limit=40", 40)] {
        assert_eq!(demo.rows(&format!("sales/sales?{limit}")).await.len(), rows);
    }
    demo.page("sales/sales?limit=1000").await.ok(200);
}
