//! What is late, overdue, about to expire and being made: the day's cards.

use jiff::Timestamp;

use super::{
    alerts::alerts,
    found::{Found, Work},
    item::{Card, Item, Shown, list_link, numbered, quantity},
    listed::{self, BATCHES, DELIVERIES, LOTS, Listed, ORDERS, Part},
    road,
};
use crate::pages::{
    labels::word,
    names::Names,
    visitor::{Row, Visitor, instant, text},
};

/// So many of what is to come are enough to look ahead.
const NEXT: usize = 4;

/// The cards of what the tenant has and the role sees, in columns, the most urgent first.
#[expect(clippy::too_many_lines, reason = "a card after the other")]
pub fn cards<'a>(visitor: &Visitor, found: &'a Found, names: &Names) -> Vec<Vec<Card>> {
    let t = visitor.reader.texts();
    let now = visitor.format.now.to_string();
    let (batches, orders) = (found.batches.as_ref(), found.orders.as_ref());
    let late = found.deliveries.as_ref().map(|list| {
        let items = late(visitor, names, &list.rows, &found.purchases_due);
        let others = list_link(visitor, DELIVERIES, &listed::late_deliveries(&now));
        Card::new(t.late, "bad", t.late_none, items).of(t, list.count, others)
    });
    // What is said of nothing is said of what is seen alone.
    let (overdue_none, next_none) = match (batches, orders) {
        (Some(_), Some(_)) => (t.overdue_none, t.next_none),
        (Some(_), None) => (t.overdue_none_batches, t.next_none_batches),
        _ => (t.overdue_none_orders, t.next_none_orders),
    };
    let work = batches.is_some() || orders.is_some();
    let all = |of: fn(&Work) -> &Listed| {
        let rows = |work: Option<&'a Work>| work.map_or(&[][..], |work| of(work).rows.as_slice());
        let count = |work: Option<&Work>| work.map_or(0, |work| of(work).count);
        [
            (rows(batches), count(batches)),
            (rows(orders), count(orders)),
        ]
    };
    let shown = |place, count, items: usize, query: &[Part<'_>]| Shown {
        place,
        count,
        on_card: items as u64,
        list: list_link(visitor, place, query),
    };
    let overdue = work.then(|| {
        let [(batches, of_batches), (orders, of_orders)] = all(|work| &work.overdue);
        let mut items = overdue_batches(visitor, names, batches);
        let first = items.len();
        items.extend(overdue_orders(visitor, names, orders));
        // They come before all others that are planned or under way.
        let query = [
            ("status__in", "planned,in_progress"),
            ("sort", "planned_start_at"),
        ];
        let tables = vec![
            shown(BATCHES, of_batches, first, &query),
            shown(
                ORDERS,
                of_orders,
                items.len() - first,
                &listed::overdue_orders(&now),
            ),
        ];
        Card::new(t.overdue, "bad", overdue_none, items).of_tables(visitor, tables)
    });
    let next = work.then(|| {
        let [(batches, of_batches), (orders, of_orders)] = all(|work| &work.next);
        let planned = planned(visitor, names, batches).into_iter();
        let mut items: Vec<_> = planned.map(|(at, item)| (at, true, item)).collect();
        let orders = to_deliver(visitor, names, orders).into_iter();
        items.extend(orders.map(|(at, item)| (at, false, item)));
        items.sort_by_key(|(at, ..)| *at);
        items.truncate(NEXT);
        let first = items.iter().filter(|(_, is_batch, _)| *is_batch).count();
        let tables = vec![
            shown(BATCHES, of_batches, first, &listed::next_batches(&now)),
            shown(
                ORDERS,
                of_orders,
                items.len() - first,
                &listed::next_orders(&now),
            ),
        ];
        let items = items.into_iter().map(|(.., item)| item).collect();
        Card::new(t.next, "", next_none, items).of_tables(visitor, tables)
    });
    let oven = batches.map(|work| {
        let items = in_production(visitor, names, &work.going.rows);
        let others = list_link(visitor, BATCHES, &[("status", "in_progress")]);
        Card::new(t.oven, "good", t.oven_none, items).of(t, work.going.count, others)
    });
    let soon = listed::soon(visitor);
    let expiring = found.lots.as_ref().map(|list| {
        let items = expiring(visitor, names, &list.rows);
        let others = list_link(visitor, LOTS, &listed::expiring(&soon));
        Card::new(t.expiring, "warn", t.expiring_none, items).of(t, list.count, others)
    });
    let road = road::on_the_road(visitor, found, names);
    let incoming = road::incoming(visitor, found);
    let earlier = road::earlier(visitor, found);
    // What is wrong, what moves, and beside them what explains it.
    let columns = [
        vec![late, overdue, expiring],
        vec![road, incoming, earlier, next],
        vec![alerts(visitor, found, names), oven],
    ];
    let columns = columns.map(|column| column.into_iter().flatten().collect::<Vec<_>>());
    let few = columns.iter().map(Vec::len).sum::<usize>() <= columns.len();
    if few {
        // A column each.
        let cards = columns.into_iter().flatten();
        return cards.map(|card| vec![card]).collect();
    }
    let columns = columns.into_iter().filter(|column| !column.is_empty());
    columns.collect()
}

fn is_past(visitor: &Visitor, row: &Row, column: &str) -> Option<Timestamp> {
    instant(row, column).filter(|at| *at < visitor.format.now)
}

fn late(visitor: &Visitor, names: &Names, rows: &[Row], purchases: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = is_past(visitor, row, "expected_at")?;
        let mut purchases = purchases.iter();
        let of = purchases.find(|one| text(one, "id") == text(row, "purchase_order_id"));
        let supplier = of.map_or(String::new(), |of| names.get(of, "supplier_id"));
        let (number, carrier) = (text(row, "delivery_number"), text(row, "carrier"));
        let due = format!("{} {}", t.expected, format.near(at));
        let (name, more) = if supplier.is_empty() {
            (number.to_owned(), format!("{carrier} · {due}"))
        } else {
            (supplier, format!("{number} · {carrier} · {due}"))
        };
        Some(Item {
            href: visitor.row_link("procurement", "deliveries", text(row, "id")),
            name,
            when: format!("{} {}", t.late_by, format.between(at, format.now)),
            more,
            note: text(row, "notes").to_owned(),
            ..Item::default()
        })
    };
    rows.iter().filter_map(item).collect()
}

fn overdue_batches(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let (column, said) = if text(row, "status") == "planned" {
            ("planned_start_at", t.to_start)
        } else {
            ("planned_end_at", t.to_end)
        };
        let at = is_past(visitor, row, column)?;
        let person = names.get(row, "assigned_user_id");
        Some(Item {
            when: format!("{} {}", t.overdue_by, format.between(at, format.now)),
            more: with(format!("{said} {}", format.near(at)), &person),
            ..batch(visitor, names, row)
        })
    };
    rows.iter().filter_map(item).collect()
}

fn overdue_orders(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = is_past(visitor, row, "requested_delivery_date")?;
        Some(Item {
            when: format!("{} {}", t.overdue_by, format.between(at, format.now)),
            more: format!("{} {}", t.promised_by, format.near(at)),
            ..order(visitor, names, row)
        })
    };
    rows.iter().filter_map(item).collect()
}

fn expiring(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "expires_at")?;
        let verb = if at < format.now {
            t.expired_ago
        } else {
            t.expires_in
        };
        let lot = text(row, "lot_number");
        let name = lot_name(names, row);
        Some(Item {
            href: visitor.row_link("inventory", "stock_lots", text(row, "id")),
            name: if name.is_empty() {
                lot.to_owned()
            } else {
                name
            },
            when: format!("{verb} {}", format.between(at, format.now)),
            more: format!("{} · {} {lot}", quantity(visitor, row, "quantity"), t.lot),
            ..Item::default()
        })
    };
    rows.iter().filter_map(item).collect()
}

/// What a lot is of; empty where it is not to be seen.
pub fn lot_name(names: &Names, row: &Row) -> String {
    let column = if text(row, "ingredient_id").is_empty() {
        "product_id"
    } else {
        "ingredient_id"
    };
    names.get(row, column)
}

fn in_production(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "started_at")?;
        let stage = word(
            visitor.reader.language,
            "production_batches",
            text(row, "stage"),
        );
        let planned = quantity(visitor, row, "planned_quantity");
        let person = names.get(row, "assigned_user_id");
        Some(Item {
            when: format!("{} {}", t.since, format.between(at, format.now)),
            more: with(format!("{stage} · {planned}"), &person),
            ..batch(visitor, names, row)
        })
    };
    rows.iter().filter_map(item).collect()
}

fn planned(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<(Timestamp, Item)> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "planned_start_at").filter(|at| *at >= format.now)?;
        let item = Item {
            when: format!("{} {}", t.in_time, format.between(at, format.now)),
            more: format!("{} {}", t.start, format.near(at)),
            ..batch(visitor, names, row)
        };
        Some((at, item))
    };
    rows.iter().filter_map(item).collect()
}

fn to_deliver(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<(Timestamp, Item)> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "requested_delivery_date").filter(|at| *at >= format.now)?;
        let item = Item {
            when: format!("{} {}", t.in_time, format.between(at, format.now)),
            more: format!("{} {}", t.promised_by, format.near(at)),
            ..order(visitor, names, row)
        };
        Some((at, item))
    };
    rows.iter().filter_map(item).collect()
}

/// With whose it is, as far as that is known.
fn with(text: String, person: &str) -> String {
    if person.is_empty() {
        text
    } else {
        format!("{text} · {person}")
    }
}

fn batch(visitor: &Visitor, names: &Names, row: &Row) -> Item {
    Item {
        href: visitor.row_link("production", "production_batches", text(row, "id")),
        name: numbered(&names.get(row, "product_id"), text(row, "batch_number")),
        ..Item::default()
    }
}

fn order(visitor: &Visitor, names: &Names, row: &Row) -> Item {
    Item {
        href: visitor.row_link("orders", "customer_orders", text(row, "id")),
        name: numbered(&names.get(row, "customer_id"), text(row, "order_number")),
        ..Item::default()
    }
}
