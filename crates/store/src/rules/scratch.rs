//! The database in memory, and the few functions that rules have beside SQLite's own.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use demo_core::{
    nearest,
    time::{self, BASE_REFERENCE, Moment, WEEKDAYS},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
    functions::FunctionFlags,
    limits::Limit,
};

use super::{SHORT_ID, definition::Definition, places};
use crate::database::instant_text;

/// One database in memory with the tables of all services.
#[derive(Debug)]
pub(super) struct Scratch {
    pub connection: Connection,
    /// The rows in it.
    pub rows: usize,
    pub clock: Clock,
    profile: String,
}

/// What functions of the database take for the session's instant. They share it, since the
/// database reads every query anew when a function is defined anew.
#[derive(Debug, Clone)]
pub(super) struct Clock(Arc<RwLock<Moment>>);

impl Clock {
    pub fn now(&self) -> RwLockReadGuard<'_, Moment> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, moment: Moment) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}

/// Queries kept ready: more than there are rules.
const STATEMENTS: usize = 256;

/// To a backup, a whole database in one step.
const ALL_PAGES: i32 = -1;

/// What no text in a rule needs to be longer than, in bytes.
const LONGEST_TEXT: i32 = 1_000_000;

/// The services' tables, for rules about rows that name one.
pub(super) const TABLES: &str = "demo_tables";

/// The function whose first argument is a table and a column.
pub(super) const PLACE: &str = "place";

/// The functions that depend on the session's local calendar.
pub(super) const CALENDAR_FUNCTIONS: [&str; 3] = ["today", "local_date", "local_time"];

impl Scratch {
    /// The tables without rows, for no profile.
    pub fn open(definitions: &[Definition], moment: Moment) -> rusqlite::Result<Self> {
        let scratch = Self::empty(moment, "")?;
        let connection = &scratch.connection;
        connection.execute_batch(&format!(
            "create table {TABLES} (service TEXT not null, name TEXT not null)"
        ))?;
        for definition in definitions {
            connection.execute_batch(&definition.sql)?;
            let (service, table) = (&definition.service, &definition.table.name);
            let sql = format!("insert into {TABLES} values (?1, ?2)");
            connection.prepare_cached(&sql)?.execute([service, table])?;
        }
        Ok(scratch)
    }

    /// A copy for another thread, at the same moment, with a clock of its own.
    pub fn twin(&self) -> rusqlite::Result<Self> {
        self.copy(self.clock.now().clone(), &self.profile)
    }

    /// The same tables with the same rows, for rules of the profile of a name, with a clock at a
    /// moment.
    pub fn copy(&self, moment: Moment, profile: &str) -> rusqlite::Result<Self> {
        let mut copy = Self::empty(moment, profile)?;
        // Both are this program's own, so that nobody holds a lock for which it would have to wait.
        let outcome = Backup::new(&self.connection, &mut copy.connection)?.step(ALL_PAGES)?;
        assert_eq!(outcome, StepResult::Done, "a copy of all pages");
        copy.rows = self.rows;
        Ok(copy)
    }

    fn empty(moment: Moment, profile: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        // References are checked over tenants and databases by others; here they would hide
        // what else is wrong with a row. `analysis_limit` keeps `analyze` cheap.
        connection.execute_batch(
            "pragma foreign_keys = off; pragma temp_store = memory; pragma analysis_limit = 200",
        )?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_TEXT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let scratch = Self {
            connection,
            rows: 0,
            clock: Clock(Arc::new(RwLock::new(moment))),
            profile: profile.to_owned(),
        };
        scratch.add_functions()?;
        Ok(scratch)
    }

    /// The names of all functions, the database's own among them.
    pub fn functions(&self) -> rusqlite::Result<Vec<String>> {
        let sql = "select distinct name from pragma_function_list order by name";
        let mut statement = self.connection.prepare(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    }

    /// Gives rules their functions:
    ///
    /// - `now()`, the session's instant, and `today()`, its local date
    /// - `local_date(instant)`, and `local_time(instant)` as `07:30`
    /// - `weekday(date)`, as `opening_hours` names it: `monday`
    /// - `minutes_between(earlier, later)`, with decimals
    /// - `cents(amount)`, a whole number, half a cent rounded away from zero
    /// - `number(value)`, a text without the zeros that no one writes, for messages
    /// - `is_time_zone(name)`, whether dates can be told in it
    /// - `lies_in_zone(latitude, longitude, name)`, whether a place may keep its time
    /// - `nearest(text, list)`, the word of a list with blanks that the text nearly is, or null
    /// - `place(column, number)`, where a column, such as `'products.price'`, stands in the row
    ///   with that `_rowid_`
    /// - `short_id()`, which stands for `${session.short_id}` in the texts of rows
    /// - `profile()`, the profile's name, for the commands of hints
    fn add_functions(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        let add = |name: &str, value: String| {
            self.connection
                .create_scalar_function(name, 0, flags, move |_| Ok(value.clone()))
        };
        add("profile", self.profile.clone())?;
        add("short_id", SHORT_ID.to_owned())?;
        let tell = |name: &str, of: fn(&Moment) -> String| {
            let clock = self.clock.clone();
            self.connection
                .create_scalar_function(name, 0, flags, move |_| Ok(of(&clock.now())))
        };
        tell("now", |moment| instant_text(moment.instant()))?;
        tell("today", |moment| moment.today().to_string())?;
        let local = |name: &str, of: fn(DateTime) -> String| {
            let clock = self.clock.clone();
            self.connection
                .create_scalar_function(name, 1, flags, move |context| {
                    let instant = instant(context.get::<Option<String>>(0)?.as_deref())?;
                    let local = instant.map(|instant| clock.now().zone().to_datetime(instant));
                    Ok(local.map(of))
                })
        };
        local("local_date", |local| local.date().to_string())?;
        local("local_time", |local| local.strftime("%H:%M").to_string())?;
        self.connection
            .create_scalar_function("weekday", 1, flags, |context| {
                let date: Option<Date> = context
                    .get::<Option<String>>(0)?
                    .and_then(|text| text.parse().ok());
                Ok(date.and_then(weekday))
            })?;
        self.connection
            .create_scalar_function("minutes_between", 2, flags, |context| {
                let earlier = instant(context.get::<Option<String>>(0)?.as_deref())?;
                let later = instant(context.get::<Option<String>>(1)?.as_deref())?;
                Ok(earlier
                    .zip(later)
                    .map(|(earlier, later)| later.duration_since(earlier).as_secs_f64() / 60.0))
            })?;
        self.connection
            .create_scalar_function("cents", 1, flags, |context| {
                Ok(context.get::<Option<f64>>(0)?.map(cents))
            })?;
        self.connection
            .create_scalar_function("number", 1, flags, |context| {
                Ok(context
                    .get::<Option<f64>>(0)?
                    .map(|value| value.to_string()))
            })?;
        self.connection
            .create_scalar_function("is_time_zone", 1, flags, |context| {
                Ok(context
                    .get::<Option<String>>(0)?
                    .map(|name| TimeZone::get(&name).is_ok()))
            })?;
        self.connection
            .create_scalar_function("lies_in_zone", 3, flags, |context| {
                let (latitude, longitude) = (context.get::<Option<f64>>(0)?, context.get(1)?);
                let place = latitude
                    .zip(longitude)
                    .zip(context.get::<Option<String>>(2)?);
                Ok(place.map(|((latitude, longitude), zone)| {
                    time::may_lie_in(latitude, longitude, &zone)
                }))
            })?;
        self.connection
            .create_scalar_function("nearest", 2, flags, |context| {
                let (text, list) = (context.get::<Option<String>>(0)?, context.get(1)?);
                let pair: Option<(String, String)> = text.zip(list);
                Ok(pair.and_then(|(text, list)| {
                    nearest::nearest(&text, list.split_whitespace()).map(str::to_owned)
                }))
            })?;
        self.connection
            .create_scalar_function(PLACE, 2, flags, |context| {
                let (column, row) = (context.get::<Option<String>>(0)?, context.get(1)?);
                let place: Option<(String, i64)> = column.zip(row);
                Ok(place.map(|(column, row)| places::mark(&column, row)))
            })
    }
}

fn weekday(date: Date) -> Option<&'static str> {
    let number = date.weekday().to_monday_zero_offset();
    WEEKDAYS.get(usize::try_from(number).ok()?).copied()
}

fn instant(text: Option<&str>) -> rusqlite::Result<Option<Timestamp>> {
    text.map(|text| {
        text.parse().map_err(|_| {
            let message = format!("`{text}` is not an instant such as those of a TIMESTAMPTZ");
            rusqlite::Error::UserFunctionError(message.into())
        })
    })
    .transpose()
}

/// Amounts have at most seven decimals (a quantity's three times a price's four). Rounded to
/// these first, an amount loses what binary fractions added to it: 1.005 is 1.00499… else.
#[expect(
    clippy::cast_possible_truncation,
    reason = "NUMERIC(12,2) holds fewer digits than 64 bits do"
)]
fn cents(amount: f64) -> i64 {
    let exact = (amount * 1e7).round();
    (exact / 1e5).round() as i64
}

/// The moment that seed data is written at: no date moves.
pub(super) fn day_zero(zone: &TimeZone) -> Moment {
    Moment::new(BASE_REFERENCE, zone.clone()).expect("day zero lies within the calendar")
}

#[cfg(test)]
mod tests {
    use super::cents;

    #[test]
    fn half_a_cent_is_rounded_away_from_zero() {
        for (amount, expected) in [
            (1.005, 101),
            (2.675, 268),
            (-1.005, -101),
            (0.1 + 0.2, 30),
            (71.40 * 0.04, 286),
            (9_999_999.994_9, 999_999_999),
        ] {
            assert_eq!(cents(amount), expected, "{amount}");
        }
    }
}
