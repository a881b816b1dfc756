//! The floor on PostgreSQL for sessions of many rows, for which a statement with all of them as
//! literal values is no floor: for each service one transaction, in which each table is filled by
//! COPY from a text that is ready but for the tenants' ids.

use std::{fmt::Write as _, pin::pin};

use anyhow::ensure;
use bytes::Bytes;
use demo_core::{Plan, batch::Value};
use demo_store::CloneRequest;
use futures::{SinkExt as _, future::try_join_all};
use tokio_postgres::Client;
use uuid::Uuid;

use super::Kind;
use crate::{
    chance,
    data::{self, Literal, Profile},
    place,
};

/// Bytes that are handed to the connection at a time.
const CHUNK: usize = 64 << 10;

/// The texts of a service's tables.
struct Service {
    database: String,
    tables: Vec<Table>,
    records: u64,
}

/// A table's rows as COPY reads them.
struct Table {
    copy: String,
    text: Vec<u8>,
    /// Where a tenant's id stands, and which.
    tenants: Vec<(usize, usize)>,
}

/// A transaction a service.
pub struct FloorCopy {
    url: String,
    services: Vec<Service>,
    tenants: usize,
}

impl FloorCopy {
    /// Writes the texts of a profile.
    ///
    /// # Errors
    ///
    /// A profile whose dates leave the calendar.
    pub fn new(url: &str, profile: &Profile) -> anyhow::Result<Self> {
        let request = profile.request(chance::now());
        let services = profile.plans.iter().map(|plan| service(plan, &request));
        Ok(Self {
            url: url.to_owned(),
            services: services.collect::<anyhow::Result<_>>()?,
            tenants: profile.plans.first().map_or(0, |plan| plan.tenants.len()),
        })
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// What the databases say.
    pub async fn session(&self) -> anyhow::Result<()> {
        let tenants: Vec<Uuid> = (0..self.tenants).map(|_| chance::random_id()).collect();
        let loads = self.services.iter().map(async |service| {
            // A connection is nothing beside so many rows.
            let client = place::connect(&self.url, &service.database, "").await?;
            load(client, service, &tenants).await
        });
        try_join_all(loads).await.map(|_| ())
    }
}

async fn load(mut client: Client, service: &Service, tenants: &[Uuid]) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    let mut records = 0;
    for table in &service.tables {
        let mut text = table.text.clone();
        for (at, tenant) in &table.tenants {
            let id = tenants[*tenant].hyphenated().to_string();
            text[*at..*at + id.len()].copy_from_slice(id.as_bytes());
        }
        let mut text = Bytes::from(text);
        let mut rows = pin!(transaction.copy_in::<_, Bytes>(&table.copy).await?);
        while !text.is_empty() {
            rows.feed(text.split_to(CHUNK.min(text.len()))).await?;
        }
        records += rows.finish().await?;
    }
    ensure!(records == service.records, "{records} rows");
    let ledger = "insert into demo_tenants (tenant_id, virtual_tenant_id, records, planned, state, \
                  recorded_at) select id, $2, $3, $3, 'live', now() from unnest($1::uuid[]) as id";
    let records = i64::try_from(records)?;
    transaction
        .execute(ledger, &[&tenants, &tenants[0], &records])
        .await?;
    Ok(transaction.commit().await?)
}

fn service(plan: &Plan, request: &CloneRequest) -> anyhow::Result<Service> {
    let mut tables = Vec::new();
    for table in data::literals(plan, request)? {
        let (mut text, mut tenants) = (String::new(), Vec::new());
        for row in &table.rows {
            for (number, cell) in row.iter().enumerate() {
                if number > 0 {
                    text.push('\t');
                }
                match cell {
                    Literal::Tenant(place) => {
                        tenants.push((text.len(), *place));
                        let _ = write!(text, "{}", Uuid::nil());
                    }
                    Literal::Value(value) => write_value(&mut text, value),
                }
            }
            text.push('\n');
        }
        tables.push(Table {
            copy: format!(
                "copy {} ({}) from stdin",
                table.name,
                table.columns.join(", ")
            ),
            text: text.into_bytes(),
            tenants,
        });
    }
    Ok(Service {
        database: format!("{}{}", Kind::Floor.prefix(), plan.service),
        tables,
        records: plan.records(),
    })
}

fn write_value(text: &mut String, value: &Value) {
    let _ = match value {
        Value::Null => write!(text, "\\N"),
        Value::Uuid(id) => write!(text, "{id}"),
        Value::Instant(instant) => write!(text, "{instant}"),
        Value::Date(date) => write!(text, "{date}"),
        Value::Integer(number) => write!(text, "{number}"),
        Value::Boolean(truth) => write!(text, "{truth}"),
        Value::Float(number) => write!(text, "{number}"),
        Value::Text(value) | Value::Json(value) | Value::Numeric(value) => {
            let escaped = value.replace('\\', "\\\\").replace('\t', "\\t");
            write!(
                text,
                "{}",
                escaped.replace('\n', "\\n").replace('\r', "\\r")
            )
        }
    };
}
