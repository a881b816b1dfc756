//! `/demo/tables`: every table of every service, made from what the databases say of themselves.

mod belonging;
mod cell;
mod chip;
mod field;
mod filter;
mod inside;
mod list;
mod order;
mod plain;
mod referrers;
mod refused;
mod row;
mod subject;
mod sums;

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{html, labels::label, shell::Shell, text::Language, visitor::Visitor};

pub use list::list;
pub use row::{add, change, new, remove, row};

#[derive(Template)]
#[template(path = "tables.html")]
struct TablesPage {
    shell: Shell,
    services: Vec<Service>,
    /// Those that the role does not see, in one line.
    hidden: String,
}

struct Service {
    name: String,
    description: String,
    elsewhere: bool,
    tables: Vec<(String, String)>,
}

/// Shows all services with their tables.
pub async fn overview(visitor: Visitor) -> Response {
    let language = visitor.reader.language;
    let is_seen = |name: &str| visitor.user.needs(name, "read").is_ok();
    let service = |(name, service): (&String, &demo_core::Service)| {
        let store = visitor.app.store.services.get(name);
        let tables = store.into_iter().flat_map(|store| store.tables().iter());
        Service {
            name: label(language, name),
            description: described(language, name, service),
            elsewhere: store.is_none(),
            tables: tables
                .map(|table| {
                    let place = format!("/demo/tables/{name}/{}", table.name);
                    (visitor.link(&place), label(language, &table.name))
                })
                .collect(),
        }
    };
    let (seen, hidden): (Vec<_>, Vec<_>) = visitor
        .app
        .services
        .iter()
        .partition(|(name, _)| is_seen(name));
    let hidden = hidden.into_iter().map(|(name, _)| label(language, name));
    let page = TablesPage {
        shell: Shell::of(&visitor, visitor.reader.texts().tables),
        services: seen.into_iter().map(service).collect(),
        hidden: hidden.collect::<Vec<_>>().join(", "),
    };
    html(StatusCode::OK, &page)
}

/// What a service says of itself, which is English; in other languages what the list of labels
/// says of it.
fn described(language: Language, name: &str, service: &demo_core::Service) -> String {
    if language == Language::En {
        return service.settings.description.clone();
    }
    let key = format!("service.{name}");
    Some(label(language, &key))
        .filter(|text| !text.to_lowercase().starts_with("service."))
        .unwrap_or_default()
}
