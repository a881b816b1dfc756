//! What is late, overdue, about to expire and being made: the day's cards.

use jiff::Timestamp;

use super::{
    alerts::alerts,
    found::Found,
    item::{Card, Item, Shown, numbered, quantity},
    listed::{BATCHES, DELIVERIES, LOTS, ORDERS},
    road,
};
use crate::pages::{
    labels::{label, word},
    names::Names,
    visitor::{Row, Visitor, instant, text},
};

/// So many of what is to come are enough to look ahead.
const NEXT: usize = 4;

/// The cards of what the tenant has and the role sees, in columns, the most urgent first.
pub fn cards(visitor: &Visitor, found: &Found, names: &Names) -> Vec<Vec<Card>> {
    let t = visitor.reader.texts();
    let late = found.deliveries.as_ref().map(|list| {
        let items = late(visitor, names, &list.rows, &found.purchases_due);
        let lists = Shown::all(DELIVERIES, list, "expected_at");
        Card::new(t.late, "bad", t.late_none, items).of(visitor, &lists)
    });
    let oven = found.batches.as_ref().map(|work| {
        let items = in_production(visitor, names, &work.going.rows);
        let lists = Shown::all(BATCHES, &work.going, "planned_start_at");
        Card::new(t.oven, "good", t.oven_none, items).of(visitor, &lists)
    });
    let expiring = found.lots.as_ref().map(|list| {
        let items = expiring(visitor, names, &list.rows);
        let lists = Shown::all(LOTS, list, "expires_at");
        Card::new(t.expiring, "warn", t.expiring_none, items).of(visitor, &lists)
    });
    let overdue = overdue(visitor, found, names);
    let road = road::on_the_road(visitor, found, names);
    let incoming = road::incoming(visitor, found);
    let earlier = road::earlier(visitor, found);
    let next = next(visitor, found, names);
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

/// Batches and orders that should have been begun, ended or delivered; none where both are unseen.
fn overdue(visitor: &Visitor, found: &Found, names: &Names) -> Option<Card> {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let (batches, orders) = (found.batches.as_ref(), found.orders.as_ref());
    // What is said of nothing is said of what is seen alone.
    let none = match (batches, orders) {
        (Some(_), Some(_)) => t.overdue_none,
        (Some(_), None) => t.overdue_none_batches,
        (None, Some(_)) => t.overdue_none_orders,
        (None, None) => return None,
    };
    let (mut items, mut lists) = (Vec::new(), Vec::new());
    if let Some(work) = batches {
        items.extend(overdue_batches(visitor, names, &work.overdue.rows));
        let of = Shown::all(BATCHES, &work.overdue, "planned_start_at").into_iter();
        let why = [t.overdue_begin, t.overdue_finish];
        lists.extend(of.zip(why).map(|(list, why)| {
            let batches = label(language, BATCHES.1);
            list.named(format!("{batches} {why}"))
        }));
    }
    if let Some(work) = orders {
        items.extend(overdue_orders(visitor, names, &work.overdue.rows));
        let of = Shown::all(ORDERS, &work.overdue, "requested_delivery_date").into_iter();
        lists.extend(of.map(|list| list.named(label(language, ORDERS.1))));
    }
    Some(Card::new(t.overdue, "bad", none, items).of(visitor, &lists))
}

/// The next batches and orders; none where both are unseen.
fn next(visitor: &Visitor, found: &Found, names: &Names) -> Option<Card> {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let (batches, orders) = (found.batches.as_ref(), found.orders.as_ref());
    let none = match (batches, orders) {
        (Some(_), Some(_)) => t.next_none,
        (Some(_), None) => t.next_none_batches,
        (None, Some(_)) => t.next_none_orders,
        (None, None) => return None,
    };
    let mut items = Vec::new();
    if let Some(work) = batches {
        let of = planned(visitor, names, &work.next.rows).into_iter();
        items.extend(of.map(|(at, item)| (at, BATCHES, item)));
    }
    if let Some(work) = orders {
        let of = to_deliver(visitor, names, &work.next.rows).into_iter();
        items.extend(of.map(|(at, item)| (at, ORDERS, item)));
    }
    items.sort_by_key(|(at, ..)| *at);
    items.truncate(NEXT);
    let kinds = [
        (BATCHES, batches, "planned_start_at"),
        (ORDERS, orders, "requested_delivery_date"),
    ];
    let lists = kinds.into_iter().flat_map(|(place, work, sort)| {
        let on_card = items.iter().filter(|(_, of, _)| *of == place).count() as u64;
        let lists = work.map_or(Vec::new(), |work| Shown::all(place, &work.next, sort));
        let lists = lists.into_iter().map(move |list| Shown { on_card, ..list });
        lists.map(move |list| list.named(label(language, place.1)))
    });
    let lists: Vec<_> = lists.collect();
    let items = items.into_iter().map(|(.., item)| item).collect();
    Some(Card::new(t.next, "", none, items).of(visitor, &lists))
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
            more: format.when(t.promised_by, at),
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
            // The van may be planned to come before.
            when: format!("{} {}", t.due_within, format.between(at, format.now)),
            more: format.when(t.promised_by, at),
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
