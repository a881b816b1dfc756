//! Rows that a prospect adds, changes and removes.

use serde_json::{Map, Value, json};

use super::sessions::SERVICES;
use crate::http::{Answer, Api, Demo};

impl Demo {
    async fn write(&self, method: &str, place: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/tenants/{}/{place}", self.tenant());
        let request = self.api.request(method, &path, self.token());
        self.api.send(request.json(body)).await
    }

    async fn remove(&self, place: &str) -> Answer {
        let path = format!("/api/v1/tenants/{}/{place}", self.tenant());
        self.api.delete(&path, self.token()).await
    }

    /// A row of a table that there is, without its keys: good for a new one once its unique
    /// columns are changed.
    async fn template(&self, place: &str) -> Map<String, Value> {
        let rows = self.rows(&format!("{place}?limit=1")).await;
        let mut row = rows[0].as_object().unwrap().clone();
        row.remove("id");
        row.remove("tenant_id");
        row
    }

    async fn van(&self, plate: &str) -> Value {
        let mut van = self.template("orders/vehicles").await;
        van.insert("plate".to_owned(), plate.into());
        Value::Object(van)
    }
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

fn with(row: &Value, name: &str, value: &Value) -> Value {
    let mut row = row.clone();
    row[name] = value.clone();
    row
}

pub async fn a_row_is_added_changed_and_removed(api: &Api) {
    let demo = api.demo("professional").await;
    let van = demo.van("0001 NEW").await;
    let answer = demo.write("POST", "orders/vehicles", &van).await;
    let place = answer.header("location").to_owned();
    let made = answer.ok(201);
    assert_eq!(made["tenant_id"], demo.tenant());
    let own = format!(
        "/api/v1/tenants/{}/orders/vehicles/{}",
        demo.tenant(),
        id(&made)
    );
    assert_eq!(place, own, "at its address");
    assert_eq!(api.get(&place, demo.token()).await.ok(200), made);
    for (name, value) in van.as_object().unwrap() {
        assert_eq!(&made[name], value, "{name}");
    }
    let row = format!("orders/vehicles/{}", id(&made));
    let wanted =
        json!({ "name": "Furgoneta «3»", "capacity_kg": 850.5, "next_inspection_on": null });
    let changed = demo.write("PATCH", &row, &wanted).await.ok(200);
    assert_eq!(changed["name"], "Furgoneta «3»");
    assert_eq!(changed["capacity_kg"], "850.50", "at its scale");
    assert_eq!(changed["next_inspection_on"], Value::Null);
    assert_eq!(changed["plate"], "0001 NEW", "what is not named stays");
    assert_eq!(demo.write("PATCH", &row, &json!({})).await.ok(200), changed);
    assert_eq!(demo.page(&row).await.ok(200), changed);
    let gone = demo.remove(&row).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    for answer in [
        demo.page(&row).await,
        demo.remove(&row).await,
        demo.write("PATCH", &row, &json!({ "name": "x" })).await,
    ] {
        answer.problem(404);
    }
    // With an id of the client's own, and defaults for what it leaves out.
    let own = "7e57ab1e-0000-4000-8000-000000000001";
    let order = demo.template("orders/customer_orders").await;
    let mut order = with(&Value::Object(order), "order_number", &json!("PV-1"));
    order["id"] = json!(own);
    order.as_object_mut().unwrap().remove("currency");
    let made = demo
        .write("POST", "orders/customer_orders", &order)
        .await
        .ok(201);
    assert_eq!((id(&made), &made["currency"]), (own, &json!("EUR")));
}

pub async fn types_are_checked(api: &Api) {
    let demo = api.demo("professional").await;
    let van = demo.van("0002 NEW").await;
    let order = Value::Object(demo.template("orders/customer_orders").await);
    let product = Value::Object(demo.template("inventory/products").await);
    for (place, row, name, value, words) in [
        ("orders/vehicles", &van, "plate", json!(5), "a text"),
        ("orders/vehicles", &van, "plate", json!("a\u{0}b"), "NUL"),
        (
            "orders/vehicles",
            &van,
            "plate",
            json!("x".repeat(3000)),
            "2000 bytes",
        ),
        (
            "orders/vehicles",
            &van,
            "plate",
            Value::Null,
            "may not be null",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_crates",
            json!("60"),
            "whole number",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_crates",
            json!(60.5),
            "whole number",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_crates",
            json!(3_000_000_000_i64),
            "too large",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_kg",
            json!("1.005"),
            "more than 2 decimals",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_kg",
            json!(1.005),
            "more than 2 decimals",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_kg",
            json!("12345678.00"),
            "more than 6 digits",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_kg",
            json!("1e3"),
            "12.50",
        ),
        (
            "orders/vehicles",
            &van,
            "capacity_kg",
            json!("NaN"),
            "12.50",
        ),
        ("orders/vehicles", &van, "capacity_kg", json!(true), "12.50"),
        (
            "orders/vehicles",
            &van,
            "kind",
            json!("tank"),
            "one of `van`, `refrigerated_van`, `cargo_bike`",
        ),
        ("orders/vehicles", &van, "kind", json!(1), "one of `van`"),
        (
            "orders/vehicles",
            &van,
            "next_inspection_on",
            json!("2025-02-30"),
            "2025-01-15",
        ),
        (
            "orders/vehicles",
            &van,
            "next_inspection_on",
            json!("0000-01-01"),
            "2025-01-15",
        ),
        (
            "orders/vehicles",
            &van,
            "location_id",
            json!("none"),
            "UUID",
        ),
        ("orders/vehicles", &van, "location_id", json!({}), "UUID"),
        (
            "orders/customer_orders",
            &order,
            "order_date",
            json!("yesterday"),
            "2025-01-15T06:00:00Z",
        ),
        (
            "orders/customer_orders",
            &order,
            "order_date",
            json!("-009999-01-02T00:00:00Z"),
            "an instant",
        ),
        (
            "orders/customer_orders",
            &order,
            "order_date",
            json!(0),
            "an instant",
        ),
        (
            "inventory/products",
            &product,
            "active",
            json!("true"),
            "`true` or `false`",
        ),
        (
            "inventory/products",
            &product,
            "active",
            json!(1),
            "`true` or `false`",
        ),
        (
            "inventory/products",
            &product,
            "allergens",
            json!(["a\u{0}"]),
            "NUL",
        ),
        (
            "inventory/products",
            &product,
            "allergens",
            json!({ "\u{0}": 1 }),
            "NUL",
        ),
    ] {
        let pointer = format!("/{name}");
        let answer = demo.write("POST", place, &with(row, name, &value)).await;
        let detail = answer.invalid(&pointer);
        assert!(detail.contains(words), "{name}: {value}: {detail}");
        let some = demo.rows(&format!("{place}?limit=1")).await;
        let at = format!("{place}/{}", id(&some[0]));
        let answer = demo.write("PATCH", &at, &json!({ name: value })).await;
        assert!(answer.invalid(&pointer).contains(words));
        assert_eq!(demo.page(&at).await.ok(200), some[0], "nothing changed");
    }
    // A number that JSON's readers do not hold.
    let path = format!("/api/v1/tenants/{}/inventory/products", demo.tenant());
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

pub async fn a_broken_rule_names_its_fields(api: &Api) {
    let demo = api.demo("professional").await;
    let van = demo.van("0004 NEW").await;
    let taken = demo.rows("orders/vehicles?limit=1").await[0].clone();
    let line = demo.rows("orders/customer_order_lines?limit=1").await[0].clone();
    let unknown = json!("7e57ab1e-0000-4000-8000-000000000000");
    let mut lines = demo.template("orders/customer_order_lines").await;
    lines.insert("line_number".to_owned(), json!(99));
    let lines = Value::Object(lines);
    let mut order = demo.template("orders/customer_orders").await;
    order.insert("order_number".to_owned(), json!("PV-2"));
    let order = Value::Object(order);
    for (place, row, changed, fields, words) in [
        // Unique.
        (
            "orders/vehicles",
            &van,
            json!({ "plate": taken["plate"] }),
            &["/plate"][..],
            "same `plate`",
        ),
        (
            "orders/vehicles",
            &van,
            json!({ "id": taken["id"] }),
            &["/id"],
            "same `id`",
        ),
        (
            "orders/customer_order_lines",
            &lines,
            json!({ "order_id": line["order_id"], "line_number": line["line_number"] }),
            &["/order_id", "/line_number"],
            "same `order_id` and `line_number`",
        ),
        // Checks of one column, and of two.
        (
            "orders/vehicles",
            &van,
            json!({ "capacity_kg": "0.00" }),
            &["/capacity_kg"],
            "not a value",
        ),
        (
            "orders/vehicles",
            &van,
            json!({ "shift_end": "00:00" }),
            &["/shift_start", "/shift_end"],
            "fit together",
        ),
        (
            "orders/customer_orders",
            &order,
            json!({ "requested_delivery_date": "2020-01-01T00:00:00Z" }),
            &["/order_date", "/requested_delivery_date"],
            "fit together",
        ),
        // References, in the database and to another service.
        (
            "orders/customer_order_lines",
            &lines,
            json!({ "order_id": unknown }),
            &["/order_id"],
            "no row of `customer_orders`",
        ),
        (
            "orders/customer_order_lines",
            &lines,
            json!({ "product_id": unknown }),
            &["/product_id"],
            "no row of `products`",
        ),
        (
            "orders/vehicles",
            &van,
            json!({ "location_id": unknown }),
            &["/location_id"],
            "no row of `locations`",
        ),
    ] {
        let mut row = row.clone();
        row.as_object_mut()
            .unwrap()
            .extend(changed.as_object().unwrap().clone());
        let problem = demo.write("POST", place, &row).await.problem(422);
        let errors = problem["errors"].as_array().unwrap();
        let pointers: Vec<&str> = errors
            .iter()
            .map(|e| e["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(pointers, fields, "{problem}");
        assert!(
            errors[0]["detail"].as_str().unwrap().contains(words),
            "{problem}"
        );
    }
    // A row of another demo is not there.
    let other = api.demo("professional").await;
    let theirs = other.rows("tenant/locations").await[0]["id"].clone();
    let answer = demo
        .write(
            "POST",
            "orders/vehicles",
            &with(&van, "location_id", &theirs),
        )
        .await;
    answer.invalid("/location_id");
    let at = format!("orders/vehicles/{}", id(&taken));
    let answer = demo
        .write("PATCH", &at, &json!({ "location_id": theirs }))
        .await;
    answer.invalid("/location_id");
}

pub async fn what_others_point_at_stays(api: &Api) {
    let demo = api.demo("professional").await;
    let line = demo.rows("orders/customer_order_lines?limit=1").await[0].clone();
    let customer = demo.rows("orders/customer_orders?limit=1").await[0]["customer_id"].clone();
    for (place, named) in [
        (
            format!("orders/customers/{}", customer.as_str().unwrap()),
            "`customer_orders`",
        ),
        (
            format!(
                "inventory/products/{}",
                line["product_id"].as_str().unwrap()
            ),
            "`customer_order_lines`",
        ),
    ] {
        let problem = demo.remove(&place).await.problem(409);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(named), "{detail}");
        assert!(
            problem["hint"].as_str().unwrap().contains("first"),
            "{problem}"
        );
        demo.page(&place).await.ok(200);
    }
    // What belongs to a row goes with it.
    let order = Value::Object(demo.template("orders/customer_orders").await);
    let order = with(&order, "order_number", &json!("PV-3"));
    let order = demo
        .write("POST", "orders/customer_orders", &order)
        .await
        .ok(201);
    let lines = Value::Object(demo.template("orders/customer_order_lines").await);
    let lines = with(&lines, "order_id", &order["id"]);
    let made = demo
        .write("POST", "orders/customer_order_lines", &lines)
        .await
        .ok(201);
    let gone = demo
        .remove(&format!("orders/customer_orders/{}", id(&order)))
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    demo.page(&format!("orders/customer_order_lines/{}", id(&made)))
        .await
        .problem(404);
    // The tenants' own rows are the session's.
    let tenant = format!("tenant/tenants/{}", demo.tenant());
    let problem = demo.remove(&tenant).await.problem(403);
    assert!(
        problem["hint"].as_str().unwrap().contains("demo-sessions"),
        "{problem}"
    );
    demo.write("POST", "tenant/tenants", &json!({}))
        .await
        .problem(403);
    let changed = demo
        .write("PATCH", &tenant, &json!({ "name": "Horno Nuevo" }))
        .await
        .ok(200);
    assert_eq!(changed["name"], "Horno Nuevo");
}

pub async fn a_role_writes_what_it_may(api: &Api) {
    let demo = api.demo("professional").await;
    let (mut allowed, mut refused) = (0, 0);
    for user in demo.users() {
        let email = user["email"].as_str().unwrap();
        let token = api.login(email, demo.password()).await.ok(200);
        let permissions = token["user"]["permissions"].as_array().unwrap();
        let token = token["access_token"].as_str().unwrap();
        for service in SERVICES {
            let may = [
                "*".to_owned(),
                "*:write".to_owned(),
                format!("{service}:write"),
            ]
            .iter()
            .any(|permission| permissions.contains(&json!(permission)));
            let none = "7e57ab1e-0000-4000-8000-000000000000";
            let base = format!(
                "/api/v1/tenants/{}/{service}/{}",
                demo.tenant(),
                super::tokens::table(service)
            );
            for (method, path) in [
                ("POST", base.clone()),
                ("PATCH", format!("{base}/{none}")),
                ("DELETE", format!("{base}/{none}")),
            ] {
                let answer = api
                    .send(api.request(method, &path, token).json(&json!({})))
                    .await;
                if may {
                    assert!(
                        matches!(answer.status, 404 | 422) || service == "tenant",
                        "{path}: {}",
                        answer.text
                    );
                    allowed += 1;
                } else {
                    let problem = answer.problem(403);
                    assert!(
                        problem["detail"]
                            .as_str()
                            .unwrap()
                            .contains(&format!("{service}:write"))
                    );
                    refused += 1;
                }
            }
        }
    }
    assert!(allowed > 0 && refused > 0, "{allowed} {refused}");
}

pub async fn what_a_prospect_adds_goes_with_the_demo(api: &Api) {
    let demo = api.demo("enterprise").await;
    let outlet = demo.tenants()[1]["tenant_id"].as_str().unwrap().to_owned();
    let rows = demo
        .page_of(&outlet, "inventory/stock_lots?limit=1")
        .await
        .ok(200);
    let mut lot = rows["items"][0].clone();
    for key in ["id", "tenant_id"] {
        lot.as_object_mut().unwrap().remove(key);
    }
    lot["lot_number"] = json!("NEW-1");
    // Of a product of the parent's.
    let place = format!("/api/v1/tenants/{outlet}/inventory/stock_lots");
    let made = api.post(&place, demo.token(), &lot).await.ok(201);
    assert_eq!(made["tenant_id"], outlet.as_str());
    let van = demo.van("0005 NEW").await;
    demo.write("POST", "orders/vehicles", &van).await.ok(201);
    let receipt = api.delete(&demo.path(), demo.token()).await.ok(200);
    let cloned = demo.made["records_cloned"].as_u64().unwrap();
    assert_eq!(receipt["records_deleted"], cloned + 2);
    for service in SERVICES {
        let path = format!("/services/{service}/internal/demo/tenant/{}", demo.tenant());
        let left = api.get(&path, crate::server::INTERNAL).await.ok(200);
        assert_eq!(left["records"], 0, "{left}");
    }
}
