//! Changing a tenant's rows for the data API.

use demo_core::{Table, batch::Value, schema::Column};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    database::{Statement, quote},
    error::{ConstraintKind, Error},
    row_json::object,
    rows::list,
    service::ServiceStore,
    sql::{Builder, param},
};

impl ServiceStore {
    /// Adds a row; the columns asked for, as the database has them now. `tenant_id` is filled
    /// in here; all others, the row key too, are the caller's.
    ///
    /// # Errors
    ///
    /// [`Error::Constraint`] when it breaks a rule, [`Error::Tombstoned`] when the tenant is
    /// being removed or made anew, or what the database says.
    pub async fn insert_row(
        &self,
        tenant: Uuid,
        table: &Table,
        values: &[(&Column, Value)],
        columns: &[&Column],
    ) -> Result<Map<String, Json>, Error> {
        let mut builder = Builder::new(self.is_postgres());
        builder.params.push(tenant.into());
        let (mut names, mut places) = (vec!["tenant_id".to_owned()], vec!["$1".to_owned()]);
        for (column, value) in values
            .iter()
            .filter(|(column, _)| column.name != "tenant_id")
        {
            names.push(quote(&column.name));
            places.push(place(&mut builder, column, value));
        }
        let (names, places) = (names.join(", "), places.join(", "));
        let row = if self.is_postgres() {
            format!("values ({places})")
        } else {
            format!(
                "select {places} where exists (select 1 from demo_tenants where tenant_id = $1 and state = 'live')"
            )
        };
        let sql = format!(
            "insert into {} ({names}) {row} returning {}",
            quote(&table.name),
            list(&builder, columns)
        );
        let statement = Statement::new(sql, builder.params);
        let outcome = self
            .run_as_live_tenant(tenant, statement)
            .await
            .map_err(|error| self.explained(table, error))?;
        let row = outcome.rows.into_iter().next().ok_or(Error::NotFound)?;
        object(columns, row)
    }

    /// Changes columns of a row; the columns asked for as they are now, or none when the
    /// tenant has no such row.
    ///
    /// # Errors
    ///
    /// [`Error::Constraint`] when it breaks a rule, or what the database says.
    pub async fn update_row(
        &self,
        tenant: Uuid,
        table: &Table,
        id: Uuid,
        values: &[(&Column, Value)],
        columns: &[&Column],
    ) -> Result<Option<Map<String, Json>>, Error> {
        let mut builder = Builder::new(self.is_postgres());
        builder.params.extend([tenant.into(), id.into()]);
        let key = table.row_key();
        let mut sets = Vec::new();
        for (column, value) in values {
            if column.name == "tenant_id" || column.name == key {
                return Err(Error::invalid(format!("{} cannot be changed", column.name)));
            }
            let place = place(&mut builder, column, value);
            sets.push(format!("{} = {place}", quote(&column.name)));
        }
        if sets.is_empty() {
            // Nothing to change, but the caller still wants to know whether the row is there.
            sets.push("tenant_id = tenant_id".to_owned());
        }
        let sql = format!(
            "update {} set {} where tenant_id = $1 and {} = $2 returning {}",
            quote(&table.name),
            sets.join(", "),
            quote(key),
            list(&builder, columns)
        );
        let outcomes = self
            .run_as_tenant(tenant, vec![Statement::new(sql, builder.params)])
            .await
            .map_err(|error| self.explained(table, error))?;
        let row = outcomes
            .into_iter()
            .find_map(|outcome| outcome.rows.into_iter().next());
        row.map(|row| object(columns, row)).transpose()
    }

    /// Removes a row, and what its foreign keys cascade to; false when the tenant has no such row.
    ///
    /// # Errors
    ///
    /// [`Error::Constraint`] when other rows point at it, or what the database says.
    pub async fn delete_row(&self, tenant: Uuid, table: &Table, id: Uuid) -> Result<bool, Error> {
        let sql = format!(
            "delete from {} where tenant_id = $1 and {} = $2",
            quote(&table.name),
            quote(table.row_key())
        );
        let statement = Statement::new(sql, vec![tenant.into(), id.into()]);
        let outcomes = self.run_as_tenant(tenant, vec![statement]).await?;
        Ok(outcomes.iter().any(|outcome| outcome.affected > 0))
    }

    /// With the columns of a check in the table's order, whichever engine says it.
    fn explained(&self, table: &Table, error: Error) -> Error {
        let Error::Constraint {
            kind: kind @ ConstraintKind::Check,
            columns,
            ..
        } = error
        else {
            return error;
        };
        Error::Constraint {
            kind,
            table: Some(table.name.clone()),
            columns: self.rules.columns_of_check(table, &columns),
        }
    }
}

fn place(builder: &mut Builder, column: &Column, value: &Value) -> String {
    // PostgreSQL types a bare NULL by its place.
    if *value == Value::Null {
        "null".to_owned()
    } else {
        builder.place(column, param(value))
    }
}
