//! What pages say where there is more than they show.

use super::{
    browser::{Browser, Page},
    day::on_a_sunday,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Adds rows, as programs do.
async fn add(browser: &mut Browser, table: &str, rows: impl Iterator<Item = Value>) {
    let token = browser.cookies["demo_session"].clone();
    let me = browser.get("/api/v1/auth/me").await.ok(200).text;
    let me: Value = serde_json::from_str(&me).unwrap();
    let path = format!(
        "/api/v1/tenants/{}/{table}",
        me["tenant_id"].as_str().unwrap()
    );
    let rows: Vec<Value> = rows.collect();
    for some in rows.chunks(8) {
        let mut sent = JoinSet::new();
        for row in some {
            let request = browser.request("POST", &path).bearer_auth(&token);
            let request = request.header("content-type", "application/json");
            sent.spawn(request.body(row.to_string()).send());
        }
        while let Some(answer) = sent.join_next().await {
            let answer = answer.unwrap().unwrap();
            assert_eq!(
                answer.status().as_u16(),
                201,
                "{}",
                answer.text().await.unwrap()
            );
        }
    }
}

/// The id of a table's first row.
async fn first(browser: &mut Browser, table: &str) -> String {
    let list = format!("/demo/tables/{table}");
    let links = browser.get(&list).await.ok(200).attributes("href");
    let is_row = |link: &&String| link.starts_with(&list) && link.len() == list.len() + 37;
    let row = links.iter().find(is_row).unwrap();
    row.rsplit('/').next().unwrap().to_owned()
}

/// A card's text.
fn card<'a>(page: &'a Page, title: &str) -> &'a str {
    let (_, card) = page.text.split_once(&format!("<h2>{title}")).unwrap();
    card.split("</section>").next().unwrap()
}

/// The number on a card.
fn count(page: &Page, title: &str) -> u64 {
    let (_, rest) = card(page, title).split_once("class=\"count\">").unwrap();
    rest.split('<').next().unwrap().parse().unwrap()
}

/// An order that should have been brought long before the story.
fn overdue_order(customer: &str, number: usize) -> Value {
    json!({
        "order_number": format!("OLD-{number}"), "customer_id": customer, "channel": "phone",
        "status": "confirmed", "order_date": "2025-12-01T06:00:00Z",
        "requested_delivery_date": "2025-12-02T06:00:00Z",
        "subtotal": "1.00", "vat_total": "0.04", "total": "1.04",
    })
}

pub async fn what_is_to_come_is_told_beside_what_waits(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let before = browser.get("/demo").await.ok(200);
    let customer = first(&mut browser, "orders/customers").await;
    let order = |number| overdue_order(&customer, number);
    add(&mut browser, "orders/customer_orders", (0..205).map(order)).await;
    let page = browser.get("/demo").await.ok(200);
    assert_eq!(count(&page, "Overdue"), count(&before, "Overdue") + 205);
    assert_eq!(count(&page, "Coming up"), count(&before, "Coming up"));
    let next = |page: &Page| -> Vec<String> {
        let links = card(page, "Coming up").split("href=\"").skip(1);
        links
            .map(|link| link.split('"').next().unwrap().to_owned())
            // The list of all others is as of this moment.
            .filter(|link| !link.contains('?'))
            .collect()
    };
    assert!(!next(&before).is_empty());
    assert_eq!(next(&page), next(&before));
    let overdue = card(&page, "Overdue");
    let shown = u64::try_from(overdue.matches("<li").count()).unwrap();
    // Each table's are a list of their own.
    let rest = format!(
        "\">+ {} more · Customer orders</a>",
        count(&page, "Overdue") - shown
    );
    assert!(overdue.contains(&rest) && shown < 100, "{overdue}");
    let (_, chain) = page.text.split_once("id=\"chain\"").unwrap();
    let overdue = format!("<span class=\"tag bad\">{}</span>", count(&page, "Overdue"));
    assert!(chain.contains(&overdue), "{overdue} is not in {chain}");
}

pub async fn more_leads_to_what_was_counted(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let customer = first(&mut browser, "orders/customers").await;
    let order = |number| overdue_order(&customer, number);
    add(&mut browser, "orders/customer_orders", (0..60).map(order)).await;
    let product = first(&mut browser, "inventory/products").await;
    let recipe = first(&mut browser, "recipes/recipes").await;
    let equipment = first(&mut browser, "production/equipment").await;
    let batch = |number: usize| {
        let (status, stage) = if number < 51 {
            ("planned", "waiting")
        } else {
            ("in_progress", "baking")
        };
        json!({
            "batch_number": format!("OLD-{number}"), "product_id": product, "recipe_id": recipe,
            "equipment_id": equipment, "status": status, "stage": stage,
            "planned_quantity": "10.000", "unit": "unit",
            "planned_start_at": "2025-12-14T06:00:00Z", "planned_end_at": "2025-12-14T08:00:00Z",
        })
    };
    let batches = "production/production_batches";
    add(&mut browser, batches, (0..103).map(batch)).await;
    // A van has handed over what this order's own row still waits for.
    let orders = "/demo/tables/orders/customer_orders";
    let brought = browser.get(&format!("{orders}?status=delivered")).await;
    let brought = brought.ok(200).attributes("href");
    let is_row = |link: &&String| link.len() == orders.len() + 37 && link.starts_with(orders);
    let waits = [
        ("c-status", "out_for_delivery"),
        ("c-requested_delivery_date", "2025-12-14T11:00:00"),
        ("c-delivered_at", ""),
    ];
    let brought = brought.iter().find(is_row).unwrap();
    browser.submit(brought, &waits).await.ok(200);

    let page = browser.get("/demo").await.ok(200);
    let (mut sum, mut names) = (0, Vec::new());
    let overdue = card(&page, "Overdue");
    for link in overdue.split("<p class=\"muted\"><a href=\"").skip(1) {
        let (link, text) = link.split_once("\">+ ").unwrap();
        names.push(text.split("</a>").next().unwrap().to_owned());
        let list = browser.get(&link.replace("&#38;", "&")).await.ok(200);
        let (total, _) = list.text.split_once(" records</small>").unwrap();
        let (_, total) = total.rsplit_once('>').unwrap();
        sum += total.parse::<u64>().unwrap();
    }
    assert_eq!(sum, count(&page, "Overdue"), "{names:?}");
    let names: Vec<&str> = names
        .iter()
        .map(|name| name.split_once(' ').unwrap().1)
        .collect();
    let expected = [
        "more · Production batches to be started",
        "more · Production batches to be finished",
        "more · Customer orders",
    ];
    assert_eq!(names, expected);
    // What is left out of the list is said, once.
    let links = page.attributes("href");
    let list = links.iter().find(|link| link.contains("id__ne="));
    let list = browser.get(list.unwrap()).await.ok(200);
    list.shows(&["Without 1 record "]).hides("PV-0871</a>");
}

pub async fn the_gravest_alerts_are_never_below_others(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let equipment = first(&mut browser, "production/equipment").await;
    let alert = |number: usize| {
        json!({
            "kind": "equipment", "severity": "info", "title": format!("Info {number}"),
            "message": "Nothing", "subject_service": "production", "subject_table": "equipment",
            "subject_id": equipment, "status": "open", "raised_at": "2025-12-14T10:29:00Z",
        })
    };
    add(&mut browser, "orchestrator/alerts", (0..11).map(alert)).await;
    let page = browser.get("/demo").await.ok(200);
    let card = card(&page, "Alerts");
    assert_eq!(card.matches("<li").count(), 3);
    assert_eq!(card.matches(">Critical</span>").count(), 3, "{card}");
    assert!(!card.contains("Info "), "{card}");
    assert!(card.contains(" more</a></p>"), "{card}");
}

pub async fn alerts_of_one_moment_stand_in_one_order(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let equipment = first(&mut browser, "production/equipment").await;
    // One after the other, so that their ids are in the order in which they are added.
    for title in ["Three", "One", "Two"] {
        let alert = json!({
            "kind": "equipment", "severity": "critical", "title": title, "message": "Nothing",
            "subject_service": "production", "subject_table": "equipment",
            "subject_id": equipment, "status": "open", "raised_at": "2025-12-14T10:29:00Z",
        });
        add(&mut browser, "orchestrator/alerts", std::iter::once(alert)).await;
    }
    let page = browser.get("/demo").await.ok(200);
    let card = card(&page, "Alerts");
    let place = |title: &str| card.find(&format!(">{title}. Nothing"));
    let places = ["One", "Three", "Two"].map(place);
    assert!(places.is_sorted() && places[0].is_some(), "{card}");
}

pub async fn no_part_of_the_stock_passes_for_all(url: &str) {
    let mut browser = on_a_sunday(url, "professional").await;
    browser
        .get("/demo")
        .await
        .ok(200)
        .shows(&["<h2 id=\"stock\">"]);
    let ingredient = first(&mut browser, "inventory/ingredients").await;
    let location = first(&mut browser, "tenant/locations").await;
    let lot = |number: usize| {
        json!({
            "lot_number": format!("NEW-{number}"), "ingredient_id": ingredient,
            "location_id": location, "quantity": "1.000", "unit": "kg", "unit_cost": "1.0000",
            "status": "available", "produced_at": "2025-12-01T06:00:00Z",
            "received_at": "2025-12-02T06:00:00Z", "expires_at": "2026-12-02T06:00:00Z",
        })
    };
    add(&mut browser, "inventory/stock_lots", (0..1000).map(lot)).await;
    browser
        .get("/demo")
        .await
        .ok(200)
        .hides("<h2 id=\"stock\">");
}
