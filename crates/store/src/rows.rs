//! Reading a tenant's rows for the data API: filters, sort, keyset pages.

use demo_core::{
    Table,
    batch::Value,
    schema::{Column, Type},
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    database::{Param, Statement, quote},
    error::Error,
    row_json::object,
    service::ServiceStore,
    sql::{Builder, param, param_of_json},
};

/// Which rows, in which order.
#[derive(Debug, Clone, Default)]
pub struct RowQuery<'a> {
    /// The columns to serve.
    pub columns: &'a [&'a Column],
    /// All must hold.
    pub filters: Vec<Filter>,
    /// The order; the caller appends the row key, so that it is total. NULLs come last.
    pub sort: Vec<(Column, Direction)>,
    /// The sort columns' values of the last row of the page before.
    pub after: Option<Vec<Json>>,
    /// At most so many.
    pub limit: u32,
}

/// A condition on a column.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The column.
    pub column: Column,
    /// How it is compared.
    pub operator: Operator,
    /// With what, of the column's type; one, or for [`Operator::In`] any number.
    pub values: Vec<Value>,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Equal; with [`Value::Null`], is null.
    Eq,
    /// Not equal; with [`Value::Null`], is not null.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// One of the values.
    In,
    /// A pattern with `%` and `_`, whatever the case of ASCII letters; texts alone.
    Like,
    /// Is null; is not null where the value is `false`.
    IsNull,
}

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Small values first.
    Ascending,
    /// Great values first.
    Descending,
}

impl ServiceStore {
    /// A page of a tenant's rows, each a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for columns that the table lacks or values that do not fit, or what
    /// the database says.
    pub async fn rows(
        &self,
        tenant: Uuid,
        table: &Table,
        query: &RowQuery<'_>,
    ) -> Result<Vec<Map<String, Json>>, Error> {
        let mut builder = Builder::new(self.is_postgres());
        let used = query
            .columns
            .iter()
            .copied()
            .chain(query.filters.iter().map(|filter| &filter.column));
        for column in used.chain(query.sort.iter().map(|(column, _)| column)) {
            if table.column(&column.name).is_none() {
                return Err(Error::invalid(format!(
                    "{} has no column {}",
                    table.name, column.name
                )));
            }
        }
        builder.params.push(tenant.into());
        let mut conditions = vec!["tenant_id = $1".to_owned()];
        for filter in &query.filters {
            conditions.push(condition(&mut builder, filter)?);
        }
        if let Some(after) = &query.after {
            conditions.push(keyset(&mut builder, &query.sort, after)?);
        }
        let order: Vec<String> = query
            .sort
            .iter()
            .map(|(column, direction)| {
                let way = if *direction == Direction::Ascending {
                    "asc"
                } else {
                    "desc"
                };
                format!("{} {way} nulls last", builder.comparable(column))
            })
            .collect();
        let order = if order.is_empty() {
            String::new()
        } else {
            format!(" order by {}", order.join(", "))
        };
        let sql = format!(
            "select {} from {} where {}{order} limit {}",
            list(&builder, query.columns),
            quote(&table.name),
            conditions.join(" and "),
            query.limit,
        );
        self.objects(tenant, Statement::new(sql, builder.params), query.columns)
            .await
    }

    /// How many rows of a tenant fit all of these filters.
    ///
    /// # Errors
    ///
    /// As for [`ServiceStore::rows`].
    pub async fn count_rows(
        &self,
        tenant: Uuid,
        table: &Table,
        filters: &[Filter],
    ) -> Result<u64, Error> {
        let mut builder = Builder::new(self.is_postgres());
        builder.params.push(tenant.into());
        let mut conditions = vec!["tenant_id = $1".to_owned()];
        for filter in filters {
            conditions.push(condition(&mut builder, filter)?);
        }
        let sql = format!(
            "select count(*) from {} where {}",
            quote(&table.name),
            conditions.join(" and "),
        );
        let statement = Statement::new(sql, builder.params);
        let outcomes = self.run_as_tenant(tenant, vec![statement]).await?;
        let row = outcomes.iter().find_map(|outcome| outcome.rows.first());
        let count = row.map_or(Ok(None), |row| row.integer(0))?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }

    /// One row by its key; none when it is another tenant's.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn row(
        &self,
        tenant: Uuid,
        table: &Table,
        id: Uuid,
        columns: &[&Column],
    ) -> Result<Option<Map<String, Json>>, Error> {
        let builder = Builder::new(self.is_postgres());
        let sql = format!(
            "select {} from {} where tenant_id = $1 and {} = $2",
            list(&builder, columns),
            quote(&table.name),
            quote(table.row_key()),
        );
        let statement = Statement::new(sql, vec![tenant.into(), id.into()]);
        Ok(self.objects(tenant, statement, columns).await?.pop())
    }

    /// Whether a tenant has a row with an id in a column.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a column that the table lacks, or what the database says.
    pub async fn has_row(
        &self,
        tenant: Uuid,
        table: &Table,
        column: &str,
        id: Uuid,
    ) -> Result<bool, Error> {
        if table.column(column).is_none() {
            return Err(Error::invalid(format!(
                "{} has no column {column}",
                table.name
            )));
        }
        let sql = format!(
            "select 1 from {} where tenant_id = $1 and {} = $2 limit 1",
            quote(&table.name),
            quote(column),
        );
        let statement = Statement::new(sql, vec![tenant.into(), id.into()]);
        let outcomes = self.run_as_tenant(tenant, vec![statement]).await?;
        Ok(outcomes.iter().any(|outcome| !outcome.rows.is_empty()))
    }

    async fn objects(
        &self,
        tenant: Uuid,
        statement: Statement,
        columns: &[&Column],
    ) -> Result<Vec<Map<String, Json>>, Error> {
        let outcomes = self.run_as_tenant(tenant, vec![statement]).await?;
        let rows = outcomes.into_iter().flat_map(|outcome| outcome.rows);
        rows.map(|row| object(columns, row)).collect()
    }
}

pub(crate) fn list(builder: &Builder, columns: &[&Column]) -> String {
    if columns.is_empty() {
        return "1".to_owned();
    }
    columns
        .iter()
        .enumerate()
        // Not by its own name, which `order by` would take for this text and not the column.
        .map(|(index, column)| format!("{} as \"{index}\"", builder.readable(column)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn condition(builder: &mut Builder, filter: &Filter) -> Result<String, Error> {
    let column = &filter.column;
    let name = builder.comparable(column);
    let first = filter.values.first();
    let missing = || Error::invalid(format!("the filter on {} has no value", column.name));
    let sign = match filter.operator {
        Operator::IsNull => {
            let not = if first == Some(&Value::Boolean(false)) {
                " not"
            } else {
                ""
            };
            return Ok(format!("{} is{not} null", quote(&column.name)));
        }
        Operator::In => {
            let places: Vec<String> = filter
                .values
                .iter()
                .map(|value| builder.place(column, param(value)))
                .collect();
            // Neither engine takes an empty list.
            return Ok(if places.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("{name} in ({})", places.join(", "))
            });
        }
        Operator::Like => {
            let Some(Value::Text(pattern)) = first else {
                return Err(missing());
            };
            if column.kind != Type::Text {
                return Err(Error::invalid(format!(
                    "{} is no text, so like does not apply",
                    column.name
                )));
            }
            let place = builder.place(column, Param::from(pattern.as_str()));
            // PostgreSQL's backslash is switched off, SQLite has none.
            let escape = if builder.is_postgres() {
                " escape ''"
            } else {
                ""
            };
            // In the collation C only the letters of ASCII have a case, as in SQLite.
            let plain = if builder.is_postgres() {
                " collate \"C\""
            } else {
                ""
            };
            return Ok(format!(
                "lower({name}{plain}) like lower({place}{plain}){escape}"
            ));
        }
        Operator::Eq | Operator::Ne if first == Some(&Value::Null) => {
            let not = if filter.operator == Operator::Ne {
                " not"
            } else {
                ""
            };
            return Ok(format!("{} is{not} null", quote(&column.name)));
        }
        Operator::Eq => "=",
        Operator::Ne => "<>",
        Operator::Gt => ">",
        Operator::Gte => ">=",
        Operator::Lt => "<",
        Operator::Lte => "<=",
    };
    let place = builder.place(column, param(first.ok_or_else(missing)?));
    Ok(format!("{name} {sign} {place}"))
}

/// The rows after one with these values: those that agree in some first columns and come
/// later in the next. A NULL comes after all values, and nothing comes after it.
fn keyset(
    builder: &mut Builder,
    sort: &[(Column, Direction)],
    after: &[Json],
) -> Result<String, Error> {
    if sort.len() != after.len() {
        return Err(Error::invalid("the cursor belongs to another sort order"));
    }
    let mut alternatives = Vec::new();
    let mut equal: Vec<String> = Vec::new();
    for ((column, direction), json) in sort.iter().zip(after) {
        let name = builder.comparable(column);
        let bare = quote(&column.name);
        let Some(value) = param_of_json(column, json)? else {
            equal.push(format!("{bare} is null"));
            continue;
        };
        let place = builder.place(column, value);
        let sign = if *direction == Direction::Ascending {
            ">"
        } else {
            "<"
        };
        let later = if column.nullable {
            format!("({name} {sign} {place} or {bare} is null)")
        } else {
            format!("{name} {sign} {place}")
        };
        alternatives.push(
            equal
                .iter()
                .cloned()
                .chain([later])
                .collect::<Vec<_>>()
                .join(" and "),
        );
        equal.push(format!("{name} = {place}"));
    }
    if alternatives.is_empty() {
        return Ok("1 = 0".to_owned());
    }
    Ok(format!("({})", alternatives.join(" or ")))
}
