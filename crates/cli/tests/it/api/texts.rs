//! What looks like SQL, HTML or worse is a text like any other, in every column that takes one.

use serde_json::{Value, json};

use super::sessions::SERVICES;
use crate::http::Api;

const TEXTS: [&str; 14] = [
    "'; drop table customers; --",
    "\" or \"\"=\"",
    "<script>alert(1)</script>",
    "<img src=x onerror=\"alert(1)\">",
    "${session.password_digest}",
    "{{7*7}} %s %n \\x00 \\' \\\\",
    "BASE_TS + 1h",
    "null",
    "Ω≈ç√∫ 日本語 العربية עברית",
    "👩‍👩‍👧‍👦🥐 e\u{301} \u{202e}rtl\u{202c} \u{feff}bom\u{200b}",
    "line\r\nbreak\ttab \u{1} \u{7f} \u{85}",
    "\u{10ffff}\u{fffd}\u{e000}",
    " ",
    "00123.4500",
];

/// The first row of each table of a service that has one, by its place.
async fn rows(demo: &crate::http::Demo, service: &str, tables: &[String]) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for table in tables {
        let rows = demo.rows(&format!("{service}/{table}?limit=1")).await;
        if let Some(row) = rows.into_iter().next() {
            let id = row.get("id").unwrap_or(&row["tenant_id"]);
            let place = format!("{service}/{table}/{}", id.as_str().unwrap());
            found.push((place, row));
        }
    }
    found
}

/// The tables of a service, as the hint at a wrong one lists them.
async fn tables(demo: &crate::http::Demo, service: &str) -> Vec<String> {
    let problem = demo.page(&format!("{service}/zzzzzz")).await.problem(404);
    let hint = problem["hint"].as_str().unwrap();
    let names = hint.strip_prefix("there are: ").unwrap();
    names.split(", ").map(str::to_owned).collect()
}

pub async fn every_text_is_kept_as_it_is(api: &Api) {
    let demo = api.demo("professional").await;
    let (mut kept, mut refused) = (0, 0);
    for service in SERVICES {
        let tables = tables(&demo, service).await;
        for (place, row) in rows(&demo, service, &tables).await {
            for (column, value) in row.as_object().unwrap() {
                if !value.is_string() {
                    continue;
                }
                for text in TEXTS {
                    let path = format!("/api/v1/tenants/{}/{place}", demo.tenant());
                    let request = api.request("PATCH", &path, demo.token());
                    let answer = api.send(request.json(&json!({ column: text }))).await;
                    if answer.status == 200 {
                        let row = answer.ok(200);
                        // A decimal comes back at its scale.
                        let same = row[column] == text || text == "00123.4500";
                        assert!(same, "{place} {column}: {text}: {}", row[column]);
                        assert_eq!(demo.page(&place).await.ok(200)[column], row[column]);
                        kept += 1;
                    } else {
                        answer.invalid(&format!("/{column}"));
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(
        kept > 500 && refused > 500,
        "{kept} kept, {refused} refused"
    );
}

/// Parameters of a list that no honest client sends.
const QUERIES: [&str; 34] = [
    "name__in=",
    "name__like=%25%25%25%25%25%25%25%25a",
    "limit=99999999999999999999",
    "limit=-1",
    "sort=",
    "sort=,",
    "sort=-",
    "sort=name%00",
    "latitude=NaN",
    "latitude=Infinity",
    "latitude=1e400",
    "created_at=-009999-01-02T00:00:00Z",
    "created_at=9999-12-31T23:59:59.999999Z",
    "created_at=0000-01-01",
    "payment_terms_days=9223372036854775807",
    "payment_terms_days=9223372036854775808",
    "payment_terms_days=1.0",
    "id=00000000-0000-0000-0000-000000000000",
    "id__in=,,,",
    "name__ne=%ff",
    "name=%00",
    "__gte=1",
    "name__=1",
    "name__gte__lt=1",
    "%20=1",
    "name;drop%20table=1",
    "name[]=1",
    "name[$ne]=1",
    "tenant_id__ne=x",
    "a=1&a=2&a=3",
    "name=x&name=y",
    "sort=name&sort=name",
    "last_order_date__like=2025%25",
    "last_order_date=null",
];

pub async fn what_is_tampered_with_is_refused(api: &Api) {
    let demo = api.demo("professional").await;
    let page = demo.page("orders/customers?limit=1").await.ok(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let turned: String = cursor.chars().rev().collect();
    for cursor in [
        "",
        "x",
        "AAAA",
        "%00",
        "%ff%fe",
        "..%2f..",
        "null",
        "-1",
        "' or 1=1 --",
        &turned,
        &cursor[1..],
        &format!("{cursor}AAAA"),
        &"A".repeat(5000),
    ] {
        let answer = demo
            .page(&format!("orders/customers?limit=1&cursor={cursor}"))
            .await;
        answer.invalid("query/cursor");
    }
    for query in QUERIES {
        let answer = demo.page(&format!("orders/customers?{query}")).await;
        assert!(
            matches!(answer.status, 200 | 400 | 422),
            "{query}: {}",
            answer.text
        );
        if answer.status == 200 {
            for row in answer.ok(200)["items"].as_array().unwrap() {
                assert_eq!(row["tenant_id"], demo.tenant(), "{query}");
            }
        } else {
            let status = answer.status;
            answer.problem(status);
        }
    }
}

pub async fn a_sessions_own_fields_are_texts_too(api: &Api) {
    // In a session's own fields.
    for text in TEXTS {
        let body = json!({ "demo_account_type": "professional", "email": "ana@example.com", "company": text });
        let answer = api.create(&body).await;
        if answer.status == 201 {
            let made = answer.ok(201);
            assert_eq!(made["tenants"][0]["name"], text.trim(), "{text}");
        } else {
            answer.invalid("/company");
        }
        for field in ["email", "demo_account_type", "demo_date"] {
            let mut body = body.clone();
            body["company"] = Value::Null;
            body[field] = json!(text);
            api.create(&body).await.invalid(&format!("/{field}"));
        }
    }
}
