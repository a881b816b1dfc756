//! `/docs`: the OpenAPI document as a plain page. It loads nothing but its style sheet, runs
//! no script, and so works offline and under the strictest policy.

use std::{fmt::Write as _, sync::LazyLock};

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

use crate::{error::kind::KINDS, openapi};

mod example;

const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

static PAGE: LazyLock<String> = LazyLock::new(|| render(openapi::document()));

/// `GET /docs`.
pub async fn page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, PAGE.as_str()).into_response()
}

/// `GET /docs/style.css`.
pub async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, include_str!("docs.css")).into_response()
}

fn render(document: &Value) -> String {
    let title = text(&document["info"]["title"]);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/docs/style.css\">\n</head>\n<body>\n\
         <header><h1>{title}</h1><p>{}</p><p><a href=\"/openapi.json\">openapi.json</a></p></header>\n<main>\n",
        text(&document["info"]["description"]),
    );
    for tag in array(&document["tags"]) {
        let _ = write!(
            page,
            "<section>\n<h2>{}</h2>\n<p>{}</p>\n",
            text(&tag["name"]),
            text(&tag["description"])
        );
        for (path, item) in object(&document["paths"]) {
            for method in METHODS {
                let operation = &item[method];
                if array(&operation["tags"]).contains(&tag["name"]) {
                    render_operation(&mut page, document, path, method, operation);
                }
            }
        }
        page.push_str("</section>\n");
    }
    page.push_str("<section>\n<h2>problems</h2>\n<p>Every answer that is not a success is a problem document (RFC 9457).</p>\n<dl>\n");
    for kind in KINDS {
        let (slug, status, title, hint) = (
            kind.slug,
            kind.status.as_u16(),
            kind.title,
            escape(kind.hint),
        );
        let _ = writeln!(
            page,
            "<dt id=\"problem-{slug}\">{status} {title}</dt><dd>{hint}</dd>"
        );
    }
    page.push_str("</dl>\n</section>\n</main>\n</body>\n</html>\n");
    page
}

fn render_operation(
    page: &mut String,
    document: &Value,
    path: &str,
    method: &str,
    operation: &Value,
) {
    let _ = write!(
        page,
        "<article class=\"{method}\">\n<h3><span class=\"method\">{}</span> <code>{}</code></h3>\n<p><strong>{}</strong></p>\n",
        method.to_uppercase(),
        escape(path),
        text(&operation["summary"]),
    );
    if let Some(description) = operation["description"].as_str() {
        let _ = writeln!(page, "<p>{}</p>", code_spans(description));
    }
    let tokens: Vec<String> = array(&operation["security"])
        .iter()
        .flat_map(object)
        .map(|(name, _)| format!("<code>{}</code>", escape(name)))
        .collect();
    if !tokens.is_empty() {
        let _ = writeln!(page, "<p>Needs: {}</p>", tokens.join(" or "));
    }
    render_parameters(page, array(&operation["parameters"]));
    if let Some(example) = example::of_content(document, &operation["requestBody"]) {
        let _ = writeln!(page, "<h4>Request</h4>\n<pre>{}</pre>", escape(&example));
    }
    for (status, response) in object(&operation["responses"]) {
        let _ = writeln!(
            page,
            "<h4>{status} <span>{}</span></h4>",
            code_spans(response["description"].as_str().unwrap_or_default())
        );
        if let Some(example) =
            example::of_content(document, response).filter(|_| status.starts_with('2'))
        {
            let _ = writeln!(page, "<pre>{}</pre>", escape(&example));
        }
    }
    page.push_str("</article>\n");
}

fn render_parameters(page: &mut String, parameters: &[Value]) {
    if parameters.is_empty() {
        return;
    }
    page.push_str("<table>\n<thead><tr><th>parameter</th><th>in</th><th>meaning</th><th>example</th></tr></thead>\n<tbody>\n");
    for parameter in parameters {
        let example = match &parameter["example"] {
            Value::Null => String::new(),
            Value::String(text) => format!("<code>{}</code>", escape(text)),
            other => format!("<code>{}</code>", escape(&other.to_string())),
        };
        let _ = writeln!(
            page,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{example}</td></tr>",
            text(&parameter["name"]),
            text(&parameter["in"]),
            code_spans(parameter["description"].as_str().unwrap_or_default()),
        );
    }
    page.push_str("</tbody>\n</table>\n");
}

/// Escaped, with what stands between backticks as code.
fn code_spans(markdown: &str) -> String {
    let escaped = escape(markdown);
    let parts = escaped.split('`').enumerate();
    parts
        .map(|(n, part)| {
            if n % 2 == 1 {
                format!("<code>{part}</code>")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

fn text(value: &Value) -> String {
    code_spans(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
