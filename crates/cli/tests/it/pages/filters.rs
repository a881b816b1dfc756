//! What the form of a list's filter offers, takes and says.

use serde_json::json;

use super::{
    browser::Browser,
    day::{add, on_a_sunday},
};

const ORDERS: &str = "/demo/tables/orders/customer_orders";

/// What a page's list of choices offers.
#[track_caller]
fn choices(page: &str, id: &str) -> Vec<String> {
    let (_, list) = page.split_once(&format!("<select id=\"{id}\"")).unwrap();
    let (list, _) = list.split_once("</select>").unwrap();
    let options = list.split("<option value=\"").skip(1);
    options
        .map(|one| one.split('"').next().unwrap().to_owned())
        .collect()
}

pub async fn a_reference_is_filtered_by_a_name(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let column = format!("{ORDERS}?filter_column=customer_id");
    let page = browser.get(&column).await.ok(200);
    let page = page.shows(&["<details class=\"filters\" open>", "Hotel Jardín"]);
    assert_eq!(choices(&page.text, "f-operator"), ["eq", "ne"]);
    let customers = choices(&page.text, "f-value");
    let filter = format!("{column}&filter_operator=eq&filter_value={}", customers[0]);
    let page = browser.get(&filter).await.ok(303);
    assert_eq!(
        page.header("location"),
        format!("{ORDERS}?customer_id={}", customers[0])
    );

    // Where there are too many to choose from, by a part of the name or the code.
    for number in 0..205 {
        let customer = json!({
            "code": format!("NEW-{number}"), "name": format!("Customer {number}"), "kind": "cafe",
            "contact_name": "Ana", "email": "ana@example.com", "phone": "1", "street": "Calle 1",
            "postal_code": "28001", "city": "Madrid", "latitude": "40.4", "longitude": "-3.7",
            "status": "active", "created_at": "2025-11-02T06:00:00Z",
        });
        add(&mut browser, "orders/customers", &customer).await;
    }
    let page = browser.get(&column).await.ok(200);
    page.shows(&[
        "Part of a name or a number",
        "<input id=\"f-value\" name=\"filter_value\" type=\"text\"",
    ]);
    let typed = |text: &str| format!("{column}&filter_operator=eq&filter_value={text}");
    let place = browser
        .get(&typed("Hotel"))
        .await
        .ok(303)
        .header("location")
        .to_owned();
    assert!(
        place.starts_with(&format!("{ORDERS}?customer_id__in=")),
        "{place}"
    );
    browser
        .get(&place)
        .await
        .ok(200)
        .shows(&["Customer one of Hotel"]);
    let place = browser
        .get(&typed("NEW-204"))
        .await
        .ok(303)
        .header("location")
        .to_owned();
    browser
        .get(&place)
        .await
        .ok(200)
        .shows(&["Customer is Customer 204", "No record fits"]);
    for (text, said) in [
        ("Nobody", "Nothing is called so"),
        ("Customer", "Too many are called so"),
    ] {
        let page = browser.get(&typed(text)).await.ok(422);
        // The list stays, and the form with what was typed.
        page.shows(&[&format!("value=\"{text}\""), said, "PV-0873"]);
    }
}

pub async fn a_day_is_the_tenants(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let column = format!("{ORDERS}?filter_column=order_date");
    let page = browser.get(&column).await.ok(200);
    let page = page.shows(&["type=\"date\""]);
    assert_eq!(choices(&page.text, "f-operator"), ["eq", "gte", "lte"]);
    let filter = format!("{column}&filter_operator=eq&filter_value=2025-12-13");
    let place = browser
        .get(&filter)
        .await
        .ok(303)
        .header("location")
        .to_owned();
    let between =
        "order_date__gte=2025-12-12T23%3A00%3A00Z&order_date__lt=2025-12-13T23%3A00%3A00Z";
    assert_eq!(place, format!("{ORDERS}?{between}"));
    let page = browser.get(&place).await.ok(200);
    page.shows(&[
        "Order date from 13 Dec 2025",
        "Order date before 14 Dec 2025",
        "PV-0873",
    ]);
    let wrong = format!("{column}&filter_operator=gte&filter_value=soon");
    browser
        .get(&wrong)
        .await
        .ok(422)
        .shows(&["Choose a date", "value=\"soon\""]);
}

pub async fn only_conditions_that_fit_are_offered(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    for (column, conditions) in [
        ("total", &["gte", "lte", "eq", "ne"][..]),
        ("notes", &["like", "eq", "ne"]),
        ("status", &["eq", "ne"]),
    ] {
        let page = browser
            .get(&format!("{ORDERS}?filter_column={column}"))
            .await;
        assert_eq!(
            choices(&page.ok(200).text, "f-operator"),
            conditions,
            "{column}"
        );
    }
    let wrong = format!("{ORDERS}?filter_column=total&filter_operator=lte&filter_value=much");
    let page = browser.get(&wrong).await.ok(422);
    let page = page.shows(&[
        "role=\"alert\">Write a number such as 12.50",
        "value=\"much\"",
        "<option value=\"total\" selected>",
        "<option value=\"lte\" selected>",
    ]);
    page.hides("numeric").hides("`");
    let typed = |number: &str| {
        format!("{ORDERS}?filter_column=total&filter_operator=lte&filter_value={number}")
    };
    // Another language's comma would make it another number.
    browser.get(&typed("12,50")).await.ok(422);
    for (language, number, plain) in [
        ("en", "1,250", "1250"),
        ("es", "12,50", "12.50"),
        ("es", "1.250,50", "1250.50"),
    ] {
        browser.language = language;
        let page = browser.get(&typed(number)).await.ok(303);
        assert_eq!(
            page.header("location"),
            format!("{ORDERS}?total__lte={plain}")
        );
    }
    // A state takes the place of all that was asked of it.
    let some = browser.get(&format!("{ORDERS}?status__ne=delivered")).await;
    let links = some.ok(200).attributes("href");
    let states = || links.iter().filter(|link| link.contains("status="));
    assert!(states().count() > 3, "{links:?}");
    assert!(states().all(|link| !link.contains("status__")), "{links:?}");
    // What nobody typed leads to no error of the whole page either.
    let by_hand = format!("{ORDERS}?customer_id=Hotel");
    browser
        .get(&by_hand)
        .await
        .ok(422)
        .shows(&["Mostrar todos los registros"]);
}
