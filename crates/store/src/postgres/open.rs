//! Making a server ready: databases, roles, migrations, row security.

use std::{collections::BTreeSet, str::FromStr};

use demo_core::Table;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Executor, PgConnection,
    postgres::PgConnectOptions,
};

use super::{
    Postgres, encode, fault, introspect,
    row_type::{self, RowTypes},
    security,
};
use crate::{
    catalogue::Catalogue,
    database::{Param, Statement, quote},
    error::Error,
    migrate::{self, Applied, Step},
};

/// Any number will do, as long as every process has the same.
const LOCK: i64 = 0x6465_6d6f;

/// A server, by a URL.
#[derive(Clone)]
pub(crate) struct Server {
    options: PgConnectOptions,
    /// The database that the URL names.
    named: Option<String>,
}

impl Server {
    pub fn new(url: &str) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| Error::invalid("the PostgreSQL URL does not parse"))?
            .application_name("demo-session")
            // Whatever the user's own path is, the tables are in `public`. Every statement names
            // its tenant, so no value makes another plan better, and planning a load anew takes
            // about a tenth of the database's time for it.
            .options([
                ("search_path", "public"),
                ("plan_cache_mode", "force_generic_plan"),
            ]);
        let named = options
            .get_database()
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
        Ok(Self { options, named })
    }

    /// The database that the URL names, for URLs that are one service's own.
    pub fn named(&self) -> Option<&str> {
        self.named.as_deref()
    }

    fn label(&self, database: &str) -> String {
        format!(
            "{database} at {}:{}",
            self.options.get_host(),
            self.options.get_port()
        )
    }

    async fn connect(&self, database: &str) -> Result<PgConnection, Error> {
        let options = self.options.clone().database(database);
        let connecting = tokio::time::timeout(std::time::Duration::from_secs(5), options.connect());
        match connecting.await {
            Ok(connected) => {
                connected.map_err(|error| fault::translate(&self.label(database), error))
            }
            Err(_) => Err(Error::Unreachable {
                database: self.label(database),
                detail: "no answer within 5 s; is the URL's host and port right?".to_owned(),
            }),
        }
    }

    /// Makes the databases and roles that are missing.
    pub async fn prepare(&self, databases: &BTreeSet<String>) -> Result<(), Error> {
        let mut connection = None;
        let mut refused = None;
        for maintenance in ["postgres", "template1"] {
            match self.connect(maintenance).await {
                Ok(found) => {
                    connection = Some((found, self.label(maintenance)));
                    break;
                }
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        let Some((mut connection, label)) = connection else {
            return Err(refused.unwrap_or(Error::NotFound));
        };
        let result = make(&mut connection, databases).await;
        // Closing releases the lock as well.
        let _ = connection.close().await;
        result.map_err(|error| fault::translate(&label, error))
    }
}

/// What is missing, asked for in one query so that a usual start makes nothing.
async fn make(
    connection: &mut PgConnection,
    databases: &BTreeSet<String>,
) -> Result<(), sqlx::Error> {
    const MISSING: &str = "select 'database', name from unnest(string_to_array($1, ',')) as name \
        where not exists (select from pg_database where datname = name) \
        union all select 'role', name from unnest(array['demo_loader', 'demo_api']) as name \
        where not exists (select from pg_roles where rolname = name) \
        union all select 'grant', r.rolname::text from pg_roles r \
        where r.rolname in ('demo_loader', 'demo_api') and not pg_has_role(current_user, r.oid, 'member')";
    let missing = Statement::new(
        MISSING,
        vec![Param::from(
            databases
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(","),
        )],
    );
    if encode::run(connection, &missing).await?.rows.is_empty() {
        return Ok(());
    }
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(format!(
            "select pg_advisory_lock({LOCK})"
        ))))
        .await?;
    // Twice, since a role that was missing is to be granted as well.
    for _ in 0..2 {
        for row in encode::run(connection, &missing).await?.rows {
            let what = row.text(0).ok().flatten().unwrap_or_default();
            let name = quote(&row.text(1).ok().flatten().unwrap_or_default());
            let sql = match what.as_str() {
                "database" => format!("create database {name} encoding 'UTF8' template template0"),
                "role" => format!("create role {name} nologin nosuperuser nobypassrls"),
                _ => format!("grant {name} to current_user"),
            };
            match connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await {
                Ok(_) => {}
                Err(error) if is_duplicate(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Another process, with another database to take the lock in, was first.
fn is_duplicate(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
    matches!(code.as_deref(), Some("42P04" | "42710" | "23505"))
}

/// Opens a database that exists: migrates it and reads its catalogue. A service's database
/// also gets row security, and its connections the loader's role.
pub(crate) async fn open(
    server: &Server,
    database: &str,
    steps: &[Step],
    is_service: bool,
    connections: usize,
) -> Result<(Postgres, Catalogue), Error> {
    let label = server.label(database);
    let mut connection = server.connect(database).await?;
    if migrate(&mut connection, &label, steps).await? {
        // Nothing that a migration set for its session is to outlive it.
        let _ = connection.close().await;
        connection = server.connect(database).await?;
    }
    let failed = |error| fault::translate(&label, error);
    let (mut catalogue, mut constraints, mut row_types) = Default::default();
    if is_service {
        (catalogue, constraints) = introspect::read(&mut connection, &label).await?;
        row_types = settle(&mut connection, &catalogue.tables)
            .await
            .map_err(failed)?;
    }
    let mut options = server.options.clone().database(database);
    if is_service {
        options = options.options([("role", "demo_loader")]);
        connection
            .execute(sqlx::raw_sql("set role demo_loader"))
            .await
            .map_err(failed)?;
    }
    let database = Postgres::new(label, options, constraints, row_types, connections);
    // Now as all others are, so that the first request need not wait for a new one.
    database.give_back(connection);
    Ok((database, catalogue))
}

/// Makes what a service's database has beside its migrations: row security, and the types of its
/// tables' rows. A usual start finds nothing missing, and takes no lock.
async fn settle(connection: &mut PgConnection, tables: &[Table]) -> Result<RowTypes, sqlx::Error> {
    let mut types = row_type::declare_all(tables);
    if missing(connection, &mut types).await?.is_empty() {
        return Ok(types);
    }
    let begin = format!("begin; select pg_advisory_xact_lock({LOCK})");
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(begin)))
        .await?;
    // Another process may have made some while this one waited.
    let commands = missing(connection, &mut types).await?;
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(commands + "commit")))
        .await?;
    row_type::missing(connection, &mut types).await?;
    Ok(types)
}

async fn missing(
    connection: &mut PgConnection,
    types: &mut RowTypes,
) -> Result<String, sqlx::Error> {
    let security = security::missing(connection).await?;
    Ok(security + &row_type::missing(connection, types).await?)
}

async fn applied(connection: &mut PgConnection) -> Result<Vec<Applied>, sqlx::Error> {
    let outcome = encode::run(connection, &Statement::new(migrate::APPLIED, vec![])).await?;
    let rows = outcome.rows.iter().filter_map(|row| {
        let (owner, version, checksum) = (
            row.text(0).ok()??,
            row.integer(1).ok()??,
            row.text(2).ok()??,
        );
        Some(Applied {
            owner,
            version,
            checksum,
        })
    });
    Ok(rows.collect())
}

/// Applies what is to be applied; whether anything was.
async fn migrate(
    connection: &mut PgConnection,
    label: &str,
    steps: &[Step],
) -> Result<bool, Error> {
    let failed = |error| fault::translate(label, error);
    match applied(connection).await {
        Ok(applied) if migrate::next(label, steps, &applied)?.is_none() => return Ok(false),
        Ok(_) => {}
        Err(error)
            if error
                .as_database_error()
                .is_some_and(|error| error.code().as_deref() == Some("42P01")) => {}
        Err(error) => return Err(failed(error)),
    }
    loop {
        // The lock is released with the transaction, and others find the work done.
        let begin = format!(
            "begin; select pg_advisory_xact_lock({LOCK}); {}",
            migrate::TABLE
        );
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(begin)))
            .await
            .map_err(failed)?;
        let applied = applied(connection).await.map_err(failed)?;
        let Some(step) = migrate::next(label, steps, &applied)? else {
            connection
                .execute(sqlx::raw_sql("commit"))
                .await
                .map_err(failed)?;
            return Ok(true);
        };
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(step.sql.as_str())))
            .await
            .map_err(|error| match fault::of_text(&step.sql, &error) {
                Some((message, at)) => step.refused(at, format!("{message}, in {label}")),
                None => failed(error),
            })?;
        let note = vec![
            Param::from(step.owner),
            Param::from(step.version),
            Param::from(step.name.as_str()),
            Param::from(step.checksum.as_str()),
        ];
        encode::run(connection, &Statement::new(migrate::NOTE, note))
            .await
            .map_err(failed)?;
        connection
            .execute(sqlx::raw_sql("commit"))
            .await
            .map_err(failed)?;
        tracing::info!(
            database = label,
            migration = step.file(),
            "migration applied"
        );
    }
}
