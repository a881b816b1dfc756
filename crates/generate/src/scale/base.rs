//! What generated rows refer to, and what they are made after: rows of the base profile.

use std::collections::{BTreeMap, BTreeSet};

use demo_core::{
    SeedSet,
    seed::{SeedFile, Value},
    time::{BASE_REFERENCE, resolve_time_marker},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::Error;
use crate::{
    cells::Cells,
    ids::Ids,
    row::{self, Fault, Row},
};

/// The digits after a table's prefix in the ids of generated rows.
const GROUP: u16 = 0x5ca1;

pub(super) struct Base<'a> {
    seeds: &'a SeedSet,
    pub(super) products: Vec<Product>,
    /// Where the base sells.
    pub(super) location: String,
    pub(super) location_row: Cells,
    pub(super) prices: Vec<Price>,
    /// A batch that is done: its columns, and its product's, recipe's and equipment's.
    pub(super) batch: Cells,
    /// Its instants, by column.
    pub(super) batch_times: BTreeMap<&'static str, Timestamp>,
    pub(super) customer_row: Cells,
    pub(super) checker: String,
    /// Who orders from suppliers, and who approves it.
    pub(super) buyers: [String; 2],
}

/// What sales and order lines need.
#[derive(Clone)]
pub(super) struct Product {
    pub(super) id: String,
    /// In hundredths.
    pub(super) price: i64,
    /// Hundredths of a percent, and as written.
    pub(super) vat: (i64, String),
    pub(super) row: Cells,
}

/// What purchase order lines need.
pub(super) struct Price {
    pub(super) supplier: String,
    pub(super) ingredient: String,
    pub(super) unit: String,
    /// Of a unit before VAT, in ten-thousandths, and as written.
    pub(super) net: i64,
    pub(super) written: String,
    /// Hundredths of units in a package.
    pub(super) package: i64,
    pub(super) vat: (i64, String),
}

fn rows<'a>(seeds: &'a SeedSet, table: &'static str) -> Vec<Row<'a>> {
    let own = |row: &Row| row.file.tenant.is_nil();
    let found = row::rows(seeds, table, "a profile of scale");
    found.into_iter().filter(own).collect()
}

fn first<'a>(seeds: &'a SeedSet, table: &'static str) -> Result<Row<'a>, Error> {
    let found = rows(seeds, table).into_iter().next();
    found.ok_or(Error::Lacks(table))
}

fn id(row: &Row, column: &str) -> Result<String, Fault> {
    row.id(column).map(|id: Uuid| id.to_string())
}

fn vat(row: &Row) -> Result<(i64, String), Fault> {
    let rate = row.money("vat_rate")?;
    Ok((rate, row::money(rate)))
}

impl<'a> Base<'a> {
    pub(super) fn new(seeds: &'a SeedSet) -> Result<Self, Error> {
        let products = rows(seeds, "products").into_iter();
        // A quantity of pieces and a price in cents come to whole cents.
        let by_piece = products.filter(|row| row.text("unit") != "kg" && row.is_active());
        let products = by_piece.map(|row| {
            Ok(Product {
                id: id(&row, "id")?,
                price: row.money("price")?,
                vat: vat(&row)?,
                row: Cells::of(&row),
            })
        });
        let products = products.collect::<Result<Vec<_>, Fault>>()?;
        if products.is_empty() {
            return Err(Error::Lacks("products"));
        }
        let prices = rows(seeds, "supplier_prices").into_iter().map(|row| {
            let decimals = |text: &str| {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                format!("{whole}{fraction:0<4}").parse().ok()
            };
            Ok(Price {
                supplier: id(&row, "supplier_id")?,
                ingredient: id(&row, "ingredient_id")?,
                unit: row.text("unit").to_owned(),
                net: row.read("unit_price", "a price such as 0.4600", decimals)?,
                written: row.read("unit_price", "a price", |text| Some(text.to_owned()))?,
                vat: vat(&row)?,
                package: row.money("package_quantity")?,
            })
        });
        let prices = prices.collect::<Result<Vec<_>, Fault>>()?;
        if prices.is_empty() {
            return Err(Error::Lacks("supplier_prices"));
        }
        let location = first(seeds, "locations")?;
        let user = id(&first(seeds, "users")?, "id")?;
        let purchase = rows(seeds, "purchase_orders").into_iter().next();
        let who = |column: &str| {
            let found = purchase.and_then(|purchase| id(&purchase, column).ok());
            found.unwrap_or_else(|| user.clone())
        };
        let batches = rows(seeds, "production_batches").into_iter();
        let mut done = batches.filter(|row| row.text("status") == "completed");
        let batch = done.next().ok_or(Error::Lacks("production_batches"))?;
        let mut batch_times = BTreeMap::new();
        for column in [
            "planned_start_at",
            "planned_end_at",
            "started_at",
            "finished_at",
        ] {
            let instant = |text: &str| resolve_time_marker(text, BASE_REFERENCE).ok();
            batch_times.insert(column, batch.read(column, "an instant", instant)?);
        }
        Ok(Self {
            seeds,
            products,
            location: id(&location, "id")?,
            location_row: Cells::of(&location),
            prices,
            batch: Cells::of(&batch).without("notes"),
            batch_times,
            customer_row: Cells::of(&first(seeds, "customers")?),
            buyers: ["created_by_user_id", "approved_by_user_id"].map(who),
            checker: user.clone(),
        })
    }

    /// Ids of a table that no row of the base profile has.
    pub(super) fn ids(&self, table: &str) -> Ids {
        Ids::new(self.seeds, table, GROUP, &mut BTreeSet::new())
    }

    /// A file's text, in which the subscription allows so many places more.
    pub(super) fn copy(file: &SeedFile, more: u64) -> String {
        let tables = file
            .tables
            .iter()
            .filter(|table| table.name == "subscriptions");
        let cells =
            tables.flat_map(|table| table.rows(file).filter_map(|row| row.get("max_locations")));
        let mut text = file.text.clone();
        // From the last: what stands before it stays where it is.
        for cell in cells.collect::<Vec<_>>().into_iter().rev() {
            let Value::Number(written) = cell.value else {
                continue;
            };
            if let Ok(most) = written.parse::<u64>() {
                let place = cell.at..cell.at + written.len();
                text.replace_range(place, &most.saturating_add(more).to_string());
            }
        }
        text
    }

    /// ISO 4217.
    pub(super) fn currency(&self) -> &str {
        &self.seeds.manifest.currency
    }
}
