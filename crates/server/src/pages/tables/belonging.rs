//! The rows that belong to one and go with it, such as an order's lines.

use demo_core::schema::Column;
use futures::future::try_join_all;

use super::{
    cell::{Cell, Titles, is_numeric},
    list::line,
    order::{default_sort, shown},
    referrers::Referrer,
};
use crate::{
    error::Problem,
    pages::{labels::label, visitor::Visitor},
};

/// So many rows of a table are shown, with so many columns; a link leads to all.
const ROWS: &str = "10";
const COLUMNS: usize = 6;

/// The first rows of a table that belong to a row.
pub struct Belonging {
    pub name: String,
    pub count: String,
    /// All of them.
    pub href: String,
    /// Names, and whether their values stand at the right.
    pub heads: Vec<(String, bool)>,
    pub rows: Vec<Vec<Cell>>,
    pub has_more: bool,
}

/// Of the tables whose rows name a row, those that go with it.
pub async fn of(
    visitor: &Visitor,
    id: &str,
    referrers: &[Referrer],
) -> Result<Vec<Belonging>, Problem> {
    let those = referrers.iter().filter(|one| !one.keeps);
    try_join_all(those.map(|one| belonging(visitor, id, one))).await
}

async fn belonging(visitor: &Visitor, id: &str, of: &Referrer) -> Result<Belonging, Problem> {
    let (service, table, by) = (of.service.as_str(), of.table.as_str(), of.column.as_str());
    let tenant = visitor.tenant.to_string();
    let place = (tenant.as_str(), service, table);
    let view = visitor.view(place)?;
    let sort = default_sort(view.table);
    let mut query = vec![(by, id), ("limit", ROWS)];
    query.extend(sort.as_deref().map(|sort| ("sort", sort)));
    let page = visitor.page_of(visitor.tenant, service, table, &query);
    let (mut rows, more) = match page.await? {
        Some(page) => (page.items, page.next_cursor),
        None => <_>::default(),
    };
    for row in &mut rows {
        // Whose they are is known.
        row.remove(by);
    }
    let titles = Titles::of(visitor, &view, &rows).await?;
    let columns = shown(&view).into_iter().filter(|column| column.name != by);
    let columns: Vec<&Column> = columns.take(COLUMNS).collect();
    let here = format!("/demo/tables/{service}/{table}");
    // The first leads to a row, and stands where names do.
    let head = |(at, column): (usize, &&Column)| {
        let name = label(visitor.reader.language, &column.name);
        (name, at > 0 && is_numeric(column))
    };
    let lines = rows.iter();
    let lines = lines.map(|row| line(visitor, &view, &titles, (row, &columns), &here));
    Ok(Belonging {
        name: of.name.clone(),
        count: of.count.clone(),
        href: of.href.clone(),
        heads: columns.iter().enumerate().map(head).collect(),
        rows: lines.collect(),
        has_more: more.is_some(),
    })
}
