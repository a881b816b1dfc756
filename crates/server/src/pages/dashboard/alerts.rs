//! What the planning warns of.

use super::{
    found::Found,
    item::{Card, Item, Shown, numbered, unit},
    listed::ALERTS,
    today::lot_name,
};
use crate::pages::{
    labels::word,
    names::Names,
    tone::tone,
    visitor::{Row, Visitor, instant, number, text},
};

/// The alerts that nobody has resolved: what kind each is, of what, and how it stands now. What
/// its row says stands below, in the row's language.
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
        Item {
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
        }
    };
    let list = found.alerts.as_ref()?;
    let items: Vec<Item> = list.rows.iter().map(item).collect();
    // The gravest is the first.
    let gravest = items.first().map_or("", |item| item.tone);
    let lists = Shown::all(ALERTS, list, "-raised_at");
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
            let left = if row.contains_key("reorder_point") {
                let of = |lot: &&Row| text(lot, "ingredient_id") == text(row, "id");
                let lots = found.stock.as_deref()?.iter().filter(of);
                lots.map(|lot| number(lot, "quantity")).sum()
            } else {
                number(row, "quantity")
            };
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
