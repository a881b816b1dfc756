//! From the first page to the dashboard.

use super::browser::Browser;
use crate::server::{Engine, Server};

pub async fn a_launch_leads_into_the_bakery(url: &str) {
    let mut browser = Browser::new(url);
    let page = browser.get("/").await.ok(200);
    page.shows(&[
        "<h1>Run a bakery for half an hour</h1>",
        "Horno La Acequia",
        "Panaderías Valdelatas",
        "<strong>4</strong> people",
    ]);
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser.get("/demo/progress").await.ok(200);
    let page = page.shows(&[
        "Your bakery is ready",
        "Open the bakery",
        "class=\"waterfall\"",
    ]);
    assert_eq!(page.attributes("data-service").len(), 11);
    let page = browser.get("/demo").await.ok(200);
    let page = page.shows(&[
        "late by 4",
        "ALB-0087",
        "overdue by 2",
        "expires in",
        "On the road",
        // Not by its colour alone.
        "<td><span class=\"tag bad\">Overdue</span></td>",
    ]);
    // Each thing leads to its row.
    let links = page.attributes("href");
    let rows = links
        .iter()
        .filter(|link| link.starts_with("/demo/tables/") && !link.contains("?status"));
    let rows: Vec<&String> = rows.collect();
    assert!(rows.len() > 10, "{links:?}");
    for link in rows {
        browser.get(link).await.ok(200).shows(&["row-facts"]);
    }
    let page = browser.get("/demo/map").await.ok(200);
    page.shows(&["Between", "Planned"]);
    browser.get("/demo/runs").await.ok(200).shows(&["PN-0344"]);
}

#[tokio::test]
async fn a_demo_is_as_long_as_its_setting_says() {
    let lifetime = [("DEMO_SESSION_SESSION__LIFETIME", "10m")];
    let server = Server::start_with(Engine::Sqlite, &[], &lifetime);
    let mut browser = Browser::launched(&server.api.url, "professional").await;
    let page = browser.get("/").await.ok(200);
    page.shows(&["<h1>Run a bakery for 10\u{a0}min</h1>"]);
    // In the last tenth of its time it is nearly over.
    let page = browser.get("/demo").await.ok(200);
    page.shows(&["data-countdown=\"60\">"]);
    browser.language = "es";
    let page = browser.get("/").await.ok(200);
    page.shows(&["<h1>Lleva una panadería durante 10\u{a0}min</h1>"]);
}

pub async fn a_chain_is_seen_side_by_side(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    let page = page.shows(&["The chain", "Chamberí", "Chamartín", "Salamanca"]);
    let outlets: Vec<String> = page.attributes("href");
    let outlets = outlets
        .iter()
        .filter(|link| link.starts_with("/demo?tenant="));
    for outlet in outlets {
        browser
            .get(outlet)
            .await
            .ok(200)
            .shows(&["Sales, thirteen weeks"]);
    }
    let page = browser.get("/demo/map").await.ok(200);
    page.shows(&["RUT-0301", "RUT-0302", "Hotel Jardín de las Letras", " km"]);
    let stranger = "/demo?tenant=0d9e9a3a-3c0b-4a8e-9b39-7d5e6a0c7f10";
    browser
        .get(stranger)
        .await
        .ok(404)
        .shows(&["nothing at this address"]);
}

pub async fn what_is_wrong_stands_beside_its_field(url: &str) {
    let mut browser = Browser::new(url);
    let form = [
        ("demo_account_type", "enterprise"),
        ("email", "ana"),
        ("company", "Pan & <Sol>"),
        ("demo_date", "1925-01-01T10:00"),
    ];
    let page = browser.post("/", &form).await.ok(422);
    page.shows(&[
        "id=\"email-error\">Write an address such as ana@example.com",
        "id=\"date-error\">Write a date and time",
        "value=\"ana\"",
        "value=\"1925-01-01T10:00\"",
        "aria-invalid=\"true\"",
        "value=\"enterprise\" checked",
        // The notice leads to them.
        ": <a href=\"#email\">E-mail</a>, <a href=\"#date\">Day and time of the demo</a></p>",
        "Pan &#38; &#60;Sol&#62;",
    ])
    .hides("<Sol>");
    browser.language = "es-MX,es;q=0.9,en;q=0.5";
    let page = browser.post("/", &form).await.ok(422);
    page.shows(&[
        "Escribe una dirección como ana@example.com",
        "Una cadena de panaderías de Madrid",
        ": <a href=\"#email\">Correo electrónico</a>, <a href=\"#date\">",
    ])
    .hides("A bakery chain in Madrid");
    // The story is told at another instant, and the page's clock says so.
    let form = [
        ("demo_account_type", "professional"),
        ("email", "ana@example.com"),
        ("demo_date", "2025-12-14T11:30"),
    ];
    browser.post("/", &form).await.ok(303);
    browser
        .get("/demo")
        .await
        .ok(200)
        .shows(&["dom 14 dic", "11:30"]);
}

pub async fn the_plans_that_exist_are_offered(url: &str) {
    let mut browser = Browser::new(url);
    let page = browser.get("/").await.ok(200);
    page.shows(&[
        "<option value=\"\">The bakery’s own</option>",
        "<option value=\"professional\">Professional, for one bakery</option>",
        "<option value=\"enterprise\">Enterprise, for several places</option>",
        // What an engineer likes stands beside what a baker reads.
        " 11 services, all filled",
        "</strong> records: sales, orders, stock and more",
    ]);
    // Another one is a presenter's own, and kept.
    let mut form = vec![
        ("demo_account_type", "professional"),
        ("email", "ana"),
        ("subscription_tier", "Plan <Sol>"),
    ];
    let page = browser.post("/", &form).await.ok(422);
    page.shows(&["<option value=\"Plan &#60;Sol&#62;\" selected>Plan &#60;Sol&#62;</option>"])
        .hides("href=\"#tier\"");
    let long = "x".repeat(41);
    form[2].1 = &long;
    browser.post("/", &form).await.ok(422).shows(&[
        "<a href=\"#tier\">Subscription plan</a>",
        "id=\"tier-error\"",
    ]);
    form[1].1 = "ana@example.com";
    form[2].1 = "Plan <Sol>";
    browser.post("/", &form).await.ok(303);
    let page = browser.get("/demo/progress").await.ok(200);
    page.shows(&["Inside are <strong>", "kept by a service of its own"]);
    let tiers = "/demo/tables/tenant/subscriptions";
    let page = browser.get(tiers).await.ok(200);
    page.shows(&["Plan &#60;Sol&#62;"]);
    browser.language = "es";
    let page = browser.get("/").await.ok(200);
    page.shows(&[
        ">Profesional, para una panadería</option>",
        ">Cadena, para varios locales</option>",
        "11 servicios, que se llenan",
        "registros: ventas, pedidos",
    ]);
}

pub async fn pages_speak_the_readers_language(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    browser
        .get("/demo")
        .await
        .shows(&["<html lang=\"en\"", "Late deliveries", "€"]);
    browser.language = "fr, es;q=0.8";
    browser
        .get("/demo")
        .await
        .shows(&["<html lang=\"es\"", "Entregas con retraso", "\u{a0}€"]);
    let form = [("language", "en"), ("address", "/demo/map")];
    let page = browser.post("/preferences", &form).await.ok(303);
    assert_eq!(page.header("location"), "/demo/map");
    browser.get("/demo").await.shows(&["<html lang=\"en\""]);
    let form = [("theme", "dark"), ("address", "//evil.example")];
    let page = browser.post("/preferences", &form).await.ok(303);
    assert_eq!(page.header("location"), "/", "a place of others");
    browser.get("/demo").await.shows(&["data-theme=\"dark\""]);
}

pub async fn the_days_sales_are_those_of_the_rows(url: &str) {
    let mut browser = Browser::new(url);
    let form = [
        ("demo_account_type", "professional"),
        ("email", "ana@example.com"),
        ("demo_date", "2025-12-14T11:30"),
    ];
    browser.post("/", &form).await.ok(303);
    let json = async |browser: &mut Browser, path: &str| -> serde_json::Value {
        serde_json::from_str(&browser.get(path).await.ok(200).text).unwrap()
    };
    let me = json(&mut browser, "/api/v1/auth/me").await;
    let tenant = me["tenant_id"].as_str().unwrap();
    // Saturday in Madrid.
    let day = "sold_at__gte=2025-12-12T23:00:00Z&sold_at__lt=2025-12-13T23:00:00Z";
    let path = format!("/api/v1/tenants/{tenant}/sales/sales?limit=1000&{day}");
    let sales = json(&mut browser, &path).await;
    let sales = sales["items"].as_array().unwrap();
    assert!(!sales.is_empty());
    let sum = |column: &str| -> f64 {
        let values = sales.iter().map(|sale| sale[column].as_str().unwrap());
        values.map(|text| text.parse::<f64>().unwrap()).sum()
    };
    let (revenue, quantity) = (sum("revenue"), sum("quantity"));
    let page = browser.get("/demo").await.ok(200);
    let line = format!("<th scope=\"row\">Sat 13 Dec</th><td class=\"num\">{quantity:.0}</td>");
    let page = page.shows(&[&format!("<strong>€{revenue:.2}</strong>"), &line]);
    let (_, today) = page
        .text
        .split_once("<th scope=\"row\">Sun 14 Dec</th>")
        .unwrap();
    let today = today.split("</td>").next().unwrap();
    assert!(today.ends_with(" so far"), "{today}");
}
