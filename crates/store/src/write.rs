//! Changing a tenant's rows for the data API.

use demo_core::{Table, batch::Value, schema::Column};
use uuid::Uuid;

use crate::{
    database::{Statement, quote},
    error::Error,
    service::ServiceStore,
    sql::{Builder, param},
};

impl ServiceStore {
    /// Adds a row. `tenant_id` is filled in here; all others, the row key too, are the caller's.
    ///
    /// # Errors
    ///
    /// [`Error::Constraint`] when it breaks a rule, or what the database says.
    pub async fn insert_row(
        &self,
        tenant: Uuid,
        table: &Table,
        values: &[(&Column, Value)],
    ) -> Result<(), Error> {
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
        let sql = format!(
            "insert into {} ({}) values ({})",
            quote(&table.name),
            names.join(", "),
            places.join(", ")
        );
        self.run_as_tenant(tenant, vec![Statement::new(sql, builder.params)])
            .await
            .map(|_| ())
    }

    /// Changes columns of a row; false when the tenant has no such row.
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
    ) -> Result<bool, Error> {
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
            "update {} set {} where tenant_id = $1 and {} = $2",
            quote(&table.name),
            sets.join(", "),
            quote(key)
        );
        let outcomes = self
            .run_as_tenant(tenant, vec![Statement::new(sql, builder.params)])
            .await?;
        Ok(outcomes.iter().any(|outcome| outcome.affected > 0))
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
}

fn place(builder: &mut Builder, column: &Column, value: &Value) -> String {
    // PostgreSQL types a bare NULL by its place.
    if *value == Value::Null {
        "null".to_owned()
    } else {
        builder.place(column, param(value))
    }
}
