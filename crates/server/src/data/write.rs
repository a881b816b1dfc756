//! Adding, changing and removing rows of a demo.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use demo_core::{
    batch::Value as Cell,
    schema::{Column, Default},
};
use demo_store::{ConstraintKind, Error};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{View, input::Target, references};
use crate::{
    app::App,
    auth::{User, login},
    body::Object,
    error::{Case, FieldError, Problem, kind, pointer},
};

/// Add a row.
///
/// The body holds the table's columns, `id` if you choose it yourself, and no `tenant_id`.
/// Decimals are texts such as `"12.50"`. What the row names, also in another service, must be
/// there. A user that is added logs in with the session's password.
#[utoipa::path(
    post, path = "/api/v1/tenants/{tenant}/{service}/{table}", operation_id = "create_row", tag = "data",
    params(
        ("tenant" = String, Path, description = "A tenant that the token opens"),
        ("service" = String, Path, description = "A service", example = "orders"),
        ("table" = String, Path, description = "One of its tables", example = "vehicles"),
    ),
    request_body(content = Object, description = "The row's columns", example = json!({
        "plate": "1234 KLM", "name": "Furgoneta 3", "kind": "van", "capacity_kg": "850.00",
        "capacity_crates": 60, "fuel": "electric", "location_id": "6f1c2a7e-3b5d-4c8f-9a10-2d4e6f8a0b1c",
        "status": "available", "shift_start": "05:00", "shift_end": "13:00"
    })),
    responses(
        (status = 201, description = "The row as it is now. `Location` is its address.", body = Object),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "The role lacks `service:write`", body = crate::error::Document),
        (status = 404, description = "No such tenant, service or table", body = crate::error::Document),
        (status = 409, description = "The demo is being reset or removed", body = crate::error::Document),
        (status = 422, description = "An unknown column, a value that does not fit, or a rule that it breaks", body = crate::error::Document),
        (status = 501, description = "The service runs elsewhere", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn create(
    Shared(app): Shared<Arc<App>>,
    user: User,
    Path((tenant, service, table)): Path<(String, String, String)>,
    body: Result<Object, Problem>,
) -> Result<Response, Problem> {
    let view = View::open(&app, &user, (&tenant, &service, &table), "write")?;
    view.comes_and_goes_with_its_demo()?;
    let body = body?.0;
    let mut input = view.target().new_row(&body);
    let chosen = input.values.iter().find_map(|(column, value)| match value {
        Cell::Uuid(id) if column.name == view.table.row_key() => Some(*id),
        _ => None,
    });
    let id = chosen.unwrap_or_else(|| app.random_id());
    if chosen.is_none() {
        let key = view.table.column(view.table.row_key());
        input.values.extend(key.map(|key| (key, Cell::Uuid(id))));
    }
    input
        .errors
        .extend(references::missing(&app, &user, &view, id, &input.values).await?);
    if !input.errors.is_empty() {
        return Err(Problem::invalid(input.errors));
    }
    input.values.extend(secrets(&user, &view)?);
    let row = view
        .store
        .insert_row(view.tenant, view.table, &input.values, &view.columns)
        .await
        .map_err(|error| refused(&view, &body, error))?;
    let place = format!("/api/v1/tenants/{}/{service}/{table}/{id}", view.tenant);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(row)).into_response())
}

/// Change columns of a row.
///
/// Columns that the body does not name stay as they are; an empty object changes nothing.
#[utoipa::path(
    patch, path = "/api/v1/tenants/{tenant}/{service}/{table}/{id}", operation_id = "change_row", tag = "data",
    params(
        ("tenant" = String, Path, description = "A tenant that the token opens"),
        ("service" = String, Path, description = "A service", example = "orders"),
        ("table" = String, Path, description = "One of its tables", example = "customer_orders"),
        ("id" = String, Path, description = "The row's id"),
    ),
    request_body(content = Object, description = "The columns to change", example = json!({ "status": "ready", "notes": null })),
    responses(
        (status = 200, description = "The row as it is now", body = Object),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "The role lacks `service:write`", body = crate::error::Document),
        (status = 404, description = "No such row of this tenant", body = crate::error::Document),
        (status = 422, description = "An unknown column, a value that does not fit, or a rule that it breaks", body = crate::error::Document),
        (status = 501, description = "The service runs elsewhere", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn change(
    Shared(app): Shared<Arc<App>>,
    user: User,
    Path((tenant, service, table, id)): Path<(String, String, String, String)>,
    body: Result<Object, Problem>,
) -> Result<Json<Map<String, Value>>, Problem> {
    let view = View::open(&app, &user, (&tenant, &service, &table), "write")?;
    let id = view.row_id(&id)?;
    let body = body?.0;
    let mut input = view.target().changes(&body);
    input
        .errors
        .extend(references::missing(&app, &user, &view, id, &input.values).await?);
    if !input.errors.is_empty() {
        return Err(Problem::invalid(input.errors));
    }
    let row = view
        .store
        .update_row(view.tenant, view.table, id, &input.values, &view.columns)
        .await
        .map_err(|error| refused(&view, &body, error))?;
    row.map(Json).ok_or_else(|| view.no_such_row())
}

/// Remove a row.
///
/// The lines of an order go with it, and the stops of a route. A row that others point at
/// stays, also where they are another service's.
#[utoipa::path(
    delete, path = "/api/v1/tenants/{tenant}/{service}/{table}/{id}", operation_id = "delete_row", tag = "data",
    params(
        ("tenant" = String, Path, description = "A tenant that the token opens"),
        ("service" = String, Path, description = "A service", example = "orders"),
        ("table" = String, Path, description = "One of its tables", example = "customer_orders"),
        ("id" = String, Path, description = "The row's id"),
    ),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "The role lacks `service:write`", body = crate::error::Document),
        (status = 404, description = "No such row of this tenant", body = crate::error::Document),
        (status = 409, description = "Other rows point at it; the detail names their tables", body = crate::error::Document),
        (status = 501, description = "The service runs elsewhere", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn remove(
    Shared(app): Shared<Arc<App>>,
    user: User,
    Path((tenant, service, table, id)): Path<(String, String, String, String)>,
) -> Result<StatusCode, Problem> {
    let view = View::open(&app, &user, (&tenant, &service, &table), "write")?;
    view.comes_and_goes_with_its_demo()?;
    let id = view.row_id(&id)?;
    let referrers = references::referrers(&app, &user, &view, id).await?;
    if !referrers.is_empty() {
        let names = referrers.join("`, `");
        let detail = format!("rows of `{names}` point at it");
        return Err(Problem::new(kind::REFERENCED, detail));
    }
    match view.store.delete_row(view.tenant, view.table, id).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(view.no_such_row()),
        // One that was added since.
        Err(Error::Constraint { .. }) => {
            Err(Problem::new(kind::REFERENCED, "another row points at it"))
        }
        Err(error) => Err(error.into()),
    }
}

impl<'a> View<'a> {
    fn target(&'a self) -> Target<'a> {
        Target {
            table: self.table,
            columns: &self.columns,
            rules: self.store.rules(),
        }
    }

    /// Fails for the table of the tenants themselves: who has a tenant is the session's affair.
    pub fn comes_and_goes_with_its_demo(&self) -> Result<(), Problem> {
        if self.table.row_key() != "tenant_id" {
            return Ok(());
        }
        Err(Problem::new(
            kind::FORBIDDEN,
            "a tenant's own row comes and goes with its demo",
        )
        .hint(
            "change it with PATCH, or end the demo with DELETE /api/v1/demo-sessions/{session_id}",
        ))
    }
}

/// The values of secret columns that a new row must have: a user logs in with the session's
/// password.
fn secrets<'a>(user: &User, view: &View<'a>) -> Result<Vec<(&'a Column, Cell)>, Problem> {
    let is_hidden = |column: &&Column| !view.columns.iter().any(|seen| seen.name == column.name);
    let needed = view
        .table
        .columns
        .iter()
        .filter(is_hidden)
        .filter(|column| !column.nullable && column.default == Default::None);
    let fill = |column: &'a Column| {
        let place = (
            view.store.name(),
            view.table.name.as_str(),
            column.name.as_str(),
        );
        if place != login::PASSWORD_DIGEST {
            let detail = format!("the service alone adds rows to `{}`", view.table.name);
            return Err(Problem::new(kind::FORBIDDEN, detail).hint("change rows that are there"));
        }
        Ok((column, Cell::Text(user.session.password_digest.clone())))
    };
    needed.map(fill).collect()
}

/// A broken rule as errors of the fields that it speaks of.
fn refused(view: &View, body: &Map<String, Value>, error: Error) -> Problem {
    let Error::Constraint { kind, columns, .. } = error else {
        return error.into();
    };
    let seen = |name: &&str| view.columns.iter().any(|column| column.name == **name);
    let mut names: Vec<&str> = columns.iter().map(String::as_str).collect();
    if names.is_empty() && kind == ConstraintKind::ForeignKey {
        // SQLite does not say which.
        let keys = view.table.foreign_keys.iter();
        names = keys
            .flat_map(|key| &key.columns)
            .map(String::as_str)
            .filter(|name| body.contains_key(*name))
            .collect();
    }
    names.retain(|name| *name != "tenant_id" && seen(name));
    let together = names.join("` and `");
    let (detail, case) = match kind {
        ConstraintKind::Unique => (format!("another row has the same `{together}`"), Case::Told),
        ConstraintKind::ForeignKey => ("names a row that is not there".to_owned(), Case::Told),
        ConstraintKind::NotNull => ("may not be null".to_owned(), Case::Empty),
        ConstraintKind::Check if names.len() > 1 => (
            format!("`{together}` do not fit together: the table has a rule for them"),
            Case::Apart(names.iter().map(|name| (*name).to_owned()).collect()),
        ),
        ConstraintKind::Check => (
            "is not a value that the table allows here".to_owned(),
            Case::Told,
        ),
    };
    let errors: Vec<FieldError> = names
        .iter()
        .map(|name| FieldError::new(pointer(name), detail.clone()).case(case.clone()))
        .collect();
    if errors.is_empty() {
        let detail = "the row breaks a rule of its table";
        return Problem::invalid(vec![FieldError::new("", detail)]);
    }
    Problem::invalid(errors)
}

impl View<'_> {
    /// The id in an address.
    pub(crate) fn row_id(&self, text: &str) -> Result<Uuid, Problem> {
        Uuid::try_parse(text).map_err(|_| self.no_such_row())
    }

    pub(super) fn no_such_row(&self) -> Problem {
        let detail = format!("`{}` has no such row", self.table.name);
        Problem::new(kind::NOT_FOUND, detail).hint("list the table")
    }
}
