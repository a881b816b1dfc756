//! What is on the road: the tenant's own vans, and what a parent brings.

use jiff::Timestamp;

use super::{
    found::Found,
    item::{Card, Item, Shown},
    listed::ROUTES,
};
use crate::pages::{
    incoming::{Arrival, Outcome},
    names::Names,
    van::{Strip, load, should_have_left, van},
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
        .filter_map(|row| to_leave(visitor, found, names, row));
    let items: Vec<Item> = on_road.chain(waiting).collect();
    let is_late = items.iter().any(|item| item.tone == "bad");
    let tone = if is_late { "bad" } else { "info" };
    let lists = Shown::all(ROUTES, list, "planned_start_at");
    Some(Card::new(t.road, tone, t.road_none, items).of(visitor, &lists))
}

fn driven(visitor: &Visitor, found: &Found, names: &Names, row: &Row) -> Option<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let own = stops_of(found, row);
    let van = van(visitor, row, &own, names)?;
    let at = |verb: &str, at: Option<Timestamp>| {
        at.map_or(String::new(), |at| format!(", {}", format.when(verb, at)))
    };
    let (planned, promised) = (at(t.planned_at, van.due), at(t.promised_by, van.promised));
    let next = match own.get(van.made) {
        Some(stop) => {
            let customer = names.get(stop, "customer_id");
            format!("{}: {customer}{planned}{promised}", t.next_stop)
        }
        None => format!("{}{planned}", t.on_way_back),
    };
    let to_go = match own.len() - van.made {
        1 => format!("1 {}", t.one_to_go),
        many => format!("{many} {}", t.to_go),
    };
    Some(Item {
        href: visitor.link("/demo/map"),
        kind: van.place.clone(),
        tone: van.late.as_ref().map_or("", |late| late.tone),
        strip: Some(Strip::new(&van, &own)),
        more: if van.late.is_some() {
            format!("{next} · {to_go}")
        } else {
            next
        },
        when: van.late.map_or(to_go, |late| late.text),
        load: van.on_board,
        note: van_of(names, row),
        ..Item::default()
    })
}

fn stops_of<'a>(found: &'a Found, route: &Row) -> Vec<&'a Row> {
    let stops = found.stops.iter();
    stops
        .filter(|stop| text(stop, "route_id") == text(route, "id"))
        .collect()
}

/// A van that should have left.
fn to_leave(visitor: &Visitor, found: &Found, names: &Names, row: &Row) -> Option<Item> {
    let (due, late) = should_have_left(visitor, row, &stops_of(found, row))?;
    let t = visitor.reader.texts();
    Some(Item {
        href: visitor.link("/demo/map"),
        kind: t.not_left.to_owned(),
        when: late.text,
        more: visitor.format.when(t.to_leave, due),
        note: van_of(names, row),
        tone: late.tone,
        ..Item::default()
    })
}

/// The vehicle, the route's number and, where the role may know it, who drives.
fn van_of(names: &Names, route: &Row) -> String {
    let parts = [
        names.get(route, "vehicle_id"),
        text(route, "route_number").to_owned(),
        names.get(route, "driver_user_id"),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
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

/// When a van that is late can be expected: one that should be there, at any moment.
fn awaited(visitor: &Visitor, one: &Arrival) -> String {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    match one.expected.filter(|at| *at > format.now) {
        Some(at) => {
            let planned = format.when(t.planned_at, one.planned);
            format!("{}, {planned}", format.when(t.expected_about, at))
        }
        None => format.when(t.incoming_due, one.planned),
    }
}

fn arrival(visitor: &Visitor, one: &Arrival) -> Item {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let load = load(visitor, &one.stop);
    let before = match one.before {
        Some(0) => format!(" · {}", t.yours_next),
        Some(1) => format!(" · {}", t.one_before),
        Some(many) => format!(" · {many} {}", t.many_before),
        None => String::new(),
    };
    let came = |verb: &str| match one.came {
        Some(at) => format.when(verb, at),
        None => t.incoming_unnoted.to_owned(),
    };
    let (kind, when, tone) = match (one.outcome, &one.late) {
        (Outcome::AtDoor, _) => (came(t.incoming_came), t.at_door.to_owned(), "info"),
        (Outcome::Came, _) => (came(t.incoming_came), t.done.to_owned(), "good"),
        (Outcome::Failed, _) => {
            let kind = format.when(t.incoming_failed, one.came.unwrap_or(one.planned));
            (kind, t.not_delivered.to_owned(), "bad")
        }
        (Outcome::Pending, Some(late)) => (awaited(visitor, one), late.text.clone(), late.tone),
        (Outcome::Pending, None) => {
            let left = format.between(one.planned, format.now);
            let kind = format.when(t.incoming_comes, one.planned);
            (kind, format!("{} {left}", t.in_time), "")
        }
    };
    Item {
        href: one.href.clone().unwrap_or_default(),
        kind,
        when,
        more: format!("{load}{before}"),
        note: one.vehicle.clone(),
        tone,
        ..Item::default()
    }
}
