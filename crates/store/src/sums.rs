//! Sums of a tenant's rows by their time, for charts.

use demo_core::{
    Table,
    batch::Value,
    schema::{Column, Type},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    database::{Row, Statement, quote, required},
    error::Error,
    service::ServiceStore,
    sql::{Builder, param},
};

/// What rows are summed by. Zones differ by quarters of an hour, so that a caller can make days
/// of any zone from these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// Of a column of dates.
    Day(Date),
    /// Of a column of instants: the beginning of a quarter of an hour.
    Quarter(Timestamp),
}

/// A quarter of an hour, in seconds.
const QUARTER: i64 = 900;

/// The sums of a bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// Which rows.
    pub bucket: Bucket,
    /// A sum a column.
    pub totals: Vec<f64>,
}

impl ServiceStore {
    /// Sums columns of a tenant's rows whose `time` is not before `from`, in the order of time.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a column that the table lacks or that has no time or sum, or what
    /// the database says.
    pub async fn sums(
        &self,
        tenant: Uuid,
        table: &Table,
        time: &str,
        from: &Value,
        columns: &[&str],
    ) -> Result<Vec<Sums>, Error> {
        let find = |name: &str| {
            let missing = || Error::invalid(format!("{} has no column {name}", table.name));
            table.column(name).ok_or_else(missing)
        };
        let (time, mut builder) = (find(time)?, Builder::new(self.is_postgres()));
        let columns = columns
            .iter()
            .map(|name| find(name))
            .collect::<Result<Vec<_>, _>>()?;
        let sums: Vec<String> = columns.iter().map(|column| sum(&builder, column)).collect();
        builder.params.push(tenant.into());
        let place = builder.place(time, param(from));
        let bucket = bucket(&builder, time)?;
        let sql = format!(
            "select {bucket} as bucket, {} from {} where tenant_id = $1 and {} >= {place} \
             group by 1 order by 1",
            sums.join(", "),
            quote(&table.name),
            quote(&time.name),
        );
        let statement = Statement::new(sql, builder.params);
        let outcomes = self.run_as_tenant(tenant, vec![statement]).await?;
        let rows = outcomes.into_iter().flat_map(|outcome| outcome.rows);
        rows.map(|row| read(self.is_postgres(), time, columns.len(), &row))
            .collect()
    }
}

fn sum(builder: &Builder, column: &Column) -> String {
    let name = quote(&column.name);
    // A chart needs no more digits than a float has.
    if builder.is_postgres() {
        format!("coalesce(sum({name})::double precision, 0)")
    } else {
        format!("coalesce(sum({name}), 0.0)")
    }
}

fn bucket(builder: &Builder, time: &Column) -> Result<String, Error> {
    let name = quote(&time.name);
    Ok(match time.kind {
        Type::Date if builder.is_postgres() => format!("{name}::text"),
        Type::Date => name,
        Type::Instant if builder.is_postgres() => {
            format!("date_bin('15 minutes', {name}, timestamptz 'epoch')")
        }
        // A number, since this is done for each row. Charts begin after 1970. Without its fraction,
        // which would be rounded.
        Type::Instant => format!("unixepoch(substr({name}, 1, 19)) / {QUARTER}"),
        _ => return Err(Error::invalid(format!("{} is no time", time.name))),
    })
}

fn read(is_postgres: bool, time: &Column, columns: usize, row: &Row) -> Result<Sums, Error> {
    let bucket = if time.kind == Type::Date {
        let text = required(row.text(0)?)?;
        let date = text.parse().map_err(|_| Error::invalid("no date"))?;
        Bucket::Day(date)
    } else if is_postgres {
        Bucket::Quarter(required(row.instant(0)?)?)
    } else {
        let quarters = required(row.integer(0)?)?;
        let instant = Timestamp::from_second(quarters * QUARTER);
        Bucket::Quarter(instant.map_err(|_| Error::invalid("no instant"))?)
    };
    let totals = (1..=columns).map(|index| Ok(row.float(index)?.unwrap_or_default()));
    Ok(Sums {
        bucket,
        totals: totals.collect::<Result<_, Error>>()?,
    })
}
