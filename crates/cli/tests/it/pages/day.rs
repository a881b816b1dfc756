//! What the dashboard and the map say, and to whom.

use super::browser::{Browser, Page};

/// Plays a user of the session, by the beginning of the name.
pub async fn play(browser: &mut Browser, name: &str) -> Page {
    let page = browser.get("/demo/session").await.ok(200);
    let (before, _) = page.text.split_once(&format!("View as {name}")).unwrap();
    let (_, user) = before.rsplit_once("value=\"").unwrap();
    let user = user[..36].to_owned();
    let page = browser.submit("/demo/user", &[("user", &user)]).await;
    page.ok(200)
}

/// A demo whose story is told on a Sunday at half past eleven.
pub async fn on_a_sunday(url: &str, profile: &str) -> Browser {
    let mut browser = Browser::new(url);
    let form = [
        ("demo_account_type", profile),
        ("email", "ana@example.com"),
        ("demo_date", "2025-12-14T11:30"),
    ];
    browser.post("/", &form).await.ok(303);
    browser
}

/// Adds a row, as programs do.
pub async fn add(browser: &mut Browser, table: &str, row: &serde_json::Value) {
    let token = browser.cookies["demo_session"].clone();
    let me = browser.get("/api/v1/auth/me").await.ok(200).text;
    let me: serde_json::Value = serde_json::from_str(&me).unwrap();
    let tenant = me["tenant_id"].as_str().unwrap();
    let path = format!("/api/v1/tenants/{tenant}/{table}");
    let request = browser.request("POST", &path).bearer_auth(token);
    let request = request.header("content-type", "application/json");
    browser.send(request.body(row.to_string())).await.ok(201);
}

pub async fn a_shop_is_told_of_what_is_its_own(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let home = browser.get("/demo").await.ok(200);
    let links = home.attributes("href");
    let outlet = links.iter().find(|link| link.starts_with("/demo?tenant="));
    // Who opens the parent too is led to the stop.
    let page = browser.get(outlet.unwrap()).await.ok(200);
    let page = page.shows(&[
        "Coming from the central bakery",
        "<strong>Chamberí</strong>",
    ]);
    let links = page.attributes("href");
    let stop = "/demo/tables/orders/delivery_stops/";
    let stop = links.iter().find(|link| link.starts_with(stop)).unwrap();
    browser.get(stop).await.ok(200).shows(&["row-facts"]);

    let page = play(&mut browser, "Pilar").await;
    let mut page = page.shows(&[
        "Coming from the central bakery",
        ">Comes ",
        "10\u{a0}crates, 62.25\u{a0}kg · one stop before yours",
        "Furgón Espiga",
        "<span lang=\"es\">Barra de Valdelatas</span>",
        // Its stock is the parent's products.
        "9\u{a0}units",
    ]);
    for untrue in [
        "On the road",
        "No van",
        "Late deliveries",
        "on time",
        "Overdue",
        "overdue",
        "Coming up",
        "In production",
        "Production plan",
        "Purchase orders",
        "Nothing",
        // Other customers of the parent's are no business of a shop's.
        "Hotel Jardín",
        "delivery_stops",
    ] {
        page = page.hides(untrue);
    }
    let map = browser.get("/demo/map").await.ok(200);
    map.shows(&["Coming from the central bakery", "Furgón Espiga", "62.25"])
        // It is called what it is.
        .shows(&["<h1>Deliveries</h1>", ">Deliveries</a>"])
        .hides("Delivery map")
        .hides("class=\"map\"")
        .hides("No van");
}

pub async fn a_role_sees_no_card_of_what_it_may_not_read(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = play(&mut browser, "Iván").await;
    let page = page.shows(&["On the road", "Coming up", "No order is overdue"]);
    let mut page = page.hides("Your role does not see this");
    for hidden in [
        "Late deliveries",
        "In production",
        "About to expire",
        "Alerts",
        "Sales",
        "batch",
    ] {
        page = page.hides(hidden);
    }
    browser.cookies.remove("demo_as");
    let page = play(&mut browser, "Marta").await;
    let page = page.shows(&["Late deliveries", "About to expire", "Purchase orders"]);
    page.hides("On the road")
        .hides("Overdue<")
        .hides("Coming up");
    browser.get("/demo/map").await.ok(403);
}

pub async fn a_van_that_should_be_there_is_late(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let home = browser.get("/demo").await.ok(200).hides("behind plan");
    home.shows(&["Hotel Jardín de las Letras, planned at 11:34, promised by 12:15"]);
    let map = browser.get("/demo/map").await.ok(200).hides("late by");
    let map = map
        .shows(&["class=\"van-mark r0\""])
        .hides("</svg> Late</span>");
    let links = map.attributes("href");
    let of = |table: &str, index: usize| {
        let mut found = links.iter().filter(|link| link.contains(table));
        found.nth(index).unwrap().clone()
    };
    // The next stop of the van on the road, and the first route to come.
    let (stop, route) = (of("delivery_stops", 2), of("delivery_routes", 1));
    let arrival = [("c-planned_arrival_at", "2025-12-14T11:18:00")];
    browser.submit(&stop, &arrival).await.ok(200);
    let page = browser.get("/demo").await.ok(200);
    page.shows(&[
        "Hotel Jardín de las Letras, planned at 11:18, promised by 12:15",
        "12\u{a0}min behind plan",
    ])
    .hides("late by 12");
    let map = browser.get("/demo/map").await.ok(200);
    let map = map.shows(&["Furgón Espiga, ruta centro · 12\u{a0}min behind plan"]);
    // Beside the van and on the map, and at both stops that it has before it.
    assert_eq!(map.text.matches("12\u{a0}min behind plan").count(), 4);
    map.hides("class=\"halo late\"");
    // Red is what was promised and is not kept.
    let promised = [("c-window_end_at", "2025-12-14T11:25:00")];
    browser.submit(&stop, &promised).await.ok(200);
    let start = [("c-planned_start_at", "2025-12-14T11:09:00")];
    browser.submit(&route, &start).await.ok(200);
    browser.get("/demo").await.ok(200).shows(&[
        "Hotel Jardín de las Letras, planned at 11:18, promised by 11:25",
        "late by 12\u{a0}min",
        "Has not left yet",
        "should have left at 11:09",
        "late by 21\u{a0}min",
    ]);
    let map = browser.get("/demo/map").await.ok(200);
    // Red is what is late, on the picture and in its legend.
    let map = map.shows(&["class=\"van-mark r0 bad\"", "</svg> Late</span>"]);
    map.shows(&[
        "should have left at 11:09",
        "Furgón Espiga, ruta centro · late by 12\u{a0}min",
        "class=\"halo late\"",
    ]);
    browser.language = "es";
    let page = browser.get("/demo").await.ok(200);
    page.shows(&["retraso de 12\u{a0}min", "prevista a las 11:18"]);
}

pub async fn the_map_is_todays_and_tells_all_apart(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let map = browser.get("/demo/map").await.ok(200);
    // Of twelve stops two are at customers that have another.
    let marks = |page: &Page| page.text.matches("<circle class=\"stop-").count();
    let strips = 4;
    assert_eq!(marks(&map), 10 + strips);
    for code in ["A1", "A4", "B1", "B6", "C1", "C2"] {
        let cell = format!("<td>{code}</td>");
        assert_eq!(map.text.matches(&cell).count(), 1, "{code}");
    }
    // Two customers of one name stay two.
    let customers = "/demo/tables/orders/customers";
    let list = browser.get(customers).await.ok(200).attributes("href");
    let row = |link: &&String| link.starts_with(customers) && link.len() > customers.len() + 30;
    for link in list.iter().filter(row).take(2) {
        let path = link.split('?').next().unwrap();
        let name = [("c-name", "Café Central")];
        browser.submit(path, &name).await.ok(200);
    }
    let map = browser.get("/demo/map").await.ok(200);
    assert_eq!(marks(&map), 10 + strips);

    // More customers and more routes than anybody sees at once.
    let vehicles = browser.get("/demo/tables/orders/vehicles").await.ok(200);
    let links = vehicles.attributes("href");
    let vehicle = links.iter().rev().find(|link| link.contains("vehicles/"));
    let vehicle = vehicle.unwrap().split(['/', '?']).nth(5).unwrap();
    for number in 0..12 {
        let route = serde_json::json!({
            "route_number": format!("OLD-{number}"), "vehicle_id": vehicle, "status": "completed",
            "planned_start_at": "2025-11-02T06:00:00Z", "planned_end_at": "2025-11-02T07:00:00Z",
            "distance_km": "1.00", "duration_minutes": 60, "load_kg": "1.00", "load_crates": 1,
        });
        add(&mut browser, "orders/delivery_routes", &route).await;
    }
    for number in 0..205 {
        let customer = serde_json::json!({
            "code": format!("NEW-{number}"), "name": format!("Customer {number}"), "kind": "cafe",
            "contact_name": "Ana", "email": "ana@example.com", "phone": "1", "street": "Calle 1",
            "postal_code": "28001", "city": "Madrid", "latitude": "40.4", "longitude": "-3.7",
            "status": "active", "created_at": "2025-11-02T06:00:00Z",
        });
        add(&mut browser, "orders/customers", &customer).await;
    }
    let later = browser.get("/demo/map").await.ok(200);
    let later = later
        .shows(&["RUT-0301", "RUT-0302", "RUT-0303"])
        .hides("OLD-");
    // The van is on its line, and the whole picture on the screen.
    let picture = later.text.split("viewBox=\"0 0 720 ").nth(1).unwrap();
    let height: u32 = picture.split('"').next().unwrap().parse().unwrap();
    assert!(height <= 520, "{height}");
    let later = later.hides("lead-line");
    // Each mark still has its name.
    let names = |page: &Page| -> Vec<String> {
        let names = page.text.split("class=\"halo").skip(1);
        let name = |part: &str| part.split(['>', '<']).nth(1).unwrap().to_owned();
        names.map(name).collect()
    };
    assert_eq!(names(&later), names(&map));
}

pub async fn what_rows_say_is_marked_as_their_language(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    page.shows(&[
        "<html lang=\"en\"",
        "Late delivery: <span lang=\"es\"><span class=\"code\">ALB-ENT-0231</span></span>",
        "Overdue batch: <span lang=\"es\">Barra de Valdelatas <span class=\"code\">H-0415</span></span>",
        "Running low: ",
        ">32\u{a0}kg left<",
        "<span class=\"more note\" lang=\"es\">Harina que no ha llegado. La entrega",
        "Scheduled planning",
        "lang=\"es\">Plan del día cerrado",
        "<th scope=\"row\">Forecast demand<br><span class=\"muted\" lang=\"es\">Prever la demanda",
        "Demand forecasts 36 · Production batches 2 · Purchase orders 1",
    ]);
    browser.language = "es";
    let page = browser.get("/demo").await.ok(200);
    page.shows(&[
        "Entrega con retraso: <span lang=\"es\"><span class=\"code\">ALB-ENT-0231</span></span>",
        "rítico</span>",
        "Planificación programada",
        "<th scope=\"row\">Prever la demanda</th>",
        "Previsiones de demanda 36",
    ])
    .hides("Late delivery")
    .hides(">Critical<");
}

pub async fn a_chain_is_summed_up(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = browser.get("/demo").await.ok(200);
    let page = page.shows(&[
        "aria-current=\"true\">Central bakery</a>",
        "The whole chain",
    ]);
    let (_, chain) = page.text.split_once("id=\"chain\"").unwrap();
    let chain = chain.split("</table>").next().unwrap();
    // A count everywhere: beside a zero, nothing would say something else.
    let label = "data-label=\"Overdue batches and orders\">";
    assert_eq!(chain.matches(label).count(), 5, "{chain}");
    assert!(!chain.contains(&format!("{label}</td>")), "{chain}");
    // Two amounts a line: of yesterday and of a week.
    let amounts = chain.split('€').skip(1).map(|part| {
        let amount = part.split('<').next().unwrap().replace(',', "");
        amount.parse::<f64>().unwrap()
    });
    let amounts: Vec<f64> = amounts.collect();
    assert_eq!(amounts.len(), 10);
    for column in 0..2 {
        let column: Vec<f64> = amounts[column..].iter().copied().step_by(2).collect();
        let sum: f64 = column[..4].iter().sum();
        assert!((sum - column[4]).abs() < 0.01, "{column:?}");
    }
    browser.language = "es";
    let page = browser.get("/demo").await.ok(200);
    page.shows(&[">Obrador central</a>", "Toda la cadena"]);
}
