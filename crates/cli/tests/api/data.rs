//! The data API: filters, values, and what is not served.

use jiff::ToSpan as _;
use serde_json::{Value, json};

use crate::http::{Api, Demo, instant, keys};

/// The order numbers of the rows that a query selects.
async fn orders(demo: &Demo, query: &str) -> Vec<String> {
    let rows = demo
        .rows(&format!("orders/customer_orders?sort=order_number&{query}"))
        .await;
    let numbers = rows
        .iter()
        .map(|row| row["order_number"].as_str().unwrap().to_owned());
    numbers.collect()
}

pub async fn filters_select_what_they_say(api: &Api) {
    let demo = api.demo("professional").await;
    let all = ["PV-1142", "PV-1143", "PV-1144"];
    assert_eq!(orders(&demo, "").await, all);
    let rows = demo.rows("orders/customer_orders?sort=order_number").await;
    let second = instant(&rows[1]["order_date"]);
    let local = (second + 2.hours()).to_string().replace('Z', "%2B02:00");
    let customer = rows[0]["customer_id"].as_str().unwrap();
    for (query, expected) in [
        ("order_number=PV-1143", &all[1..2]),
        ("order_number__ne=PV-1142", &all[1..]),
        ("order_number__gt=PV-1142", &all[1..]),
        ("order_number__lte=PV-1143", &all[..2]),
        ("order_number__in=PV-1142,PV-1143,PV-9999", &all[..2]),
        ("order_number__like=PV-114_", &all[..]),
        ("order_number__like=pv-%253", &all[1..2]),
        ("order_number__like=%25-1144", &all[2..]),
        ("order_number__like=PV\\-1144", &[]),
        // Numbers are compared as numbers, not as texts.
        ("total=56.370", &all[..1]),
        ("total__gt=56.37", &all[1..]),
        ("total__gte=56.37", &all[..]),
        ("total__lt=100", &all[..]),
        ("total__lt=9", &[]),
        ("total__lte=74.26", &all[..2]),
        ("total__ne=74.26&total__lt=80", &all[..1]),
        ("total__in=56.37,85.340", &["PV-1142", "PV-1144"][..]),
        // Instants, to the microsecond and in any zone.
        (&format!("order_date={second}"), &all[1..2]),
        (&format!("order_date__gt={second}"), &all[2..]),
        (&format!("order_date__gte={local}"), &all[1..]),
        (&format!("order_date__lt={second}"), &all[..1]),
        (&format!("customer_id={customer}"), &all[..1]),
        (
            &format!("customer_id={}", customer.to_uppercase()),
            &all[..1],
        ),
        ("status=delivered&channel=standing", &all[..1]),
        ("status=delivered&channel=phone", &[]),
        ("status=' or 1=1 --", &[]),
    ] {
        assert_eq!(orders(&demo, query).await, expected, "{query}");
    }
    assert_eq!(
        demo.rows("orders/customer_order_lines?line_number__gt=1")
            .await
            .len(),
        3
    );
    assert_eq!(demo.rows("inventory/products?active=true").await.len(), 3);
    assert_eq!(
        demo.rows("inventory/products?active__ne=true").await.len(),
        0
    );
    assert_eq!(
        demo.rows("orders/vehicles?capacity_crates__in=31,32")
            .await
            .len(),
        1
    );
    // The same on both engines: letters of ASCII in either case, all others as written.
    assert_eq!(
        demo.rows("orders/customers?name__like=CAFETER%C3%ADA%25")
            .await
            .len(),
        1
    );
    assert_eq!(
        demo.rows("orders/customers?name__like=CAFETER%C3%8DA%25")
            .await
            .len(),
        0
    );
}

pub async fn a_filter_that_does_not_fit_is_explained(api: &Api) {
    let demo = api.demo("professional").await;
    for (table, parameter, words) in [
        (
            "orders/customer_orders",
            "custmer_id=5",
            &["`customer_id`"][..],
        ),
        ("orders/customer_orders", "totl__gt=5", &["`total`"]),
        ("orders/customer_orders", "total__gtt=5", &["`gt`"]),
        (
            "orders/customer_orders",
            "total__between=5",
            &["gte", "like"],
        ),
        ("orders/customer_orders", "sort=-totl", &["`total`"]),
        ("orders/customer_orders", "sort=total,total", &["twice"]),
        ("orders/customer_orders", "total=cheap", &["12.50"]),
        ("orders/customer_orders", "total=1e3", &["12.50"]),
        (
            "orders/customer_orders",
            "order_date__gt=yesterday",
            &["2025-01-15T06:00:00Z"],
        ),
        ("orders/customer_orders", "customer_id=5", &["UUID"]),
        ("orders/customer_orders", "customer_id__in=5", &["UUID"]),
        ("orders/customer_orders", "total__like=5%25", &["like"]),
        (
            "orders/customer_order_lines",
            "line_number=one",
            &["whole number"],
        ),
        ("inventory/products", "active=perhaps", &["true"]),
        ("inventory/products", "active__gt=true", &["order"]),
        (
            "inventory/products",
            "allergens=gluten",
            &["cannot be filtered"],
        ),
        ("inventory/products", "sort=allergens", &["no order"]),
        ("orders/customers", "name=a%00b", &["NUL"]),
    ] {
        let name = parameter.split('=').next().unwrap();
        let detail = demo
            .page(&format!("{table}?{parameter}"))
            .await
            .invalid(&format!("query/{name}"));
        for word in words {
            assert!(
                detail.contains(word),
                "{parameter}: `{word}` is not in: {detail}"
            );
        }
    }
    // All that is wrong is said at once.
    let answer = demo.page("orders/customers?nam=x&limit=0&sort=cod").await;
    assert_eq!(answer.problem(422)["errors"].as_array().unwrap().len(), 3);
}

pub async fn values_have_the_forms_that_are_promised(api: &Api) {
    let demo = api.demo("professional").await;
    let products = demo.rows("inventory/products?sort=sku").await;
    let croissant = &products[0];
    for (column, value) in [
        ("sku", json!("BOL-CRU")),
        ("price", json!("1.50")),
        ("vat_rate", json!("10.00")),
        ("weight_g", json!(70)),
        ("active", json!(true)),
        ("allergens", json!(["gluten", "milk"])),
        ("name", json!("Cruasán de mantequilla")),
    ] {
        assert_eq!(croissant[column], value, "{column}");
    }
    let water = &demo.rows("inventory/ingredients?sku=AGU-RED").await[0];
    assert_eq!(water["unit_cost"], "0.0024");
    assert_eq!(
        water["reorder_quantity"], "1000.000",
        "at its declared scale"
    );
    assert_eq!(water["reorder_point"], "0.000");
    assert_eq!(
        (&water["supplier_id"], &water["allergens"]),
        (&Value::Null, &json!([]))
    );
    let customer = &demo.rows("orders/customers?code=CLI-014").await[0];
    assert_eq!(
        (&customer["latitude"], &customer["longitude"]),
        (&json!("39.473300"), &json!("-0.351900"))
    );
    let location = &demo.rows("tenant/locations").await[0];
    assert!(location["opening_hours"].is_object(), "{location}");
    assert_eq!(location["country"], "ES");
    let van = &demo.rows("orders/vehicles").await[0];
    let date = van["next_inspection_on"].as_str().unwrap();
    assert!(
        date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok(),
        "{date}"
    );
    let order = &demo
        .rows("orders/customer_orders?order_number=PV-1143")
        .await[0];
    assert_eq!(order["delivered_at"], Value::Null);
    for column in ["order_date", "requested_delivery_date"] {
        instant(&order[column]);
    }
    // One row is what it is in the list.
    let path = format!("orders/customer_orders/{}", order["id"].as_str().unwrap());
    assert_eq!(&demo.page(&path).await.ok(200), order);
    let tenant = demo
        .page(&format!("tenant/tenants/{}", demo.tenant()))
        .await
        .ok(200);
    assert_eq!(tenant["tenant_id"], demo.tenant());
}

pub async fn secret_columns_do_not_exist_for_clients(api: &Api) {
    let demo = api.demo("professional").await;
    let users = demo.rows("auth/users").await;
    assert_eq!(users.len(), 4);
    for user in &users {
        assert!(!keys(user).contains(&"password_digest"));
        let one = demo
            .page(&format!("auth/users/{}", user["id"].as_str().unwrap()))
            .await;
        assert!(
            !one.text.contains("password") && !one.text.contains("sha256"),
            "{}",
            one.text
        );
        one.ok(200);
    }
    for (parameter, value) in [
        ("password_digest", "x"),
        ("password_digest__ne", "x"),
        ("password_digest__like", "sha256%25"),
        ("password_digest__gt", "a"),
        ("sort", "password_digest"),
        ("sort", "-email,-password_digest"),
    ] {
        let answer = demo.page(&format!("auth/users?{parameter}={value}")).await;
        let detail = answer.invalid(&format!("query/{parameter}"));
        assert!(
            !detail.contains("password"),
            "it is not even named: {detail}"
        );
    }
}

pub async fn unknown_places_are_404(api: &Api) {
    let demo = api.demo("professional").await;
    for (place, hint) in [
        ("ordrs/customers", "`orders`"),
        ("orders/custmers", "`customers`"),
        ("orders/demo_tenants", ""),
        ("orders/_sqlx_migrations", ""),
        ("orders/sqlite_master", ""),
        ("orders/products", ""),
        ("sessions/sessions", ""),
        ("orders/customers/none", ""),
        ("orders/customers/7e57ab1e-0000-4000-8000-000000000000", ""),
        ("orders/customers%00", ""),
        ("orders/customers/..%2f..%2fauth", ""),
    ] {
        let problem = demo.page(place).await.problem(404);
        assert!(
            problem["hint"].as_str().unwrap().contains(hint),
            "{place}: {problem}"
        );
    }
}
