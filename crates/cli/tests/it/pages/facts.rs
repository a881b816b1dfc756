//! What pages say of a day that does not go as planned: nothing that the chain knows to be wrong.

use serde_json::{Value, json};

use super::{
    browser::{Browser, Page},
    day::{on_a_sunday, play},
};

const STOPS: &str = "/demo/tables/orders/delivery_stops/";
const DELIVERIES: &str = "/demo/tables/procurement/deliveries";

/// The stops of the map, in its order.
async fn stops(browser: &mut Browser) -> Vec<String> {
    let map = browser.get("/demo/map").await.ok(200);
    let links = map.attributes("href").into_iter();
    links.filter(|link| link.starts_with(STOPS)).collect()
}

/// The owner's page of the first outlet, Chamberí.
async fn outlet(browser: &mut Browser) -> String {
    let home = browser.get("/demo").await.ok(200).attributes("href");
    let outlet = home.iter().find(|link| link.starts_with("/demo?tenant="));
    outlet.unwrap().clone()
}

/// A card's text.
#[track_caller]
pub fn card<'a>(page: &'a Page, title: &str) -> &'a str {
    let (_, card) = page.text.split_once(&format!("<h2>{title}")).unwrap();
    card.split("</section>").next().unwrap()
}

/// Changes a row as programs do, which no form keeps from it.
async fn patch(browser: &mut Browser, row: &str, change: &Value) {
    let token = browser.cookies["demo_session"].clone();
    let me = browser.get("/api/v1/auth/me").await.ok(200).text;
    let me: Value = serde_json::from_str(&me).unwrap();
    let place = row.strip_prefix("/demo/tables/").unwrap();
    let path = format!(
        "/api/v1/tenants/{}/{place}",
        me["tenant_id"].as_str().unwrap()
    );
    let request = browser.request("PATCH", &path).bearer_auth(token);
    let request = request.header("content-type", "application/json");
    browser.send(request.body(change.to_string())).await.ok(200);
}

pub async fn a_delay_is_carried_to_later_stops(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let outlet = outlet(&mut browser).await;
    let outlets_map = outlet.replace("/demo?", "/demo/map?");
    let stops = stops(&mut browser).await;
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["Comes at 11:52"]).hides("Expected");
    // The stop before it should have been made twelve minutes ago.
    let planned = [("c-planned_arrival_at", "2025-12-14T11:18:00")];
    browser.submit(&stops[2], &planned).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    let page = page.shows(&[
        "<li class=\"warn\">",
        "Expected about 12:04, planned at 11:52",
        "12\u{a0}min behind plan",
        "one stop before yours",
    ]);
    page.hides("Comes at").hides("late by");
    let page = browser.get(&outlets_map).await.ok(200);
    page.shows(&[
        "≈\u{a0}12:04",
        "<span class=\"tag warn\">12\u{a0}min behind plan",
    ]);
    let page = browser.get("/demo/map").await.ok(200);
    page.shows(&["11:52 (≈\u{a0}12:04)", "Tienda Chamberí · ≈\u{a0}12:04"]);
    // What is told beside two times is their difference, whatever their seconds.
    let planned = json!({ "planned_arrival_at": "2025-12-14T10:18:50Z" });
    patch(&mut browser, &stops[2], &planned).await;
    let page = browser.get("/demo/map").await.ok(200);
    page.shows(&["11:52 (≈\u{a0}12:04)", "12\u{a0}min behind plan"]);
    // What was promised until twelve is at risk.
    let promised = [("c-window_end_at", "2025-12-14T12:00:00")];
    browser.submit(&stops[3], &promised).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["<li class=\"bad\">", "late by 12\u{a0}min"]);
    browser.language = "es";
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["Se espera hacia las 12:04, prevista a las 11:52"]);
}

pub async fn a_van_tells_what_it_carries_and_who_drives(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let carried = "On board: 14 of 38\u{a0}crates, 82.55\u{a0}kg";
    for page in ["/demo", "/demo/map"] {
        let page = browser.get(page).await.ok(200);
        page.shows(&[carried, "Iván Bermejo Castro"]);
    }
    let stops = stops(&mut browser).await;
    let handed_over = [
        ("c-status", "delivered"),
        ("c-arrived_at", "2025-12-14T11:29:00"),
    ];
    browser.submit(&stops[2], &handed_over).await.ok(200);
    let page = browser.get("/demo").await.ok(200);
    page.shows(&["On board: 10 of 38\u{a0}crates, 62.25\u{a0}kg"]);
    // What nobody took stays on board.
    let failed = [("c-status", "failed")];
    browser.submit(&stops[2], &failed).await.ok(200);
    browser.get("/demo").await.ok(200).shows(&[carried]);
    // Who may not see users is told of no name.
    let page = play(&mut browser, "Iván").await;
    assert!(!card(&page, "On the road").contains("Bermejo"));
}

pub async fn a_stop_that_was_made_is_behind_its_van(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let stops = stops(&mut browser).await;
    let before = browser.get("/demo").await.ok(200);
    let next = card(&before, "Coming up");
    let (_, hotel) = next.split_once("Hotel Jardín").unwrap();
    // Until the promise; the van is planned to come before.
    assert!(
        hotel
            .split_once("promised by")
            .unwrap()
            .0
            .contains(">due within ")
    );
    // Nobody noted when.
    let made = [("c-status", "delivered")];
    browser.submit(&stops[2], &made).await.ok(200);
    let page = browser.get("/demo").await.ok(200);
    assert!(card(&page, "On the road").contains("At Hotel Jardín"));
    assert!(card(&page, "On the road").contains("1 stop to go"));
    assert!(!card(&page, "Coming up").contains("Hotel Jardín"));
    let map = browser.get("/demo/map").await.ok(200);
    assert_eq!(
        map.text
            .matches("<span class=\"tag good\">Delivered")
            .count(),
        3
    );
    let outlet = outlet(&mut browser).await;
    let made = [("c-status", "delivered")];
    browser.submit(&stops[3], &made).await.ok(200);
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["Came, and nobody noted when"])
        .hides("Came at 11:52");
}

pub async fn what_lies_ahead_has_not_happened(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let stops = stops(&mut browser).await;
    let ahead = [
        ("c-status", "delivered"),
        ("c-arrived_at", "2025-12-14T23:55:00"),
    ];
    let page = browser.submit(&stops[3], &ahead).await.ok(422);
    page.shows(&["id=\"e-arrived_at\">Lies ahead. It is now 11:3"]);
    browser.language = "es";
    let page = browser.submit(&stops[3], &ahead).await.ok(422);
    page.shows(&["id=\"e-arrived_at\">Está por venir. Ahora son las 11:3"]);
    browser.language = "en";
    // A program may write it; no page believes it.
    let change = json!({ "status": "delivered", "arrived_at": "2025-12-14T22:55:00Z" });
    patch(&mut browser, &stops[3], &change).await;
    let outlet = outlet(&mut browser).await;
    let page = browser.get(&outlet).await.ok(200);
    page.shows(&["Comes at 11:52"]).hides("23:55");
    let map = browser.get("/demo/map").await.ok(200);
    assert_eq!(
        map.text
            .matches("<span class=\"tag good\">Delivered")
            .count(),
        2
    );
}

pub async fn a_delivery_that_came_late_is_late_no_longer(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    let links = page.attributes("href");
    let delivery = links.iter().find(|link| link.starts_with(DELIVERIES));
    let delivery = delivery.unwrap().clone();
    // Its record says whose it is.
    let page = browser.get(&delivery).await.ok(200);
    page.shows(&["PC-0231</a> · Harinera Vega del Cerrato"]);
    let came = [
        ("c-status", "received"),
        ("c-arrived_at", "2025-12-14T11:15:00"),
    ];
    browser.submit(&delivery, &came).await.ok(200);
    let page = browser.get("/demo").await.ok(200);
    assert!(card(&page, "Late deliveries").contains("Nothing is late now"));
    let alerts = card(&page, "Alerts");
    assert!(alerts.contains("came late by 3\u{a0}h 45\u{a0}min"));
    // It is settled, below those that are not, and says no longer what its row said then.
    let (open, settled) = alerts.split_once("<li class=\"settled\">").unwrap();
    assert_eq!(open.matches("<li").count(), 3, "{alerts}");
    assert!(settled.contains("Settled") && settled.contains("ALB-ENT-0231"));
    assert!(!settled.contains("Critical") && !settled.contains("Harina que no ha llegado"));
    assert!(settled.contains("+ 2 more"), "{alerts}");
    // Its row is as it was.
    let list = "/demo/tables/orchestrator/alerts?kind=late_delivery";
    let page = browser.get(list).await.ok(200);
    page.shows(&[">Open</span>", ">Critical</span>"]);
    // Nothing goes on being late.
    let lates = |words| alerts.matches(words).count();
    assert_eq!(lates("late by"), lates("came late by"), "{alerts}");
}

pub async fn stock_is_what_is_kept_in_store(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    page.shows(&[
        "Sal marina fina",
        "75\u{a0}kg",
        "Azúcar blanco",
        "62\u{a0}kg",
    ])
    .hides("Agua de red");
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser.get("/demo").await.ok(200);
    let (_, stock) = page.text.split_once("id=\"stock\"").unwrap();
    assert!(!stock.contains(">0\u{a0}"), "{stock}");
}

pub async fn what_is_on_order_is_not_to_be_ordered(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let stock = async |browser: &mut Browser| {
        let page = browser.get("/demo").await.ok(200);
        let (_, stock) = page.text.split_once("id=\"stock\"").unwrap();
        stock.split("</section>").next().unwrap().to_owned()
    };
    let told = stock(&mut browser).await;
    assert!(told.contains("On order, was due 07:30: <a href"), "{told}");
    assert!(told.contains(">PC-0231</a>") && !told.contains("Reorder<"));
    // What runs short stands above all else, and says so.
    let (_, first) = told.split_once("<tbody>").unwrap();
    let first = first.split("</tr>").next().unwrap();
    assert!(
        first.contains("<span class=\"tag warn\">Low</span>"),
        "{told}"
    );
    let (_, order) = told
        .split_once("On order, was due 07:30: <a href=\"")
        .unwrap();
    let order = order.split('"').next().unwrap().to_owned();
    let later = [("c-expected_delivery_at", "2025-12-16T09:00")];
    browser.submit(&order, &later).await.ok(200);
    let told = stock(&mut browser).await;
    assert!(told.contains("On order, due Tue 16 Dec, 09:00: "), "{told}");
    browser.language = "es";
    let told = stock(&mut browser).await;
    assert!(told.contains("Pedido, llega mar"), "{told}");
    browser.language = "en";
    // Nobody brings what is a draft, or what was called off.
    for state in ["draft", "cancelled"] {
        let state = [("c-status", state)];
        browser.submit(&order, &state).await.ok(200);
        let told = stock(&mut browser).await;
        assert!(told.contains(">Reorder</span>") && !told.contains("On order"));
    }
}

pub async fn planning_elsewhere_is_said_to_be_elsewhere(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    play(&mut browser, "Pilar").await;
    let page = browser.get("/demo/runs").await.ok(200);
    page.shows(&["The central bakery plans for this shop", "Back to today"])
        .hides("Nothing has been planned yet")
        // Nor does the menu lead there.
        .hides(">Planning</a>");
}

pub async fn a_run_names_its_batches(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let runs = browser.get("/demo/runs").await.ok(200).attributes("href");
    let run = "/demo/tables/orchestrator/orchestration_runs/";
    let run = runs.iter().find(|link| link.starts_with(run)).unwrap();
    let page = browser.get(run).await.ok(200);
    let (_, facts) = page.text.split_once("row-facts").unwrap();
    let (facts, _) = facts.split_once("</dl>").unwrap();
    assert_eq!(
        facts
            .matches("/demo/tables/production/production_batches/")
            .count(),
        2
    );
    assert!(
        facts.contains("<dt>Production batches</dt><dd><a") && facts.contains(">H-0"),
        "{facts}"
    );
    assert!(
        facts.contains("<dt>Purchase orders</dt><dd><a") && !facts.contains("Batch ids"),
        "{facts}"
    );
    assert!(facts.contains("<dt>Forecasts</dt><dd>36</dd>"), "{facts}");
}

pub async fn what_a_card_does_not_show_is_a_link_away(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    let next = card(&page, "Coming up").to_owned();
    let (_, more) = next.rsplit_once("<a href=\"").unwrap();
    let (list, text) = more.split_once("\">").unwrap();
    assert!(
        text.starts_with("+ ") && text.contains(" more · Customer orders"),
        "{text}"
    );
    let page = browser.get(&list.replace("&#38;", "&")).await.ok(200);
    page.shows(&[
        "PV-0873",
        "from 14 Dec 2025, 11:3",
        "Status one of Confirmed, In production",
    ]);
}
