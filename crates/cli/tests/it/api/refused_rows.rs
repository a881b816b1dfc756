//! Rows that are refused, and why.

use serde_json::{Value, json};

use super::rows::{id, with};
use crate::http::Api;

const VANS: &str = "orders/vehicles";
const ORDERS: &str = "orders/customer_orders";
const LINES: &str = "orders/customer_order_lines";
const PRODUCTS: &str = "inventory/products";

/// A table, a column, a value as JSON, and what is said of it.
const WRONG: [(&str, &str, &str, &str); 25] = [
    (VANS, "plate", "5", "a text"),
    (VANS, "plate", r#""a\u0000b""#, "NUL"),
    (VANS, "plate", "null", "may not be null"),
    (VANS, "capacity_crates", r#""60""#, "whole number"),
    (VANS, "capacity_crates", "60.5", "whole number"),
    (VANS, "capacity_crates", "3000000000", "too large"),
    (VANS, "capacity_kg", r#""1.005""#, "more than 2 decimals"),
    (VANS, "capacity_kg", "1.005", "more than 2 decimals"),
    (
        VANS,
        "capacity_kg",
        r#""12345678.00""#,
        "more than 6 digits",
    ),
    (VANS, "capacity_kg", r#""1e3""#, "12.50"),
    (VANS, "capacity_kg", r#""NaN""#, "12.50"),
    (VANS, "capacity_kg", "true", "12.50"),
    (
        VANS,
        "kind",
        r#""tank""#,
        "one of `van`, `refrigerated_van`, `cargo_bike`",
    ),
    (VANS, "kind", "1", "one of `van`"),
    (VANS, "next_inspection_on", r#""2025-02-30""#, "2025-01-15"),
    (VANS, "next_inspection_on", r#""0000-01-01""#, "2025-01-15"),
    (VANS, "location_id", r#""none""#, "UUID"),
    (VANS, "location_id", "{}", "UUID"),
    (
        ORDERS,
        "order_date",
        r#""yesterday""#,
        "2025-01-15T06:00:00Z",
    ),
    (
        ORDERS,
        "order_date",
        r#""-009999-01-02T00:00:00Z""#,
        "an instant",
    ),
    (ORDERS, "order_date", "0", "an instant"),
    (PRODUCTS, "active", r#""true""#, "`true` or `false`"),
    (PRODUCTS, "active", "1", "`true` or `false`"),
    (PRODUCTS, "allergens", r#"["a\u0000"]"#, "NUL"),
    (PRODUCTS, "allergens", r#"{"\u0000": 1}"#, "NUL"),
];

pub async fn types_are_checked(api: &Api) {
    let demo = api.demo("professional").await;
    for (place, name, value, words) in WRONG {
        let value: Value = serde_json::from_str(value).unwrap();
        let row = Value::Object(demo.template(place).await);
        let pointer = format!("/{name}");
        let answer = demo.write("POST", place, &with(&row, name, &value)).await;
        let detail = answer.invalid(&pointer);
        assert!(detail.contains(words), "{name}: {value}: {detail}");
        let some = demo.rows(&format!("{place}?limit=1")).await;
        let at = format!("{place}/{}", id(&some[0]));
        let answer = demo.write("PATCH", &at, &json!({ name: value })).await;
        assert!(answer.invalid(&pointer).contains(words));
        assert_eq!(demo.page(&at).await.ok(200), some[0], "nothing changed");
    }
    // Longer than an index takes.
    let van = with(&demo.van("").await, "plate", &json!("x".repeat(3000)));
    let detail = demo.write("POST", VANS, &van).await.invalid("/plate");
    assert!(detail.contains("2000 bytes"), "{detail}");
    // A number that JSON's readers do not hold.
    let product = Value::Object(demo.template(PRODUCTS).await);
    let path = format!("/api/v1/tenants/{}/{PRODUCTS}", demo.tenant());
    for number in [
        "1e400",
        "1e-400",
        "123456789012345678901234567890123456789012345",
    ] {
        let body = with(&product, "allergens", &json!("PLACE")).to_string();
        let request = api.request("POST", &path, demo.token());
        let request = request.header("content-type", "application/json");
        let body = body.replace("\"PLACE\"", &format!("[{number}]"));
        let detail = api.send(request.body(body)).await.invalid("/allergens");
        assert!(detail.contains("out of range"), "{detail}");
    }
}

/// A table, what is changed in a good new row of it, and the fields that are named for it.
const BROKEN: [(&str, &str, &[&str], &str); 9] = [
    (VANS, r#"{"plate": TAKEN}"#, &["/plate"], "same `plate`"),
    (VANS, r#"{"id": TAKEN}"#, &["/id"], "same `id`"),
    (
        LINES,
        r#"{"order_id": TAKEN, "line_number": TAKEN}"#,
        &["/order_id", "/line_number"],
        "same `order_id` and `line_number`",
    ),
    // Checks of one column, and of two.
    (
        VANS,
        r#"{"capacity_kg": "0.00"}"#,
        &["/capacity_kg"],
        "not a value",
    ),
    (
        VANS,
        r#"{"shift_end": "00:00"}"#,
        &["/shift_start", "/shift_end"],
        "fit together",
    ),
    (
        ORDERS,
        r#"{"requested_delivery_date": "2020-01-01T00:00:00Z"}"#,
        &["/order_date", "/requested_delivery_date"],
        "fit together",
    ),
    // References, in the database and to another service.
    (
        LINES,
        r#"{"order_id": NOBODY}"#,
        &["/order_id"],
        "no row of `customer_orders`",
    ),
    (
        LINES,
        r#"{"product_id": NOBODY}"#,
        &["/product_id"],
        "no row of `products`",
    ),
    (
        VANS,
        r#"{"location_id": NOBODY}"#,
        &["/location_id"],
        "no row of `locations`",
    ),
];

pub async fn a_broken_rule_names_its_fields(api: &Api) {
    let demo = api.demo("professional").await;
    for (place, changed, fields, words) in BROKEN {
        let taken = demo.rows(&format!("{place}?limit=1")).await[0].clone();
        let mut row = Value::Object(demo.template(place).await);
        // Good as it is, but for what is changed.
        for (column, value) in [
            ("plate", json!("0004 NEW")),
            ("order_number", json!("PV-2")),
            ("line_number", json!(99)),
        ] {
            if row.get(column).is_some() {
                row[column] = value;
            }
        }
        let changed = changed
            .replace("TAKEN", "\"TAKEN\"")
            .replace("NOBODY", "\"7e57ab1e-0000-4000-8000-000000000000\"");
        let changed: Value = serde_json::from_str(&changed).unwrap();
        for (name, value) in changed.as_object().unwrap() {
            row[name] = if value == "TAKEN" {
                taken[name].clone()
            } else {
                value.clone()
            };
        }
        let problem = demo.write("POST", place, &row).await.problem(422);
        let errors = problem["errors"].as_array().unwrap().iter();
        let pointers: Vec<&str> = errors
            .clone()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(pointers, fields, "{problem}");
        for error in errors {
            assert!(
                error["detail"].as_str().unwrap().contains(words),
                "{problem}"
            );
        }
    }
}

pub async fn another_demos_row_is_not_there(api: &Api) {
    let (demo, other) = (
        api.demo("professional").await,
        api.demo("professional").await,
    );
    let theirs = other.rows("tenant/locations").await[0]["id"].clone();
    let van = with(&demo.van("0006 NEW").await, "location_id", &theirs);
    demo.write("POST", VANS, &van).await.invalid("/location_id");
    let at = format!("{VANS}/{}", id(&demo.rows(VANS).await[0]));
    let answer = demo
        .write("PATCH", &at, &json!({ "location_id": theirs }))
        .await;
    answer.invalid("/location_id");
}

pub async fn unknown_and_forbidden_columns_are_named(api: &Api) {
    let demo = api.demo("professional").await;
    let van = demo.van("0003 NEW").await;
    let some = demo.rows("orders/vehicles?limit=1").await;
    let at = format!("orders/vehicles/{}", id(&some[0]));
    for (name, words) in [
        ("plaet", "`plate`"),
        ("tenant_id", "the tenant of the address"),
        ("a/b~c\" or 1=1", "no column"),
    ] {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let value = json!(demo.tenant());
        for answer in [
            demo.write("POST", "orders/vehicles", &with(&van, name, &value))
                .await,
            demo.write("PATCH", &at, &json!({ name: value })).await,
        ] {
            let detail = answer.invalid(&pointer);
            assert!(detail.contains(words), "{name}: {detail}");
        }
    }
    let answer = demo
        .write("PATCH", &at, &json!({ "id": id(&some[0]) }))
        .await;
    assert!(answer.invalid("/id").contains("cannot be changed"));
    // All that is missing is said at once, and no more than that.
    let problem = demo
        .write("POST", "orders/vehicles", &json!({}))
        .await
        .problem(422);
    let missing = problem["errors"].as_array().unwrap();
    assert_eq!(missing.len(), 10, "{problem}");
    let user = json!({ "email": "new@example.com", "full_name": "Nueva", "job_title": "Panadera",
        "created_at": "2025-12-14T10:30:00Z" });
    for (name, value) in [("password_digest", json!("!")), ("passwrd", json!("x"))] {
        let answer = demo
            .write("POST", "auth/users", &with(&user, name, &value))
            .await;
        let detail = answer.invalid(&format!("/{name}"));
        assert!(!detail.contains("password"), "it does not exist: {detail}");
    }
    let made = demo.write("POST", "auth/users", &user).await.ok(201);
    assert!(made.get("password_digest").is_none(), "{made}");
    // Who is added logs in as all others do.
    api.login("new@example.com", demo.password()).await.ok(200);
    let place = format!("auth/users/{}", id(&made));
    demo.write("PATCH", &place, &json!({ "active": false }))
        .await
        .ok(200);
    api.login("new@example.com", demo.password())
        .await
        .problem(401);
}
