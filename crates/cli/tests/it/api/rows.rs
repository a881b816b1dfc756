//! Rows that a prospect adds, changes and removes.

use serde_json::{Map, Value, json};

use super::sessions::SERVICES;
use crate::http::{Answer, Api, Demo};

impl Demo {
    pub async fn write(&self, method: &str, place: &str, body: &Value) -> Answer {
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
    pub async fn template(&self, place: &str) -> Map<String, Value> {
        let rows = self.rows(&format!("{place}?limit=1")).await;
        let mut row = rows[0].as_object().unwrap().clone();
        row.remove("id");
        row.remove("tenant_id");
        row
    }

    pub async fn van(&self, plate: &str) -> Value {
        let mut van = self.template("orders/vehicles").await;
        van.insert("plate".to_owned(), plate.into());
        Value::Object(van)
    }
}

pub fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

pub fn with(row: &Value, name: &str, value: &Value) -> Value {
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
