//! The rows of a demo: `/api/v1/tenants/{tenant}/{service}/{table}`.

pub mod cursor;
mod input;
mod query;
pub(crate) mod references;
mod value;
pub mod write;

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State as Shared},
};
use demo_core::{
    Service, Table, nearest,
    schema::{Column, Type},
};
use demo_store::{RowQuery, ServiceStore};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    auth::User,
    error::{Problem, kind},
};
use query::ListQuery;
pub use query::MAX_IN;

/// One page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page {
    /// Each an object of the table's columns.
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<Map<String, Value>>,
    /// The `cursor` of the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// A table that a caller may look at.
pub(crate) struct View<'a> {
    /// The tenant, which the caller's token opens.
    pub tenant: Uuid,
    pub store: &'a ServiceStore,
    pub settings: &'a Service,
    pub table: &'a Table,
    /// Those that are not secret.
    pub columns: Vec<&'a Column>,
}

/// List a table's rows.
///
/// Filter with `column=value` or `column__gte=value` (`gte gt lte lt ne in like`; `in` takes
/// values between commas), sort with `sort=-column,column`.
#[utoipa::path(
    get, path = "/api/v1/tenants/{tenant}/{service}/{table}", operation_id = "list_rows", tag = "data",
    params(
        ("tenant" = String, Path, description = "A tenant that the token opens"),
        ("service" = String, Path, description = "A service", example = "orders"),
        ("table" = String, Path, description = "One of its tables", example = "customer_orders"),
        ("sort" = Option<String>, Query, description = "Columns between commas, `-` for descending", example = "-order_date"),
        ("limit" = Option<u32>, Query, description = "From 1 to 1000; 50 unless given"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page", body = Page),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "The role lacks `service:read`", body = crate::error::Document),
        (status = 404, description = "No such tenant, service or table", body = crate::error::Document),
        (status = 409, description = "The session is being made", body = crate::error::Document),
        (status = 422, description = "An unknown column, operator or value", body = crate::error::Document),
        (status = 501, description = "The service runs elsewhere", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn list(
    Shared(app): Shared<Arc<App>>,
    user: User,
    Path((tenant, service, table)): Path<(String, String, String)>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Json<Page>, Problem> {
    let view = View::open(&app, &user, (&tenant, &service, &table), "read")?;
    page(&app, &view, parameters).await.map(Json)
}

/// A page of the rows that a query asks for.
pub(crate) async fn page(
    app: &App,
    view: &View<'_>,
    parameters: Vec<(String, String)>,
) -> Result<Page, Problem> {
    let query = ListQuery::parse(&view.columns, view.table.row_key(), parameters)?;
    let scope = query.scope(view.tenant, &view.table.name);
    let after = query
        .cursor
        .as_deref()
        .map(|text| cursor::open(&app.secrets, &scope, text))
        .transpose()?;
    let limit = query.limit;
    let sort_columns: Vec<String> = query
        .sort
        .iter()
        .map(|(column, _)| column.name.clone())
        .collect();
    let rows = RowQuery {
        columns: &view.columns,
        filters: query.filters,
        sort: query.sort,
        after,
        // One more than asked for tells whether there is another page.
        limit: limit + 1,
    };
    let mut items = view.store.rows(view.tenant, view.table, &rows).await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let last = items.last().filter(|_| more);
    let next_cursor = last.map(|row| {
        let values: Vec<&Value> = sort_columns
            .iter()
            .map(|name| row.get(name).unwrap_or(&Value::Null))
            .collect();
        cursor::seal(&app.secrets, &scope, &values)
    });
    Ok(Page { items, next_cursor })
}

/// How many rows a list has on all its pages.
pub(crate) async fn count(
    view: &View<'_>,
    parameters: Vec<(String, String)>,
) -> Result<u64, Problem> {
    let query = ListQuery::parse(&view.columns, view.table.row_key(), parameters)?;
    let count = view
        .store
        .count_rows(view.tenant, view.table, &query.filters);
    Ok(count.await?)
}

/// Show one row.
#[utoipa::path(
    get, path = "/api/v1/tenants/{tenant}/{service}/{table}/{id}", operation_id = "read_row", tag = "data",
    params(
        ("tenant" = String, Path, description = "A tenant that the token opens"),
        ("service" = String, Path, description = "A service", example = "orders"),
        ("table" = String, Path, description = "One of its tables", example = "customers"),
        ("id" = String, Path, description = "The row's id"),
    ),
    responses(
        (status = 200, description = "The row", body = Object),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "The role lacks `service:read`", body = crate::error::Document),
        (status = 404, description = "No such row of this tenant", body = crate::error::Document),
        (status = 409, description = "The session is being made", body = crate::error::Document),
        (status = 501, description = "The service runs elsewhere", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn read(
    Shared(app): Shared<Arc<App>>,
    user: User,
    Path((tenant, service, table, id)): Path<(String, String, String, String)>,
) -> Result<Json<Map<String, Value>>, Problem> {
    let view = View::open(&app, &user, (&tenant, &service, &table), "read")?;
    row(&view, &id).await.map(Json)
}

/// The row with an id.
pub(crate) async fn row(view: &View<'_>, id: &str) -> Result<Map<String, Value>, Problem> {
    let id = view.row_id(id)?;
    let row = view.store.row(view.tenant, view.table, id, &view.columns);
    row.await?.ok_or_else(|| view.no_such_row())
}

impl<'a> View<'a> {
    /// Checks, in this order: the tenant, the service, the permission, the table.
    pub fn open(
        app: &'a App,
        user: &User,
        (tenant, service, table): (&str, &str, &str),
        action: &str,
    ) -> Result<Self, Problem> {
        let tenant = user.opens(tenant)?;
        let (settings, store) = find_service(app, service)?;
        user.needs(service, action)?;
        let tables = store.tables();
        let table = tables
            .iter()
            .find(|candidate| candidate.name == table)
            .ok_or_else(|| {
                Problem::new(
                    kind::NOT_FOUND,
                    format!("the service `{service}` has no such table"),
                )
                .hint(nearest::hint(
                    table,
                    tables.iter().map(|table| table.name.as_str()),
                ))
            })?;
        let visible = |column: &&Column| !settings.is_secret(&table.name, &column.name);
        Ok(Self {
            tenant,
            store,
            settings,
            table,
            columns: table.columns.iter().filter(visible).collect(),
        })
    }
}

fn find_service<'a>(app: &'a App, name: &str) -> Result<(&'a Service, &'a ServiceStore), Problem> {
    if let Some(found) = app.services.get(name).zip(app.store.services.get(name)) {
        return Ok(found);
    }
    if app.services.contains_key(name) || app.config.remotes.contains_key(name) {
        let detail = format!("the service `{name}` runs elsewhere, and its rows are not here");
        return Err(Problem::new(kind::NOT_IMPLEMENTED, detail));
    }
    Err(Problem::new(kind::NOT_FOUND, "there is no such service")
        .hint(nearest::hint(name, app.services.keys().map(String::as_str))))
}

/// Whether values of a type have an order that a client can ask about.
fn is_ordered(kind: &Type) -> bool {
    !matches!(kind, Type::Json | Type::Boolean | Type::Other)
}
