//! What is said of vans and stops that do not go as planned.

use super::{
    browser::Browser,
    day::{add, on_a_sunday, play},
};

const STOPS: &str = "/demo/tables/orders/delivery_stops/";

/// The owner's page of the first outlet, and the stop at its door.
async fn outlet(browser: &mut Browser) -> (String, String) {
    let home = browser.get("/demo").await.ok(200).attributes("href");
    let outlet = home.iter().find(|link| link.starts_with("/demo?tenant="));
    let outlet = outlet.unwrap().clone();
    let links = browser.get(&outlet).await.ok(200).attributes("href");
    let stop = links.iter().find(|link| link.starts_with(STOPS)).unwrap();
    (outlet, stop.clone())
}

pub async fn what_was_not_handed_over_is_no_delivery(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let (outlet, stop) = outlet(&mut browser).await;
    let failed = [("c-status", "failed")];
    browser.submit(&stop, &failed).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    let page = page.shows(&["<li class=\"bad\">", "Could not be delivered at"]);
    page.shows(&["<span class=\"when\">Not delivered</span>"])
        .hides("Came at");
    // Also where the van was there.
    let there = [("c-arrived_at", "2025-12-14T11:25:00")];
    browser.submit(&stop, &there).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["Could not be delivered at 11:25"])
        .hides("Came at");
    let map = outlet.replace("/demo?", "/demo/map?");
    let page = browser.get(&map).await.ok(200);
    page.shows(&["<span class=\"tag bad\">Not delivered</span>"])
        .hides("tag good");
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&[
        "<span class=\"tag bad\">Failed</span>",
        "<circle class=\"stop-failed\"",
        "</svg> Not delivered</span>",
    ]);
    browser.language = "es";
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["No se pudo entregar a las 11:25", "No entregada"]);
    browser.language = "en";
    let at_door = [("c-status", "arrived")];
    browser.submit(&stop, &at_door).await.ok(200);
    for page in [&outlet, &outlet.replace("/demo?", "/demo/map?")] {
        let page = browser.get(page).await.ok(200);
        page.shows(&["At your door"]).hides(">Delivered<");
    }
}

pub async fn an_outlet_cannot_pass_for_another(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let (outlet, stop) = outlet(&mut browser).await;
    let (_, tenant) = outlet.split_once("tenant=").unwrap();
    let own = format!("/demo/tables/tenant/tenants/{tenant}?tenant={tenant}");
    let other = [("c-email", "tienda.salamanca@valdelatas.example")];
    browser.submit(&own, &other).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["62.25\u{a0}kg", &stop]).hides("70.75");
    // Where two customers have its address, nobody knows which it is.
    let customer = serde_json::json!({
        "code": "TWO", "name": "Two", "kind": "outlet", "contact_name": "Ana", "phone": "1",
        "email": "tienda.chamberi@valdelatas.example", "street": "Calle 1",
        "postal_code": "28001", "city": "Madrid", "latitude": "40.4", "longitude": "-3.7",
        "status": "active", "created_at": "2025-11-02T06:00:00Z",
    });
    add(&mut browser, "orders/customers", &customer).await;
    let page = browser.get(&outlet).await.ok(200);
    page.hides("Coming from the central bakery");
}

pub async fn a_van_is_told_of_without_its_depot(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let map = browser.get("/demo/map").await.ok(200);
    let map = map.shows(&["class=\"van-halo\""]);
    // Nothing is behind the van but the bakery, which the role does not read.
    for stop in map
        .attributes("href")
        .iter()
        .filter(|link| link.starts_with(STOPS))
        .take(2)
    {
        let pending = [("c-status", "pending"), ("c-arrived_at", "")];
        browser.submit(stop, &pending).await.ok(200);
    }
    play(&mut browser, "Andrés").await;
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&[
        "<p class=\"now\">Between Bakery and ",
        "<svg class=\"strip\"",
    ])
    .hides("class=\"van-halo\"");
}

pub async fn what_came_is_not_counted_as_coming(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let home = browser.get("/demo").await.ok(200).attributes("href");
    let outlets = home.iter().filter(|link| link.starts_with("/demo?tenant="));
    let mut outlets: Vec<&String> = outlets.collect();
    outlets.sort();
    outlets.dedup();
    let mut seen = 0;
    for outlet in outlets {
        let page = browser.get(outlet).await.ok(200);
        let card = |title: &str| {
            let (_, card) = page.text.split_once(&format!("<h2>{title} "))?;
            card.split("</section>").next()
        };
        let coming = card("Coming from the central bakery").unwrap();
        assert!(!coming.contains("Came at"), "{coming}");
        let lines = coming.matches("<li").count();
        assert!(
            coming.contains(&format!("class=\"count\">{lines}<")),
            "{coming}"
        );
        let Some(earlier) = card("Earlier deliveries") else {
            continue;
        };
        assert!(earlier.contains("Came at"), "{earlier}");
        // The table of both goes by the time.
        let map = browser.get(&outlet.replace("/demo?", "/demo/map?")).await;
        let map = map.ok(200).text;
        assert!(map.find(">Delivered<").unwrap() < map.find(">To come<").unwrap());
        seen += 1;
    }
    assert_eq!(seen, 2);
}

pub async fn a_window_says_its_day_once(url: &str) {
    let mut browser = Browser::new(url);
    let form = [
        ("demo_account_type", "enterprise"),
        ("email", "ana@example.com"),
        ("demo_date", "2025-12-14T23:20"),
    ];
    browser.post("/", &form).await.ok(303);
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&[">23:05–00:05<", ">Mon 15 Dec, 01:05–01:50<"])
        .hides("–Mon 15 Dec");
    // Of another day, things are on it, not at it.
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&["starts on Mon 15 Dec, 01:3"]);
    browser.language = "es";
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&["sale el lun 15 dic, 01:3"]).hides("a las lun");
    let page = browser.get("/demo").await.ok(200);
    page.shows(&["prometido para el lun 15 dic, 00:05"])
        .hides("las lun");
}
