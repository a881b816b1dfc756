//! `/demo/tables`: every table of every service, made from what the databases say of themselves.

mod cell;
mod field;
mod list;
mod row;

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{html, labels::label, shell::Shell, visitor::Visitor};

pub use list::list;
pub use row::{add, change, new, remove, row};

#[derive(Template)]
#[template(path = "tables.html")]
struct TablesPage {
    shell: Shell,
    services: Vec<Service>,
}

struct Service {
    name: String,
    description: String,
    hidden: bool,
    elsewhere: bool,
    tables: Vec<(String, String)>,
}

/// Shows all services with their tables.
pub async fn overview(visitor: Visitor) -> Response {
    let language = visitor.reader.language;
    let service = |(name, service): (&String, &demo_core::Service)| {
        let store = visitor.app.store.services.get(name);
        let tables = store.into_iter().flat_map(|store| store.tables().iter());
        Service {
            name: label(language, name),
            description: match language {
                super::text::Language::En => service.settings.description.clone(),
                // Services describe themselves in English.
                super::text::Language::Es => String::new(),
            },
            hidden: visitor.user.needs(name, "read").is_err(),
            elsewhere: store.is_none(),
            tables: tables
                .map(|table| {
                    let place = format!("/demo/tables/{name}/{}", table.name);
                    (visitor.link(&place), label(language, &table.name))
                })
                .collect(),
        }
    };
    let page = TablesPage {
        shell: Shell::of(&visitor, visitor.reader.texts().tables),
        services: visitor.app.services.iter().map(service).collect(),
    };
    html(StatusCode::OK, &page)
}
