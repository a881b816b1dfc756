//! What the form of a list's filter offers, takes and says.

use serde_json::json;

use super::{
    browser::Browser,
    day::{add, on_a_sunday},
};

const ORDERS: &str = "/demo/tables/orders/customer_orders";

/// What a page's list of choices offers.
#[track_caller]
fn choices(page: &str, select: &str) -> Vec<String> {
    let (_, list) = page.split_once(select).unwrap();
    let (list, _) = list.split_once("</select>").unwrap();
    let options = list.split("<option value=\"").skip(1);
    options
        .map(|one| one.split('"').next().unwrap().to_owned())
        .collect()
}

/// What a column may be asked.
#[track_caller]
fn conditions(page: &str, column: &str) -> Vec<String> {
    choices(page, &format!("<select name=\"filter.{column}.is\""))
}

/// Where the form leads whose one field is filled.
async fn filtered(
    browser: &mut Browser,
    list: &str,
    column: &str,
    condition: &str,
    typed: &str,
) -> String {
    let asked = format!("{list}?filter.{column}.is={condition}&filter.{column}={typed}");
    let page = browser.get(&asked).await.ok(303);
    page.header("location").to_owned()
}

pub async fn several_columns_are_filtered_at_once(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let page = browser.get(ORDERS).await.ok(200);
    let (_, form) = page.text.split_once("<form method=\"get\"").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    // As a browser sends it: a field that is left as it is says nothing.
    let names = form.split(" name=\"").skip(1);
    let names = names.map(|part| part.split('"').next().unwrap());
    let typed = |name: &str| match name {
        "filter.channel" => "web",
        "filter.total" => "50",
        "filter.total.is" => "gte",
        "filter.order_date.is" => "lte",
        _ => "",
    };
    let fields: Vec<String> = names
        .map(|name| format!("{name}={}", typed(name)))
        .collect();
    let sent = format!("{ORDERS}?{}", fields.join("&"));
    let page = browser.get(&sent).await.ok(303);
    let place = page.header("location").to_owned();
    assert_eq!(place, format!("{ORDERS}?channel=web&total__gte=50"));
    let page = browser.get(&place).await.ok(200);
    let page = page.shows(&["Channel is Web", "Total at least "]);
    page.hides(">Email</span>");
    // A form with nothing in it is the list as it was.
    let page = browser.get(&format!("{place}&filter.notes=")).await.ok(303);
    assert_eq!(page.header("location"), place);
}

pub async fn a_reference_is_filtered_by_a_name(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let page = browser.get(ORDERS).await.ok(200);
    let page = page.shows(&["<details class=\"filters\">", "Hotel Jardín"]);
    assert_eq!(conditions(&page.text, "customer_id"), ["eq", "ne"]);
    let customers = choices(&page.text, "name=\"filter.customer_id\"");
    assert_eq!(customers[0], "", "nothing is chosen at first");
    let place = filtered(&mut browser, ORDERS, "customer_id", "eq", &customers[1]).await;
    assert_eq!(place, format!("{ORDERS}?customer_id={}", customers[1]));

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
    let page = browser.get(ORDERS).await.ok(200);
    page.shows(&[
        "Part of a name or a number",
        "<input id=\"filter.customer_id\" name=\"filter.customer_id\" type=\"text\"",
    ]);
    let place = filtered(&mut browser, ORDERS, "customer_id", "eq", "Hotel").await;
    assert!(
        place.starts_with(&format!("{ORDERS}?customer_id__in=")),
        "{place}"
    );
    browser
        .get(&place)
        .await
        .ok(200)
        .shows(&["Customer one of Hotel"]);
    let place = filtered(&mut browser, ORDERS, "customer_id", "eq", "NEW-204").await;
    browser
        .get(&place)
        .await
        .ok(200)
        .shows(&["Customer is Customer 204", "No record fits"]);
    for (text, said) in [
        ("Nobody", "Nothing is called so"),
        ("Customer", "Too many are called so"),
    ] {
        let typed = format!("{ORDERS}?filter.customer_id={text}");
        let page = browser.get(&typed).await.ok(422);
        // The list stays, and the form with what was typed.
        page.shows(&[
            "<details class=\"filters\" open>",
            &format!("value=\"{text}\""),
            said,
            "PV-0873",
        ]);
    }
}

pub async fn a_day_is_the_tenants(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let page = browser.get(ORDERS).await.ok(200);
    let page = page.shows(&["name=\"filter.order_date\" type=\"date\""]);
    assert_eq!(conditions(&page.text, "order_date"), ["eq", "gte", "lte"]);
    let place = filtered(&mut browser, ORDERS, "order_date", "eq", "2025-12-13").await;
    let between =
        "order_date__gte=2025-12-12T23%3A00%3A00Z&order_date__lt=2025-12-13T23%3A00%3A00Z";
    assert_eq!(place, format!("{ORDERS}?{between}"));
    let page = browser.get(&place).await.ok(200);
    page.shows(&[
        "Order date from 13 Dec 2025",
        "Order date before 14 Dec 2025",
        "PV-0873",
    ]);
    let wrong = format!("{ORDERS}?filter.order_date.is=gte&filter.order_date=soon");
    browser
        .get(&wrong)
        .await
        .ok(422)
        .shows(&["Choose a date", "value=\"soon\""]);
}

pub async fn only_conditions_that_fit_are_offered(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser.get(ORDERS).await.ok(200);
    for (column, fitting) in [
        ("total", &["gte", "lte", "eq", "ne"][..]),
        ("notes", &["like", "eq", "ne"]),
        ("status", &["eq", "ne"]),
    ] {
        assert_eq!(conditions(&page.text, column), fitting, "{column}");
    }
    let typed = |number: &str| format!("{ORDERS}?filter.total.is=lte&filter.total={number}");
    let page = browser.get(&typed("much")).await.ok(422);
    let page = page.shows(&[
        "role=\"alert\">Write a number such as 12.50",
        "value=\"much\"",
        "<option value=\"lte\" selected>",
    ]);
    page.hides("numeric").hides("`");
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
