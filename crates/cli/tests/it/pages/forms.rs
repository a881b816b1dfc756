//! What a row's form takes, and what it says of numbers that do not add up.

use super::browser::Browser;

const ORDERS: &str = "/demo/tables/orders/customer_orders";

/// The address of a list's first row.
async fn first_row(browser: &mut Browser, list: &str) -> String {
    let links = browser.get(list).await.ok(200).attributes("href");
    let path = list.split('?').next().unwrap();
    let place = format!("{path}/");
    let is_row = |link: &&String| link.starts_with(&place) && link.len() == place.len() + 36;
    links.iter().find(is_row).unwrap().clone()
}

/// The value of a field.
fn value(page: &str, name: &str) -> String {
    let (_, field) = page.split_once(&format!("name=\"{name}\"")).unwrap();
    let (_, value) = field.split_once("value=\"").unwrap();
    value.split('"').next().unwrap().to_owned()
}

pub async fn totals_that_do_not_add_up_are_refused(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let order = first_row(&mut browser, ORDERS).await;
    let page = browser.get(&order).await.ok(200).hides("notice warn");
    let (net, vat) = (
        value(&page.text, "c-subtotal"),
        value(&page.text, "c-vat_total"),
    );
    let total: f64 = net.parse::<f64>().unwrap() + vat.parse::<f64>().unwrap();
    let page = browser
        .submit(&order, &[("c-total", "9999.99")])
        .await
        .ok(422);
    let error = format!("id=\"e-total\">Does not add up: Subtotal + VAT total = €{total:.2}");
    page.shows(&[&error, "value=\"9999.99\""]);
    browser.language = "es";
    let page = browser
        .submit(&order, &[("c-total", "9999.99")])
        .await
        .ok(422);
    page.shows(&["No cuadra: Subtotal + IVA = "]);
    browser.language = "en";
    // Also where another of its parts is changed alone; what has no part in it is nobody's affair.
    browser
        .submit(&order, &[("c-subtotal", "1.00")])
        .await
        .ok(422);
    let page = browser
        .submit(&order, &[("c-notes", "By the back door")])
        .await;
    page.ok(200).shows(&["Saved", "By the back door"]);
    // A line's total is its quantity times its price.
    let line = first_row(&mut browser, "/demo/tables/orders/customer_order_lines").await;
    let page = browser
        .submit(&line, &[("c-quantity", "1000")])
        .await
        .ok(422);
    page.shows(&["id=\"e-line_total\">Does not add up: Quantity × Unit price = €"]);
    let sale = first_row(&mut browser, "/demo/tables/sales/sales").await;
    let page = browser
        .submit(&sale, &[("c-revenue", "0.01")])
        .await
        .ok(422);
    page.shows(&["id=\"e-revenue\">Does not add up"]);
}

pub async fn a_form_speaks_no_database(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let deliveries = "/demo/tables/procurement/deliveries";
    let late = format!("{deliveries}?status=late");
    let delivery = first_row(&mut browser, &late).await;
    let received = [("c-status", "received")];
    let page = browser.submit(&delivery, &received).await.ok(422);
    // What is missing is said where it is missing, and the notice leads there.
    let page = page.shows(&[
        "id=\"e-arrived_at\">Fill this in, or change Status<",
        "Please check the marked fields: <a href=\"#c-arrived_at\">Arrived</a></p>",
    ]);
    page.hides("`").hides("rule for them").hides("e-status");
    let both = [("c-arrived_at", "2025-12-14T10:00")];
    let page = browser.submit(&delivery, &both).await.ok(422);
    page.shows(&[
        "id=\"e-status\">Status and Arrived do not fit together: change one of them",
        "id=\"e-arrived_at\">Does not fit Status",
        ": <a href=\"#c-status\">Status</a>, <a href=\"#c-arrived_at\">Arrived</a></p>",
    ]);
    let page = browser.submit(deliveries, &[("c-carrier", "Ana")]).await;
    let page = page.ok(422).shows(&[
        "id=\"e-status\">Choose one",
        "id=\"e-delivery_number\">Fill this in",
    ]);
    page.hides("is missing").hides("`");
    // The number that is wrong is marked, not the sum alone.
    let order = first_row(&mut browser, ORDERS).await;
    let page = browser.submit(&order, &[("c-subtotal", "-500")]).await;
    let page = page.ok(422).shows(&[
        "id=\"e-subtotal\">Is below zero",
        "Subtotal + VAT total = −€",
    ]);
    page.hides("€−");
    browser.language = "es";
    let page = browser.submit(&delivery, &received).await.ok(422);
    page.shows(&["Rellena este campo o cambia Estado<"])
        .hides("`");
}

pub async fn a_row_that_others_name_is_not_offered_to_be_deleted(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let customers = "/demo/tables/orders/customers";
    let customer = first_row(&mut browser, customers).await;
    let page = browser.get(&customer).await.ok(200);
    let page = page.shows(&["It cannot be deleted while other records name it: Customer orders ("]);
    page.hides("Delete this record?").hides("/delete\"");
    // Its lines go with an order.
    let order = first_row(&mut browser, ORDERS).await;
    let page = browser.get(&order).await.ok(200);
    let page = page.shows(&["Delete this record? With it go: Customer order lines ("]);
    // They stand on its page, the first of them, by what they are of and not whose.
    let (_, lines) = page
        .text
        .split_once("aria-label=\"Customer order lines\"")
        .unwrap();
    let lines = lines.split("</section>").next().unwrap();
    let count = lines
        .matches("<th scope=\"row\"><a class=\"cell code\" href=\"/demo/")
        .count();
    assert!((1..=10).contains(&count), "{lines}");
    assert!(
        lines.contains(">Product</th>") && !lines.contains(">Order</th>"),
        "{lines}"
    );
}

pub async fn an_order_that_its_lines_do_not_make_says_so(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let order = first_row(&mut browser, ORDERS).await;
    let form = [
        ("c-subtotal", "1.00"),
        ("c-vat_total", "0.04"),
        ("c-total", "1.04"),
    ];
    let page = browser.submit(&order, &form).await.ok(200);
    let page = page.shows(&[
        "Saved",
        "Customer orders: Subtotal €1.00, but its lines come to €",
    ]);
    // The note leads to the lines, and each of them says the same of its order.
    let hrefs = page.attributes("href");
    let lines = hrefs
        .iter()
        .find(|link| link.contains("customer_order_lines?order_id="));
    let line = first_row(&mut browser, lines.unwrap()).await;
    let page = browser.get(&line).await.ok(200);
    page.shows(&[
        "Subtotal €1.00, but its lines come to €",
        &format!("href=\"{order}\""),
    ]);
}

pub async fn fields_fit_what_they_hold(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let order = first_row(&mut browser, ORDERS).await;
    let page = browser.get(&order).await.ok(200);
    let page = page.shows(&[
        "type=\"datetime-local\"",
        "Time in Madrid",
        "inputmode=\"decimal\"",
        "step=\"0.01\"",
        "<select id=\"c-customer_id\"",
        "<select id=\"c-status\"",
    ]);
    // To the minute, in the tenant's zone.
    assert_eq!(
        value(&page.text, "c-order_date").len(),
        "2026-11-24T17:00".len()
    );
    // A share of a hundred is written as its language has it.
    let products = "/demo/tables/inventory/products";
    for (language, vat) in [("es", ">4\u{a0}%<"), ("en", ">4%<")] {
        browser.language = language;
        browser.get(products).await.ok(200).shows(&[vat]);
    }
    let lots = first_row(&mut browser, "/demo/tables/suppliers/supplier_prices").await;
    let page = browser.get(&lots).await.ok(200);
    page.shows(&[
        "type=\"date\"",
        ">Supplier SKU<",
        ">kg</option>",
        ">l</option>",
    ]);
    // A list is a line each, and comes back as a list; broken JSON is not kept as a text.
    let product = first_row(&mut browser, "/demo/tables/inventory/products").await;
    let page = browser
        .submit(&product, &[("c-allergens", "gluten\r\nsesame")])
        .await;
    let page = page
        .ok(200)
        .shows(&["Saved", "Gluten, Sesame", "One a line"]);
    page.hides("[&#34;").hides("[\n");
    let page = browser
        .submit(&product, &[("c-allergens", "[\"gluten")])
        .await;
    page.ok(422)
        .shows(&["id=\"e-allergens\">Something is missing here"]);
}

pub async fn what_must_be_filled_in_is_more_than_a_space(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let order = first_row(&mut browser, ORDERS).await;
    for nothing in ["", " "] {
        let form = [("c-order_number", nothing)];
        for place in [&order, ORDERS] {
            let page = browser.submit(place, &form).await.ok(422);
            page.shows(&["id=\"e-order_number\">Fill this in"]);
        }
    }
    let page = browser.submit(&order, &[("c-order_number", " A-1 ")]).await;
    let page = page.ok(200).shows(&["Saved", "<h1>A-1"]);
    assert_eq!(value(&page.text, "c-order_number"), "A-1");
}

pub async fn a_list_may_be_left_empty(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let row = first_row(&mut browser, "/demo/tables/inventory/ingredients").await;
    for typed in ["sesame", ""] {
        let page = browser.submit(&row, &[("c-allergens", typed)]).await;
        let page = page.ok(200).shows(&["Saved", "One a line"]);
        let field = format!("aria-describedby=\"h-allergens\">{typed}</textarea>");
        page.shows(&[&field]);
    }
    let form = [
        ("c-sku", "PRUEBA-1"),
        ("c-name", "Agua"),
        ("c-category", "other"),
        ("c-unit", "l"),
        ("c-allergens", ""),
        ("c-unit_cost", "0.01"),
        ("c-vat_rate", "10"),
        ("c-shelf_life_days", "30"),
        ("c-storage", "ambient"),
        ("c-reorder_point", "1"),
        ("c-reorder_quantity", "2"),
    ];
    let ingredients = "/demo/tables/inventory/ingredients";
    let page = browser.submit(ingredients, &form).await;
    page.ok(200).shows(&["Saved", "PRUEBA-1"]);
}

pub async fn json_is_read_by_its_parts_and_written_in_its_lines(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let place = first_row(&mut browser, "/demo/tables/tenant/locations").await;
    let page = browser.get(&place).await.ok(200);
    page.shows(&[
        "<dl class=\"parts\"><dt>Monday</dt><dd>06:00-20:30</dd><dt>Tuesday</dt>",
        // As many lines as it has.
        "rows=\"9\" class=\"json\"",
        "\n  &#34;monday&#34;: &#34;06:00-20:30&#34;,\n",
    ]);
    let recipe = first_row(&mut browser, "/demo/tables/recipes/recipes").await;
    let page = browser.get(&recipe).await.ok(200);
    page.shows(&["<ol class=\"steps\"><li>"]).hides(">1. ");
}

pub async fn broken_json_does_not_become_a_list(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let places = "/demo/tables/tenant/locations";
    let row = first_row(&mut browser, places).await;
    // Without its first bracket.
    let hours = "\"monday\": [\"07:00\"]}";
    let page = browser.submit(&row, &[("c-opening_hours", hours)]).await;
    page.ok(422)
        .shows(&["id=\"e-opening_hours\">Something is missing here"]);
    let page = browser.submit(&row, &[("c-opening_hours", "")]).await;
    page.ok(422).shows(&["id=\"e-opening_hours\">Fill this in"]);
    let page = browser.submit(&row, &[("c-opening_hours", "{}")]).await;
    page.ok(200).shows(&["Saved"]);
    // A new row is to be like the others.
    let page = browser.get(&format!("{places}/new")).await.ok(200);
    page.shows(&["id=\"h-opening_hours\">Written as other records have it"])
        .hides("One a line");
    let form = [("c-opening_hours", "from seven to three")];
    let page = browser.submit(places, &form).await;
    page.ok(422)
        .shows(&["id=\"e-opening_hours\">Something is missing here"]);
    let page = browser.get("/demo/tables/inventory/products/new").await;
    page.ok(200).shows(&["id=\"h-allergens\">One a line"]);
}

pub async fn lists_begin_with_what_is_new(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser.get(ORDERS).await.ok(200);
    let rows = page.text.matches("<th scope=\"row\">").count();
    let page = page.shows(&[
        "aria-sort=\"descending\"",
        &format!("<small class=\"muted\">{rows} records</small>"),
        // What a state means is a colour, beside its word.
        "<span class=\"tag good\">Delivered</span>",
        "<span class=\"tag info\">",
    ]);
    page.hides(">Id<").hides("customer_orders</");
    // Things are found by their names, and lines as they are numbered.
    let page = browser.get("/demo/tables/orders/customers").await.ok(200);
    page.shows(&["aria-sort=\"ascending\""]);
    let one = format!("{ORDERS}?status=delivered");
    let page = browser.get(&one).await.ok(200).hides("tag info");
    page.shows(&["aria-current=\"true\">Delivered"]);
    // How much there is stands before what is empty of half of the lots.
    let page = browser.get("/demo/tables/inventory/stock_lots").await;
    let page = page.ok(200);
    let (_, heads) = page.text.split_once("<thead>").unwrap();
    let place = |head: &str| heads.find(&format!("\">{head}")).unwrap();
    assert!(place("Quantity") < place("Ingredient"));
    let none = format!("{ORDERS}?notes=nothing");
    let page = browser.get(&none).await.ok(200);
    page.shows(&[
        "0 records",
        "No record fits these filters",
        "Show all records",
    ]);
}
