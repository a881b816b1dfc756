//! What holds of every page.

use super::browser::{Browser, Page};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Of a page with its style sheet, script and icon, as they are sent.
const LARGEST: usize = 100_000;
/// Of these three.
const LARGEST_ASSETS: usize = 35_000;

async fn size_of_assets(browser: &mut Browser, page: &Page) -> usize {
    let mut size = 0;
    let links = [page.attributes("href"), page.attributes("src")].concat();
    for link in links.iter().filter(|link| link.starts_with("/static/")) {
        let asset = browser.get(link).await.ok(200);
        let kept = asset.header("cache-control").contains("immutable");
        assert!(kept, "{link}");
        size += asset.text.len();
    }
    size
}

pub async fn every_page_is_small_strict_and_whole(url: &str) {
    let mut browser = Browser::launched(url, "enterprise").await;
    let mut pages = vec![
        "/".to_owned(),
        "/login".to_owned(),
        "/operator".to_owned(),
        "/demo".to_owned(),
        "/demo/progress".to_owned(),
        "/demo/map".to_owned(),
        "/demo/runs".to_owned(),
        "/demo/session".to_owned(),
        "/demo/end".to_owned(),
        "/demo/reset".to_owned(),
        "/demo/tables".to_owned(),
        "/demo/tables/orders/customer_orders?status=delivered&sort=-order_date".to_owned(),
    ];
    let today = browser.get("/demo").await.ok(200).attributes("href");
    pages.extend(today.into_iter().filter(|link| {
        link.starts_with("/demo?tenant=") || link.starts_with("/demo/tables/production/")
    }));
    let tables = browser.get("/demo/tables").await.ok(200).attributes("href");
    let tables = tables
        .into_iter()
        .filter(|link| link.starts_with("/demo/tables/"));
    let tables: Vec<String> = tables.collect();
    assert_eq!(tables.len(), 30, "{tables:?}");
    // A tenant comes and goes with its demo.
    let can_grow = |table: &&String| !table.ends_with("/tenants");
    for table in tables.iter().filter(can_grow) {
        pages.push(format!("{table}/new"));
    }
    pages.extend(tables);
    let mut assets = 0;
    for path in &pages {
        let page = browser.get(path).await.ok(200);
        assert_eq!(page.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        for forbidden in [
            " style=",
            "<style",
            " onclick=",
            "javascript:",
            "http://",
            "https://",
        ] {
            assert!(!page.text.contains(forbidden), "{path}: `{forbidden}`");
        }
        assert_eq!(page.text.matches("<script").count(), 1, "{path}");
        assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.text.matches("<main").count(), 1, "{path}");
        if assets == 0 {
            assets = size_of_assets(&mut browser, &page).await;
            assert!((10_000..LARGEST_ASSETS).contains(&assets), "{assets}");
        }
        let size = page.text.len() + assets;
        assert!(size < LARGEST, "{path}: {size} bytes");
        // Each field has a label.
        for id in page
            .attributes("id")
            .iter()
            .filter(|id| id.starts_with("c-"))
        {
            assert!(page.text.contains(&format!("for=\"{id}\"")), "{path}: {id}");
        }
    }
    let tenants = "/demo/tables/tenant/tenants/new";
    browser.get(tenants).await.ok(403);
    // A person who is lost gets a page, and a program a problem document.
    let lost = browser
        .request("GET", "/demo/nowhere")
        .header("accept", "text/html,*/*");
    browser
        .send(lost)
        .await
        .ok(404)
        .shows(&["<h1>There is nothing at this address"]);
    let page = browser.get("/demo/nowhere").await.ok(404);
    assert_eq!(page.header("content-type"), "application/problem+json");
}
