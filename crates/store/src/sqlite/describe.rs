//! A service's tables without a database of its own: its migrations, run in memory.

use demo_core::{Service, Table};
use rusqlite::Connection;

use super::{introspect, open};
use crate::{error::Error, migrate};

/// The tables that each service's migrations make, as its database would report them.
///
/// # Errors
///
/// [`Error::Sql`] when one does not run.
pub fn describe_all(services: Vec<Service>) -> Result<Vec<(Service, Vec<Table>)>, Error> {
    services
        .into_iter()
        .map(|service| describe(&service).map(|tables| (service, tables)))
        .collect()
}

fn describe(service: &Service) -> Result<Vec<Table>, Error> {
    let steps = migrate::of_service(service);
    let (first, last) = (&steps[0], &steps[steps.len() - 1]);
    let memory = Connection::open_in_memory()
        .map_err(|error| first.fault(&service.name, error.to_string()))?;
    for step in &steps {
        open::run(&memory, step)?;
    }
    introspect::read(&memory)
        .map(|catalogue| catalogue.tables)
        .map_err(|error| last.fault(&service.name, error.to_string()))
}
