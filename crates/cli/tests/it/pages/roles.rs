//! What a role sees of the pages, and in which words.

use super::{browser::Browser, day::on_a_sunday, facts::card};

/// Plays the user whom the session's page calls so.
async fn play(browser: &mut Browser, name: &str) {
    let page = browser.get("/demo/session").await.ok(200);
    let mark = format!("View as {name}");
    let (before, _) = page.text.split_once(&mark).unwrap();
    let (_, id) = before.rsplit_once("value=\"").unwrap();
    let id = id[..36].to_owned();
    browser.submit("/demo/user", &[("user", &id)]).await.ok(200);
}

pub async fn a_role_is_shown_no_way_to_what_it_may_not(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let own = browser.get("/demo/tables").await.ok(200);
    own.shows(&["\"/demo/runs\"", "\"/demo/tables/sales/sales\""])
        .hides("Your role does not see this");
    // A driver reads and writes orders, and reads the places.
    play(&mut browser, "Iván").await;
    let page = browser.get("/demo/tables").await.ok(200);
    let page = page.shows(&[
        "\"/demo/map\"",
        "\"/demo/tables/orders/customers\"",
        "Your role does not see this: ",
    ]);
    page.hides("\"/demo/runs\"")
        .hides("\"/demo/tables/sales/sales\"");
    let places = "/demo/tables/tenant/locations";
    let page = browser.get(places).await.ok(200).hides("Add a record");
    let hrefs = page.attributes("href");
    let place = hrefs.iter().find(|link| link.len() == places.len() + 37);
    let page = browser.get(place.unwrap()).await.ok(200);
    page.hides("name=\"c-name\"").hides("Save").hides("Delete");
    // What a line names of a service that the role does not read is no id.
    let lines = "/demo/tables/orders/customer_order_lines";
    let page = browser.get(lines).await.ok(200);
    let page = page.shows(&["<span class=\"cell muted\">not shown to your role</span>"]);
    let hrefs = page.attributes("href");
    let line = hrefs.iter().find(|link| link.len() == lines.len() + 37);
    let page = browser.get(line.unwrap()).await.ok(200);
    page.shows(&["not shown to your role"])
        .hides("name=\"c-product_id\"");
    browser
        .get("/demo/reset")
        .await
        .ok(200)
        .shows(&["Lost: ", "Stays: "]);
}

pub async fn words_of_the_product_are_in_the_pages_language(url: &str) {
    let mut browser = Browser::new(url);
    browser.language = "es";
    let page = browser.get("/").await.ok(200);
    page.shows(&[
        "class=\"choice-kind\">Profesional",
        "class=\"choice-kind\">Cadena",
    ]);
    let mut browser = Browser::launched(url, "professional").await;
    browser.language = "es";
    let page = browser.get("/demo/session").await.ok(200);
    page.shows(&[
        "Responsable de obrador",
        "Responsable de tienda",
        "· Titular",
    ])
    .hides("Head baker")
    .hides("Owner");
    // Words agree with what they are said of, and numbers of one list are grouped alike.
    let page = browser.get("/demo/tables/procurement/deliveries").await;
    page.ok(200)
        .shows(&[">Programada</a>", ">Recibida</a>", ">Con retraso</span>"]);
    let page = browser.get("/demo/tables/production/production_batches");
    page.await.ok(200).shows(&[">Cancelada</a>", "Hornadas"]);
    let page = browser.get("/demo/tables/orders/vehicles/new").await;
    page.ok(200)
        .shows(&[">Furgoneta frigorífica</option>", "Capacidad (kg)"]);
}

pub async fn a_reset_and_an_end_are_asked_for(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser.get("/demo/session").await.ok(200);
    page.shows(&["href=\"/demo/reset\"", "href=\"/demo/end\""])
        .hides("action=\"/demo/reset\"");
    let page = browser.get("/demo/reset").await.ok(200);
    page.shows(&[
        "Brings every record of every service back",
        "Lost: whatever you",
        "Stays: links, log-ins",
        "action=\"/demo/reset\"",
    ]);
    let page = browser.get("/demo/end").await.ok(200);
    page.shows(&["Lost: all data", "Stays: a receipt", "action=\"/demo/end\""]);
}

pub async fn a_driver_sees_the_own_routes(url: &str) {
    let mut browser = on_a_sunday(url, "enterprise").await;
    let (hotel, cafe) = ("Hotel Jardín", "Cafetería La Perdiz");
    for (name, own, others) in [("Iván", hotel, cafe), ("Karim", cafe, hotel)] {
        play(&mut browser, name).await;
        let page = browser.get("/demo").await.ok(200);
        let next = card(&page, "Coming up");
        assert!(
            next.contains(own) && !next.contains(others),
            "{name}: {next}"
        );
        let road = card(&page, "On the road");
        assert_eq!(road.contains("RUT-0301"), name == "Iván", "{road}");
    }
}

pub async fn roles_and_tiers_are_called_as_people_call_them(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let lists = ["auth/roles", "auth/user_roles", "auth/user_roles/new"];
    for (language, role) in [
        ("en", "Logistics manager"),
        ("es", "Responsable de logística"),
    ] {
        browser.language = language;
        for list in lists {
            let page = browser.get(&format!("/demo/tables/{list}")).await.ok(200);
            page.shows(&[&format!(">{role}</")])
                .hides("logistics_manager");
        }
    }
    browser.language = "en";
    let tiers = "/demo/tables/tenant/subscriptions";
    let page = browser.get(tiers).await.ok(200);
    page.shows(&[">Enterprise</span>"]).hides(">enterprise<");
}
