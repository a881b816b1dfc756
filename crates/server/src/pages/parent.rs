//! What an outlet's rows name of its parent's: whoever opens the outlet alone sees their names, as
//! far as the role reads their service, and nothing else of them.

use std::collections::BTreeSet;

use super::visitor::{Visitor, text};
use crate::{data::MAX_IN, error::Problem};

/// A table of a service, and the column that names its rows.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    pub service: &'a str,
    pub table: &'a str,
    pub title: &'a str,
}

/// Id and name of those rows of the parent that have these ids; of none, where the visitor opens
/// the parent anyway.
pub async fn names(
    visitor: &Visitor,
    of: Named<'_>,
    ids: impl IntoIterator<Item = &str>,
) -> Result<Vec<(String, String)>, Problem> {
    let ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() || opens_parent(visitor) {
        return Ok(Vec::new());
    }
    let insider = insider(visitor);
    let (mut names, limit) = (Vec::new(), MAX_IN.to_string());
    for some in ids.chunks(MAX_IN) {
        let list = some.join(",");
        let query = [("id__in", list.as_str()), ("limit", &limit)];
        let rows = insider.rows(of.service, of.table, &query).await?;
        let rows = rows.unwrap_or_default();
        names.extend(rows.iter().map(|row| {
            let name = text(row, of.title);
            (text(row, "id").to_owned(), name.to_owned())
        }));
    }
    Ok(names)
}

/// The same of those that a column of the outlet's own rows names.
pub async fn named_by(
    visitor: &Visitor,
    (service, table, column): (&str, &str, &str),
    of: Named<'_>,
) -> Result<Vec<(String, String)>, Problem> {
    if opens_parent(visitor) {
        return Ok(Vec::new());
    }
    let rows = visitor.rows(service, table, &[("limit", "1000")]).await?;
    let rows = rows.unwrap_or_default();
    let ids: BTreeSet<&str> = rows
        .iter()
        .map(|row| text(row, column))
        .filter(|id| !id.is_empty())
        .collect();
    names(visitor, of, ids).await
}

/// The visitor with the role that it has, and the parent's rows before it. What is read so must be
/// named by the outlet's own rows, or be about the outlet itself.
pub fn insider(visitor: &Visitor) -> Visitor {
    let parent = visitor.holder.session.virtual_tenant_id;
    let mut insider = visitor.clone();
    insider.user.claims.tenants.push(parent);
    insider.tenant = parent;
    insider
}

fn opens_parent(visitor: &Visitor) -> bool {
    let parent = visitor.holder.session.virtual_tenant_id;
    visitor.user.claims.tenants.contains(&parent)
}
