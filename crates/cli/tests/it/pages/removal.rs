//! What a row's page says of its removal.

use super::{
    browser::Browser,
    day::{add, play},
};

const PRODUCTS: &str = "/demo/tables/inventory/products";
const LOTS: &str = "/demo/tables/inventory/stock_lots";

/// The address of a list's first row.
async fn first_row(browser: &mut Browser, list: &str) -> String {
    let links = browser.get(list).await.ok(200).attributes("href");
    let path = list.split('?').next().unwrap();
    let place = format!("{path}/");
    let is_row = |link: &&String| {
        let id = link.strip_prefix(&place).unwrap_or_default();
        id.split('?').next().unwrap().len() == 36
    };
    links.iter().find(is_row).unwrap().clone()
}

pub async fn what_an_outlet_names_is_not_offered_to_be_deleted(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let product = serde_json::json!({
        "sku": "NEW-1", "name": "Pan de prueba", "description": "Pan", "category": "bread",
        "weight_g": 250, "price": "1.00", "vat_rate": "4.00", "price_with_vat": "1.04",
        "allergens": ["gluten"], "shelf_life_hours": 24,
    });
    add(&mut browser, "inventory/products", &product).await;
    let product = first_row(&mut browser, &format!("{PRODUCTS}?sku=NEW-1")).await;
    let page = browser.get(&product).await.ok(200);
    page.shows(&["Delete this record?"]);

    // A shop has some of it.
    let home = browser.get("/demo").await.ok(200).attributes("href");
    let outlet = home.iter().find(|link| link.starts_with("/demo?tenant="));
    let (_, outlet) = outlet.unwrap().split_once('?').unwrap();
    let lot = first_row(&mut browser, &format!("{LOTS}?{outlet}")).await;
    let id = product.rsplit('/').next().unwrap();
    browser.submit(&lot, &[("c-product_id", id)]).await.ok(200);
    let page = browser.get(&product).await.ok(200);
    let page = page.shows(&[
        "It cannot be deleted while other records name it: Stock lots · Chamberí (1).",
        "<span class=\"what\">Stock lots · Chamberí</span>",
    ]);
    let page = page.hides("Delete this record?");
    let links = page.attributes("href");
    let list = links.iter().find(|link| link.contains("product_id="));
    let page = browser.get(list.unwrap()).await.ok(200);
    page.shows(&["1 record<"]);
    let removal = format!("{product}/delete");
    browser.submit(&removal, &[]).await.ok(409);

    // Who does not see the shop learns as much, and is shown no way to it.
    play(&mut browser, "Marta").await;
    let page = browser.get(&product).await.ok(200);
    page.shows(&["It cannot be deleted while other records name it: Stock lots."])
        .hides("Delete this record?")
        .hides("Chamberí");
}
