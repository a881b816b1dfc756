//! A service's tables without a database of its own: its migrations, run in memory.

use std::{panic, thread};

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
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = services.len().div_ceil(threads).max(1);
    let tables: Vec<Result<Vec<Table>, Error>> = thread::scope(|scope| {
        let parts: Vec<_> = services
            .chunks(part)
            .map(|part| scope.spawn(|| part.iter().map(describe).collect::<Vec<_>>()))
            .collect();
        let join = |part: thread::ScopedJoinHandle<'_, Vec<_>>| {
            part.join()
                .unwrap_or_else(|panic| panic::resume_unwind(panic))
        };
        parts.into_iter().flat_map(join).collect()
    });
    let described = services.into_iter().zip(tables);
    described
        .map(|(service, tables)| Ok((service, tables?)))
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
