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
    browser.get("/demo/tables/orders/nothing").await.ok(404);
    browser.get("/demo/tables/nothing/orders").await.ok(404);
}

pub async fn tables_are_filtered_sorted_and_paged(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let sales = "/demo/tables/sales/sales";
    let page = browser.get(&format!("{sales}?sort=-sold_at")).await.ok(200);
    let page = page.shows(&["aria-sort=\"descending\"", "Next page"]);
    let links = page.attributes("href");
    let next = links.iter().find(|link| link.contains("cursor=")).unwrap();
    browser.get(next).await.ok(200).shows(&["First page"]);
    let filter = format!("{sales}?filter_column=quantity&filter_operator=gte&filter_value=1000000");
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
    let secret = "/demo/tables/auth/users";
    browser.get(secret).await.ok(200).hides("digest");
}
