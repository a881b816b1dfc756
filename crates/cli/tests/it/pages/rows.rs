//! Browsing and changing rows.

use super::browser::Browser;

const SUPPLIERS: &str = "/demo/tables/inventory/products";

pub async fn a_row_is_added_changed_and_deleted(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let new = browser
        .get("/demo/tables/orders/vehicles/new")
        .await
        .ok(200);
    // Choices come from the table's checks, and rows of other services by their names.
    let new = new.shows(&[
        "<option value=\"refrigerated_van\">Refrigerated van</option>",
        "Horno",
    ]);
    let (_, locations) = new.text.split_once("name=\"c-location_id\"").unwrap();
    let location = locations.split("<option value=\"").nth(2).unwrap()[..36].to_owned();
    let form = [
        ("c-plate", "1234 KLM"),
        ("c-name", "Furgoneta de la prueba"),
        ("c-kind", "van"),
        ("c-capacity_kg", "850"),
        ("c-capacity_crates", "60"),
        ("c-fuel", "electric"),
        ("c-location_id", &location),
        ("c-status", "available"),
        ("c-shift_start", "05:00"),
        ("c-shift_end", "13:00"),
        ("c-next_inspection_on", ""),
    ];
    let page = browser
        .submit("/demo/tables/orders/vehicles", &form)
        .await
        .ok(200);
    let page = page.shows(&["Saved", "Furgoneta de la prueba", "850"]);
    let here = page.attributes("action");
    let here = here
        .iter()
        .find(|place| place.ends_with("/delete"))
        .unwrap()
        .clone();
    let row = here.strip_suffix("/delete").unwrap();
    let page = browser
        .submit(row, &[("c-status", "maintenance")])
        .await
        .ok(200);
    page.shows(&["Saved", "<span class=\"tag warn\">Maintenance</span>"]);
    let page = browser.submit(&here, &[]).await.ok(200);
    page.shows(&["Deleted"]).hides("Furgoneta de la prueba");
    browser.get(row).await.ok(404);
}

pub async fn a_refused_row_says_why(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let list = browser.get(SUPPLIERS).await.ok(200);
    let links = list.attributes("href");
    let row = links
        .iter()
        .find(|link| link.len() > SUPPLIERS.len() + 30)
        .unwrap();
    let page = browser
        .submit(row, &[("c-price", "12.345"), ("c-name", "")])
        .await
        .ok(422);
    page.shows(&[
        "id=\"e-price\">has more than 2 decimals: round it",
        "value=\"12.345\"",
    ]);
    browser.language = "es";
    let page = browser.submit(row, &[("c-price", "12.345")]).await;
    page.ok(422)
        .shows(&["id=\"e-price\">tiene más de 2 decimales: redondéalo"]);
    browser.language = "en";
    let page = browser.submit(&format!("{row}/delete"), &[]).await.ok(409);
    page.shows(&["Other records need this one"]);
    // What is not there leaves the demo around it, also where the address names another's tenant.
    let stranger = "/demo?tenant=0d9e9a3a-3c0b-4a8e-9b39-7d5e6a0c7f10";
    for nothing in [
        "/demo/tables/orders/nothing",
        "/demo/tables/nothing/orders",
        stranger,
    ] {
        let page = browser.get(nothing).await.ok(404);
        let page = page.shows(&[
            "data-countdown",
            "<nav aria-label=\"Main\"",
            "href=\"/demo/map\"",
        ]);
        page.shows(&[&format!("name=\"address\" value=\"{nothing}\"")])
            .hides("aria-current=\"page\"");
    }
    let page = Browser::new(browser.url()).get(stranger).await.ok(401);
    page.hides("data-countdown");
}

pub async fn tables_are_filtered_sorted_and_paged(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let sales = "/demo/tables/sales/sales";
    let page = browser.get(&format!("{sales}?sort=-sold_at")).await.ok(200);
    let page = page.shows(&["aria-sort=\"descending\"", "Next page"]);
    let links = page.attributes("href");
    let next = links.iter().find(|link| link.contains("cursor=")).unwrap();
    browser.get(next).await.ok(200).shows(&["First page"]);
    let filter = format!("{sales}?filter.quantity.is=gte&filter.quantity=1000000");
    let page = browser.get(&filter).await.ok(303);
    let place = page.header("location").to_owned();
    assert_eq!(place, format!("{sales}?quantity__gte=1000000"));
    browser
        .get(&place)
        .await
        .ok(200)
        .shows(&["No record fits these filters", "Quantity at least"]);
    let wrong = format!("{sales}?quantity__gte=many");
    browser
        .get(&wrong)
        .await
        .ok(422)
        .shows(&["write a decimal such as 12.50", "Show all records"])
        // How many there are is not known.
        .hides("0 records")
        .hides("No record fits");
    // How a lot stands and until when, comes before where it lies.
    let lots = browser.get("/demo/tables/inventory/stock_lots").await;
    let lots = lots.ok(200);
    let (_, heads) = lots.text.split_once("<thead>").unwrap();
    let place = |head: &str| heads.find(&format!("\">{head}")).unwrap();
    assert!(place("Lot number") < place("Status"));
    assert!(place("Status") < place("Expires") && place("Expires") < place("Location"));
    // By the ids behind the names there is no order that anybody sees.
    let stops = "/demo/tables/orders/delivery_stops";
    for stops in [stops.to_owned(), format!("{stops}?sort=-route_id")] {
        let page = browser.get(&stops).await.ok(200).hides("aria-sort");
        page.shows(&["<th scope=\"col\">Route</th>", "Sort by Sequence"]);
    }
    // What an alert is about is called by its name, once.
    let alerts = browser.get("/demo/tables/orchestrator/alerts").await;
    alerts
        .ok(200)
        .shows(&[">Deliveries · ALB-0087</a>"])
        .hides("Sort by Subject table");
    let secret = "/demo/tables/auth/users";
    browser.get(secret).await.ok(200).hides("digest");
}
