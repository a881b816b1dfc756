//! Other days than day zero. Most dates keep their distances on every day, so that what holds
//! on one holds on all. Those that keep a weekday, avoid weekends or are local dates do not.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use demo_core::{
    Plan,
    plan::Cells,
    time::{DateSlot, InstantSlot, Moment},
};
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::functions::FunctionFlags;

use super::{Scratch, definition::Definition, prepare::Prepared, scratch::CALENDAR_FUNCTIONS};
use crate::database::{instant_text, quote};

/// Beside day zero, a Wednesday at seven in the morning in Madrid: each other day of the week,
/// at hours around the clock, the night that summer time begins and a leap day among them.
const OTHER_DAYS: [Timestamp; 6] = [
    Timestamp::constant(1_711_843_200, 0), // Sunday 2024-03-31T00:00Z
    Timestamp::constant(1_709_240_399, 0), // Thursday 2024-02-29T20:59:59Z
    Timestamp::constant(1_761_341_400, 0), // Friday 2025-10-24T21:30Z
    Timestamp::constant(1_793_485_800, 0), // Saturday 2026-10-31T22:30Z
    Timestamp::constant(1_792_994_400, 0), // Monday 2026-10-26T06:00Z
    Timestamp::constant(1_798_534_800, 0), // Tuesday 2026-12-29T09:00Z
];

/// More rows than this that the calendar moves are looked at on fewer days, to stay in seconds.
const ROWS_ON_ALL_DAYS: usize = 50_000;

/// The columns of a profile whose distances depend on the day.
pub(super) struct Calendar {
    moving: BTreeSet<(String, String)>,
    columns: BTreeMap<(String, String), Arc<Slots>>,
    rows: usize,
}

/// A column's dates, by row.
enum Slots {
    Instants(Vec<Option<InstantSlot>>),
    Dates(Vec<Option<DateSlot>>),
}

impl Calendar {
    pub fn new(plans: &BTreeMap<String, Plan>) -> Self {
        let mut calendar = Self {
            moving: BTreeSet::new(),
            columns: BTreeMap::new(),
            rows: 0,
        };
        for table in plans.values().flat_map(|plan| &plan.tables) {
            let mut moves = false;
            for planned in &table.columns {
                let (slots, by_calendar) = match &planned.cells {
                    Cells::Instant(cells) => {
                        let exact = |slot: &InstantSlot| matches!(slot, InstantSlot::Exact(_));
                        let by_calendar = !cells.iter().flatten().all(exact);
                        (Slots::Instants(cells.clone()), by_calendar)
                    }
                    Cells::Date(cells) => (Slots::Dates(cells.clone()), true),
                    _ => continue,
                };
                let key = (table.table.clone(), planned.column.name.clone());
                if by_calendar {
                    calendar.moving.insert(key.clone());
                }
                calendar.columns.insert(key, Arc::new(slots));
                moves |= by_calendar;
            }
            calendar.rows += if moves { table.rows } else { 0 };
        }
        calendar
    }

    /// Whether the day matters to a column.
    pub fn moves(&self, column: &(String, String)) -> bool {
        self.moving.contains(column)
    }

    /// Whether the day matters to a rule.
    pub fn matters_to(&self, rule: &Prepared) -> bool {
        let by_function = CALENDAR_FUNCTIONS
            .iter()
            .any(|name| rule.calls.contains(*name));
        by_function || rule.reads.iter().any(|column| self.moves(column))
    }

    /// The days to look at beside day zero.
    pub fn moments(&self, zone: &TimeZone) -> Vec<Moment> {
        let days =
            (ROWS_ON_ALL_DAYS * OTHER_DAYS.len() / self.rows.max(1)).clamp(1, OTHER_DAYS.len());
        OTHER_DAYS[..days]
            .iter()
            .filter_map(|instant| Moment::new(*instant, zone.clone()).ok())
            .collect()
    }

    /// Puts views in front of the tables that rules read dates of: `moved` gives the date of a
    /// row at the clock's moment. Nothing is loaded anew.
    pub fn make_views(
        &self,
        scratch: &Scratch,
        definitions: &[Definition],
        reads: &BTreeSet<&(String, String)>,
    ) -> rusqlite::Result<()> {
        self.add_moved(scratch)?;
        for Definition { table, .. } in definitions {
            let mut any = false;
            let columns = table.columns.iter().map(|column| {
                let (key, name) = (
                    (table.name.clone(), column.name.clone()),
                    quote(&column.name),
                );
                match self.columns.keys().position(|known| *known == key) {
                    Some(number) if reads.contains(&key) => {
                        any = true;
                        format!("moved({number}, _rowid_) as {name}")
                    }
                    _ => name,
                }
            });
            let columns: Vec<String> = columns.collect();
            if any {
                let name = quote(&table.name);
                // The number of a row, which a view does not have of itself.
                scratch.connection.execute_batch(&format!(
                    "create temp view {name} as select _rowid_ as _rowid_, {} from main.{name}",
                    columns.join(", ")
                ))?;
            }
        }
        Ok(())
    }

    /// The function behind the views, which follows the clock.
    fn add_moved(&self, scratch: &Scratch) -> rusqlite::Result<()> {
        let columns: Vec<Arc<Slots>> = self.columns.values().cloned().collect();
        let clock = scratch.clock.clone();
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        scratch
            .connection
            .create_scalar_function("moved", 2, flags, move |context| {
                let number = |index| {
                    let number = context.get::<i64>(index)?;
                    Ok::<_, rusqlite::Error>(usize::try_from(number).unwrap_or(usize::MAX))
                };
                let (column, row) = (number(0)?, number(1)?);
                let moment = clock.now();
                Ok(match &*columns[column] {
                    Slots::Instants(slots) => slots[row]
                        .and_then(|slot| moment.shift(slot).ok())
                        .map(instant_text),
                    Slots::Dates(slots) => slots[row]
                        .and_then(|slot| moment.shift_date(slot).ok())
                        .map(|date| date.to_string()),
                })
            })
    }
}

/// A moment for people.
pub(super) fn name(moment: &Moment) -> String {
    let local = moment.zone().to_datetime(moment.instant());
    format!(
        "in a session made on {}",
        local.strftime("%A %Y-%m-%d at %H:%M")
    )
}
