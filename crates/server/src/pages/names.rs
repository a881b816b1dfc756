//! The names of the rows that other rows refer to.

use std::collections::{BTreeSet, HashMap};

use futures::future::try_join_all;

use super::{
    parent::{self, Named},
    visitor::{Row, Visitor, text},
};
use crate::{data::MAX_IN, error::Problem};

/// Names by the ids of their rows, which are unique over tables.
pub struct Names(HashMap<String, String>);

/// A table whose rows are called by `name`.
pub const fn named<'a>(service: &'a str, table: &'a str) -> Named<'a> {
    Named {
        service,
        table,
        title: "name",
    }
}

/// People.
pub const USERS: Named<'static> = Named {
    service: "auth",
    table: "users",
    title: "full_name",
};

/// The ids in a column of rows.
pub fn ids<'a>(rows: impl IntoIterator<Item = &'a Row>, column: &str) -> BTreeSet<&'a str> {
    let ids = rows.into_iter().map(|row| text(row, column));
    ids.filter(|id| !id.is_empty()).collect()
}

impl Names {
    /// Of the rows of some tables that have these ids: of the visitor's tenant or, where it is an
    /// outlet that names what is its parent's, of that.
    pub async fn of(
        visitor: &Visitor,
        wanted: impl IntoIterator<Item = (Named<'_>, BTreeSet<&str>)>,
    ) -> Result<Self, Problem> {
        let wanted = wanted.into_iter();
        let found = wanted.map(|(of, ids)| names(visitor, of, ids));
        let found = try_join_all(found).await?;
        Ok(Self(found.into_iter().flatten().collect()))
    }

    /// The name of the row that a column names; empty where there is none to be seen.
    pub fn get(&self, row: &Row, column: &str) -> String {
        let found = self.0.get(text(row, column));
        found.cloned().unwrap_or_default()
    }
}

async fn names(
    visitor: &Visitor,
    of: Named<'_>,
    ids: BTreeSet<&str>,
) -> Result<Vec<(String, String)>, Problem> {
    let mut rows = by_ids(visitor, of.service, of.table, "id", &ids).await?;
    let known: BTreeSet<&str> = rows.iter().map(|row| text(row, "id")).collect();
    let others: BTreeSet<&str> = ids.difference(&known).copied().collect();
    if visitor.tenant != visitor.holder.session.virtual_tenant_id && !others.is_empty() {
        let insider = parent::insider(visitor);
        rows.extend(by_ids(&insider, of.service, of.table, "id", &others).await?);
    }
    let name = |row: &Row| (text(row, "id").to_owned(), text(row, of.title).to_owned());
    Ok(rows.iter().map(name).collect())
}

/// All rows of the visitor's tenant that have one of some ids in a column, however many: none
/// where the role may not see them.
pub async fn by_ids(
    visitor: &Visitor,
    service: &str,
    table: &str,
    column: &str,
    ids: &BTreeSet<&str>,
) -> Result<Vec<Row>, Problem> {
    let ids: Vec<&str> = ids.iter().copied().collect();
    let mut found = Vec::new();
    // Each id has a row of its own, or as many as a route has stops.
    let size = if column == "id" { MAX_IN } else { 10 };
    let column = format!("{column}__in");
    for some in ids.chunks(size) {
        let list = some.join(",");
        let query = [(column.as_str(), list.as_str()), ("limit", "1000")];
        let rows = visitor.rows(service, table, &query).await?;
        found.extend(rows.unwrap_or_default());
    }
    Ok(found)
}
