//! What can be done with a session.

use super::browser::Browser;

pub async fn a_session_is_extended_reset_and_ended(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let token = browser.cookies["demo_session"].clone();
    let page = browser
        .submit("/demo/extend", &[("address", "/demo/map")])
        .await;
    page.ok(200)
        .shows(&["has its full time again", "Delivery map"]);

    let rows = browser.get("/demo/tables/orders/customers").await.ok(200);
    let links = rows.attributes("href");
    let row = links.iter().find(|link| link.len() > 60).unwrap().clone();
    let path = row.split('?').next().unwrap().to_owned();
    let page = browser
        .submit(&path, &[("c-city", "Atlantis")])
        .await
        .ok(200);
    page.shows(&["Saved", "Atlantis"]);
    browser
        .submit("/demo/reset", &[])
        .await
        .ok(200)
        .shows(&["Everything is as it was"]);
    browser.get(&row).await.ok(200).hides("Atlantis");

    let left = browser.get("/demo/left").await.ok(200);
    left.shows(&["{\"expires_at\":\"2"]);
    browser
        .get("/demo/end")
        .await
        .ok(200)
        .shows(&["End the demo"]);
    let page = browser.submit("/demo/end", &[]).await.ok(200);
    page.shows(&[
        "The demo is gone",
        "Records removed: 653",
        "Start a new demo",
    ]);
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    browser
        .get("/demo")
        .await
        .ok(401)
        .shows(&["There is no demo in this browser"]);
    // Another tab still has the cookie.
    browser.cookies.insert("demo_session".to_owned(), token);
    browser
        .get("/demo")
        .await
        .ok(401)
        .shows(&["This demo has ended", "Start a new demo"]);
    let left = browser.get("/demo/left").await.ok(200);
    assert_eq!(left.text, "{\"expires_at\":null}");
}

/// An outlet's lots are of its parent's products. Whoever opens the outlet alone sees their names
/// and no more of them.
pub async fn an_outlets_user_sees_the_names_of_the_parents_products(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let page = browser.get("/demo/session").await.ok(200);
    let (_, rest) = page.text.split_once("View as Pilar").unwrap();
    let (before, _) = page.text.split_at(page.text.len() - rest.len());
    let (_, user) = before.rsplit_once("value=\"").unwrap();
    browser
        .submit("/demo/user", &[("user", &user[..36])])
        .await
        .ok(200)
        .shows(&["Barra de Valdelatas"]);
    let lots = "/demo/tables/inventory/stock_lots";
    let page = browser.get(lots).await.ok(200);
    let page = page.shows(&["<span class=\"cell\">Barra de Valdelatas</span>"]);
    let links = page.attributes("href");
    let lot = links
        .iter()
        .find(|link| link.starts_with(lots) && link.len() > lots.len() + 30);
    // The product can be chosen again where the lot is edited.
    let lot = browser.get(lot.unwrap()).await.ok(200);
    // An ingredient cannot: the shop has none to name.
    lot.shows(&["Barra de Valdelatas</option>"])
        .hides("c-ingredient_id");
    // They are no rows of the outlet's.
    let products = browser
        .get("/demo/tables/inventory/products")
        .await
        .ok(200)
        .hides("Barra de Valdelatas");
    products.shows(&["There is no record"]);
}

pub async fn the_owner_sees_what_each_role_sees(url: &str) {
    let mut browser = Browser::launched(url, "professional").await;
    let page = browser
        .get("/demo/session")
        .await
        .ok(200)
        .shows(&["id=\"password\""]);
    let text = page.text.clone();
    assert!(text.contains("Head baker"), "{text}");
    let users: Vec<&str> = text.split("name=\"user\" value=\"").skip(1).collect();
    assert_eq!(users.len(), 3, "all but the owner");
    let mut refused = 0;
    for user in users {
        let id = &user[..36];
        browser.submit("/demo/user", &[("user", id)]).await.ok(200);
        let page = browser.get("/demo/tables/sales/sales").await;
        refused += usize::from(page.status == 403);
        // The password is the owner's to see.
        browser
            .get("/demo/session")
            .await
            .ok(200)
            .hides("id=\"password\"");
    }
    assert_eq!(refused, 2, "only the shop's manager sees sales");
    let stranger = "0d9e9a3a-3c0b-4a8e-9b39-7d5e6a0c7f10";
    browser
        .submit("/demo/user", &[("user", stranger)])
        .await
        .ok(404);
}

pub async fn a_user_logs_in_by_the_page(url: &str) {
    let mut owner = Browser::launched(url, "professional").await;
    let page = owner.get("/demo/session").await.ok(200);
    let (_, password) = page.text.split_once("id=\"password\">").unwrap();
    let password = password.split('<').next().unwrap().to_owned();
    let emails: Vec<&str> = page
        .text
        .split("<p class=\"muted email\">")
        .skip(1)
        .collect();
    let email = emails[1].split('<').next().unwrap();
    let mut other = Browser::new(url);
    let wrong = [("email", email), ("password", "another")];
    other
        .post("/login", &wrong)
        .await
        .ok(422)
        .shows(&["The e-mail or the password is wrong"]);
    other.language = "es";
    let page = other.post("/login", &wrong).await.ok(422);
    page.shows(&["El correo o la contraseña no son correctos"]);
    other.language = "en";
    let right = [("email", email), ("password", password.as_str())];
    other.post("/login", &right).await.ok(303);
    other.get("/demo").await.ok(200).shows(&["Late deliveries"]);
    let page = other.get("/demo/session").await.ok(200);
    page.shows(&["Only the owner"]).hides("id=\"password\"");
    for path in ["/demo/end", "/demo/reset", "/demo/extend", "/demo/user"] {
        other
            .submit(path, &[])
            .await
            .ok(403)
            .shows(&["Your role does not allow this"]);
    }
}
