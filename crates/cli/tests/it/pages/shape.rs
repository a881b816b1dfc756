//! What holds of every page.

use super::browser::Browser;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Of a page with its style sheet, script and icon.
const LARGEST: usize = 100_000;

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
        "/demo/tables".to_owned(),
    ];
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
            for link in page
                .attributes("href")
                .iter()
                .chain(&page.attributes("src"))
            {
                if link.starts_with("/static/") {
                    let asset = browser.get(link).await.ok(200);
                    assert!(
                        asset.header("cache-control").contains("immutable"),
                        "{link}"
                    );
                    assets += asset.text.len();
                }
            }
            assert!(assets > 10_000);
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
