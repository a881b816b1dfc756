//! What is on the road: the tenant's own vans, and what a parent brings.

use super::{
    found::Found,
    item::{Card, Item},
};
use crate::pages::{
    incoming::{Arrival, Outcome},
    names::Names,
    van::{Strip, lateness, load, should_have_left, van},
    visitor::{Row, Visitor, text},
};

/// None of a tenant without routes.
pub fn on_the_road(visitor: &Visitor, found: &Found, names: &Names) -> Option<Card> {
    let t = visitor.reader.texts();
    let list = found.routes.as_ref()?;
    let routes = &list.rows;
    let on_road = routes
        .iter()
        .filter_map(|row| driven(visitor, found, names, row));
    let waiting = routes
        .iter()
        .filter_map(|row| to_leave(visitor, names, row));
    let items: Vec<Item> = on_road.chain(waiting).collect();
    let is_late = items.iter().any(|item| item.tone == "bad");
    let tone = if is_late { "bad" } else { "info" };
    Some(Card::new(t.road, tone, t.road_none, items).of(list.count))
}

fn driven(visitor: &Visitor, found: &Found, names: &Names, row: &Row) -> Option<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let stops = found.stops.iter();
    let own: Vec<&Row> = stops
        .filter(|stop| text(stop, "route_id") == text(row, "id"))
        .collect();
    let van = van(visitor, row, &own, names)?;
    let due = van.due.map_or(String::new(), |at| {
        let verb = if van.late.is_some() { t.was_due } else { t.due };
        format!(", {verb} {}", format.near(at))
    });
    let next = match own.get(van.made) {
        Some(stop) => format!("{}: {}{due}", t.next_stop, names.get(stop, "customer_id")),
        None => format!("{}{due}", t.on_way_back),
    };
    let to_go = match own.len() - van.made {
        1 => format!("1 {}", t.one_to_go),
        many => format!("{many} {}", t.to_go),
    };
    Some(Item {
        href: visitor.link("/demo/map"),
        kind: van.place.clone(),
        tone: if van.late.is_some() { "bad" } else { "" },
        strip: Some(Strip::new(&van, &own)),
        more: if van.late.is_some() {
            format!("{next} · {to_go}")
        } else {
            next
        },
        when: van.late.unwrap_or(to_go),
        note: van_of(names, row),
        ..Item::default()
    })
}

/// A van that should have left.
fn to_leave(visitor: &Visitor, names: &Names, row: &Row) -> Option<Item> {
    let due = should_have_left(visitor, row)?;
    let t = visitor.reader.texts();
    Some(Item {
        href: visitor.link("/demo/map"),
        kind: t.not_left.to_owned(),
        when: lateness(visitor, Some(due)).unwrap_or_default(),
        more: format!("{} {}", t.to_leave, visitor.format.near(due)),
        note: van_of(names, row),
        tone: "bad",
        ..Item::default()
    })
}

fn van_of(names: &Names, route: &Row) -> String {
    let (vehicle, number) = (names.get(route, "vehicle_id"), text(route, "route_number"));
    format!("{vehicle} · {number}")
}

/// What is still to come, or stands at the door; none of a tenant that no parent delivers to.
pub fn incoming(visitor: &Visitor, found: &Found) -> Option<Card> {
    let t = visitor.reader.texts();
    let (coming, _) = parted(found)?;
    let items = coming.into_iter().map(|one| arrival(visitor, one));
    Some(Card::new(
        t.incoming,
        "info",
        t.incoming_none,
        items.collect(),
    ))
}

/// What came, and what could not be handed over; none where nothing has.
pub fn earlier(visitor: &Visitor, found: &Found) -> Option<Card> {
    let t = visitor.reader.texts();
    let (_, earlier) = parted(found).filter(|(_, earlier)| !earlier.is_empty())?;
    let has_failed = earlier.iter().any(|one| one.outcome == Outcome::Failed);
    let tone = if has_failed { "bad" } else { "good" };
    let items = earlier.into_iter().map(|one| arrival(visitor, one));
    Some(Card::new(t.incoming_earlier, tone, "", items.collect()))
}

/// What a parent brings: what is waited for, and what no longer is.
fn parted(found: &Found) -> Option<(Vec<&Arrival>, Vec<&Arrival>)> {
    let arrivals = found.arrivals.as_deref()?.iter();
    Some(arrivals.partition(|one| matches!(one.outcome, Outcome::AtDoor | Outcome::Pending)))
}

fn arrival(visitor: &Visitor, one: &Arrival) -> Item {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let at = format.near(one.at);
    let load = load(visitor, &one.stop);
    let before = match one.before {
        Some(0) => format!(" · {}", t.yours_next),
        Some(1) => format!(" · {}", t.one_before),
        Some(many) => format!(" · {many} {}", t.many_before),
        None => String::new(),
    };
    let (verb, when, tone) = match (one.outcome, &one.late) {
        (Outcome::AtDoor, _) => (t.incoming_came, t.at_door.to_owned(), "info"),
        (Outcome::Came, _) => (t.incoming_came, t.done.to_owned(), "good"),
        (Outcome::Failed, _) => (t.incoming_failed, t.not_delivered.to_owned(), "bad"),
        (Outcome::Pending, Some(late)) => (t.incoming_due, late.clone(), "bad"),
        (Outcome::Pending, None) => {
            let left = format.between(one.at, format.now);
            (t.incoming_comes, format!("{} {left}", t.in_time), "")
        }
    };
    Item {
        href: one.href.clone().unwrap_or_default(),
        kind: format!("{verb} {at}"),
        when,
        more: format!("{load}{before}"),
        note: one.vehicle.clone(),
        tone,
        ..Item::default()
    }
}
