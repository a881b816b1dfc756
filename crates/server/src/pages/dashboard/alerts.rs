//! What the planning warns of.

use super::{
    found::Found,
    item::{Card, Item, Shown, numbered, unit},
    listed::ALERTS,
    reorder::is_low,
    today::lot_name,
};
use crate::pages::{
    labels::word,
    names::Names,
    tone::tone,
    visitor::{Row, Visitor, instant, number, text},
};

/// Alerts that are shown: they stand beside the day's other cards, and explain them. As many that
/// are settled may stand below.
const GRAVEST: usize = 3;

/// The alerts that nobody has resolved: what kind each is, of what, and how it stands now. What
/// its row says stands below, in the row's language. Those whose cause is gone are the last, and
/// quiet: their rows are as they were.
pub fn alerts(visitor: &Visitor, found: &Found, names: &Names) -> Option<Card> {
    let t = visitor.reader.texts();
    let language = visitor.reader.language;
    let item = |row: &Row| {
        let (table, id) = (text(row, "subject_table"), text(row, "subject_id"));
        let severity = text(row, "severity");
        let mut subjects = found.subjects.iter();
        let subject = subjects.find(|(of, subject)| *of == table && text(subject, "id") == id);
        let subject = subject.map(|(_, subject)| subject);
        let href = match subject {
            Some(_) => visitor.row_link(text(row, "subject_service"), table, id),
            // It is another service's, which the role may not read, or is gone.
            None => visitor.row_link("orchestrator", "alerts", text(row, "id")),
        };
        let title = text(row, "title").trim_end_matches('.');
        let item = Item {
            href,
            kind: kind(visitor, row),
            name: subject.map_or(String::new(), |subject| called(names, subject)),
            when: subject
                .and_then(|subject| figure(visitor, found, text(row, "kind"), subject))
                .unwrap_or_default(),
            note: format!("{title}. {}", text(row, "message")),
            grade: word(language, "alerts", severity),
            tone: tone(severity),
            ..Item::default()
        };
        let about = subject.map(|subject| (table, subject));
        let is_settled =
            about.is_some_and(|about| is_settled(visitor, found, text(row, "kind"), about));
        if is_settled {
            let (grade, tone) = (t.settled.to_owned(), "settled");
            let note = String::new();
            return (
                true,
                Item {
                    note,
                    tone,
                    grade,
                    ..item
                },
            );
        }
        (false, item)
    };
    let list = found.alerts.as_ref()?;
    let all = list.rows.iter().map(item);
    let (settled, open): (Vec<_>, Vec<_>) = all.partition(|(is_settled, _)| *is_settled);
    let some = |of: Vec<(bool, Item)>| of.into_iter().take(GRAVEST).map(|(_, item)| item);
    let items: Vec<Item> = some(open).chain(some(settled)).collect();
    // The gravest is the first.
    let gravest = items.first().map_or("", |item| item.tone);
    let on_card = items.len() as u64;
    let lists = Shown::all(ALERTS, list, "-raised_at").into_iter();
    let lists: Vec<Shown> = lists.map(|of| Shown { on_card, ..of }).collect();
    Some(Card::new(t.alerts, gravest, t.alerts_none, items).of(visitor, &lists))
}

fn kind(visitor: &Visitor, row: &Row) -> String {
    let t = visitor.reader.texts();
    let known = match text(row, "kind") {
        "late_delivery" => t.alert_late_delivery,
        "overdue_batch" => t.alert_overdue_batch,
        "expiring_stock" => t.alert_expiring_stock,
        "low_stock" => t.alert_low_stock,
        "equipment" => t.alert_equipment,
        "demand_peak" => t.alert_demand_peak,
        "route" => t.alert_route,
        other => return word(visitor.reader.language, "alerts", other),
    };
    known.to_owned()
}

/// What a row that an alert is about is called.
fn called(names: &Names, row: &Row) -> String {
    let own = text(row, "name");
    if !own.is_empty() {
        return own.to_owned();
    }
    let made = names.get(row, "product_id");
    if row.contains_key("lot_number") {
        return lot_name(names, row);
    }
    for column in ["batch_number", "delivery_number"] {
        if row.contains_key(column) {
            return numbered(&made, text(row, column));
        }
    }
    let vehicle = names.get(row, "vehicle_id");
    if vehicle.is_empty() { made } else { vehicle }
}

/// Whether what an alert of a kind warned of is over, by the row that it is about. Of another table
/// than the kind's nobody knows: the API lets an alert be about anything.
fn is_settled(visitor: &Visitor, found: &Found, kind: &str, (table, row): (&str, &Row)) -> bool {
    let now = visitor.format.now;
    let is_past = |column| instant(row, column).is_some_and(|at| at < now);
    match (kind, table) {
        // What somebody noted ahead of time has not come.
        ("late_delivery", "deliveries") if !text(row, "arrived_at").is_empty() => {
            is_past("arrived_at")
        }
        ("late_delivery", "deliveries") => !is_past("expected_at"),
        ("overdue_batch", "production_batches") => match text(row, "status") {
            "planned" => !is_past("planned_start_at"),
            "in_progress" => !is_past("planned_end_at"),
            _ => true,
        },
        ("expiring_stock", "stock_lots") => {
            text(row, "status") == "consumed" || number(row, "quantity") <= 0.0
        }
        ("low_stock", "ingredients") => {
            row.contains_key("reorder_point")
                && left(found, row).is_some_and(|left| !is_low(row, left))
        }
        ("route", "delivery_routes") => ["completed", "cancelled"].contains(&text(row, "status")),
        _ => false,
    }
}

/// So much is left of an ingredient, or in a row of its own quantity; none where not all of it is
/// seen.
fn left(found: &Found, row: &Row) -> Option<f64> {
    if !row.contains_key("reorder_point") {
        return Some(number(row, "quantity"));
    }
    let of = |lot: &&Row| text(lot, "ingredient_id") == text(row, "id");
    let lots = found.stock.as_deref()?.iter().filter(of);
    Some(lots.map(|lot| number(lot, "quantity")).sum())
}

/// How it stands now, by the row that an alert of a kind is about.
fn figure(visitor: &Visitor, found: &Found, kind: &str, row: &Row) -> Option<String> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let since = |column| {
        let at = instant(row, column)?;
        (at < format.now).then(|| format.between(at, format.now))
    };
    let until = |column| {
        let at = instant(row, column)?;
        (at > format.now).then(|| format.between(at, format.now))
    };
    match kind {
        "late_delivery" => match instant(row, "arrived_at").filter(|at| *at <= format.now) {
            // It stands still once it is there.
            Some(at) => {
                let late = instant(row, "expected_at").filter(|expected| *expected < at)?;
                Some(format!("{} {}", t.came_late, format.between(late, at)))
            }
            None => Some(format!("{} {}", t.late_by, since("expected_at")?)),
        },
        "overdue_batch" => match text(row, "status") {
            "planned" => Some(format!("{} {}", t.overdue_by, since("planned_start_at")?)),
            "in_progress" => Some(format!("{} {}", t.overdue_by, since("planned_end_at")?)),
            done => Some(word(visitor.reader.language, "production_batches", done)),
        },
        "expiring_stock" => Some(match until("expires_at") {
            Some(left) => format!("{} {left}", t.expires_in),
            None => format!("{} {}", t.expired_ago, since("expires_at")?),
        }),
        "equipment" => Some(format!("{} {}", t.in_time, until("next_maintenance_at")?)),
        "route" => Some(format!("{} {}", t.since, since("started_at")?)),
        "low_stock" => {
            let left = left(found, row)?;
            let left = format.quantity(&format!("{left:.3}"));
            Some(format!(
                "{left}\u{a0}{} {}",
                unit(visitor, text(row, "unit")),
                t.remaining
            ))
        }
        _ => None,
    }
}
