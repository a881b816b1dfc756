//! What a row points at, and what points at it: by foreign keys in its own database, and by
//! the references between services that `service.toml` declares.

use std::collections::BTreeSet;

use demo_core::{Table, batch::Value, schema::Column};
use demo_store::ServiceStore;
use futures::future::try_join_all;
use uuid::Uuid;

use super::View;
use crate::{
    app::App,
    auth::User,
    error::{FieldError, Problem, pointer},
    sessions,
};

/// An error for each value that names a row which is not there. A service that runs elsewhere
/// cannot be asked, and is believed.
pub(super) async fn missing(
    app: &App,
    user: &User,
    view: &View<'_>,
    id: Uuid,
    values: &[(&Column, Value)],
) -> Result<Vec<FieldError>, Problem> {
    let mut errors = Vec::new();
    for (column, value) in values {
        let Value::Uuid(named) = value else { continue };
        let no_row = |table: &str| {
            let detail = format!("no row of `{table}` has this id: name one that is there");
            FieldError::new(pointer(&column.name), detail)
        };
        for key in &view.table.foreign_keys {
            let ([_, of], [_, to]) = (&key.columns[..], &key.references[..]) else {
                continue;
            };
            let itself = key.table == view.table.name && *named == id;
            let Some(target) = view.store.table(&key.table).filter(|_| *of == column.name) else {
                continue;
            };
            if !itself && !view.store.has_row(view.tenant, target, to, *named).await? {
                errors.push(no_row(&key.table));
            }
        }
        let name = format!("{}.{}", view.table.name, column.name);
        let Some(target) = view.settings.settings.references.get(&name) else {
            continue;
        };
        if let Some((store, table)) = owner(app, target) {
            let tenants = tenants(app, user);
            if !is_there(store, &tenants, table, table.row_key(), *named).await? {
                errors.push(no_row(target));
            }
        }
    }
    Ok(errors)
}

/// The tables with rows that point at one, and keep it from being removed.
pub(crate) async fn referrers(
    app: &App,
    user: &User,
    view: &View<'_>,
    id: Uuid,
) -> Result<Vec<String>, Problem> {
    let keys = view.store.rules().restricting(&view.table.name);
    let keys = keys.filter_map(|(of, key)| {
        let [_, column] = &key.columns[..] else {
            return None;
        };
        Some((
            view.store,
            view.store.table(of)?,
            column.as_str(),
            view.tenant,
        ))
    });
    let tenants = tenants(app, user);
    let declared = declared(app, &view.table.name).into_iter();
    let declared = declared.filter_map(|(store, column)| {
        let (of, column) = column.split_once('.')?;
        Some((store, store.table(of)?, column))
    });
    let declared = declared.flat_map(|(store, table, column)| {
        let tenants = tenants.iter();
        tenants.map(move |tenant| (store, table, column, *tenant))
    });
    // At once: each is a way to a database and back.
    let asked = keys.chain(declared);
    let asked = asked.map(|(store, table, column, tenant)| async move {
        let has = store.has_row(tenant, table, column, id).await?;
        Ok::<_, Problem>(has.then(|| table.name.clone()))
    });
    let found = try_join_all(asked).await?.into_iter().flatten();
    let found: BTreeSet<String> = found.collect();
    Ok(found.into_iter().collect())
}

/// The tenants of the caller's session: an outlet's rows name the parent's.
fn tenants(app: &App, user: &User) -> Vec<Uuid> {
    let key = sessions::key(&user.session);
    sessions::profile(app, &user.session).map_or_else(
        || user.claims.tenants.clone(),
        |profile| profile.tenants(key).collect(),
    )
}

/// The `table.column`s that point at a table of another service, with the service they are in.
fn declared<'a>(app: &'a App, target: &str) -> Vec<(&'a ServiceStore, &'a str)> {
    let mut found = Vec::new();
    for (name, store) in &app.store.services {
        let references = app.services.get(name).map(|of| &of.settings.references);
        let to_it = references
            .into_iter()
            .flatten()
            .filter(|(_, to)| *to == target);
        found.extend(to_it.map(|(column, _)| (store, column.as_str())));
    }
    found
}

/// The service that has a table, if it runs here.
fn owner<'a>(app: &'a App, table: &str) -> Option<(&'a ServiceStore, &'a Table)> {
    let mut stores = app.store.services.values();
    stores.find_map(|store| Some((store, store.table(table)?)))
}

async fn is_there(
    store: &ServiceStore,
    tenants: &[Uuid],
    table: &Table,
    column: &str,
    id: Uuid,
) -> Result<bool, Problem> {
    for tenant in tenants {
        if store.has_row(*tenant, table, column, id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
