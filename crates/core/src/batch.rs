//! A [`Plan`] for one tenant and one instant.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    id::Key,
    plan::{Cells, JsonTemplate, Plan, SessionValues, TextTemplate},
    time::{DateSlot, InstantSlot, Moment, OutOfRange},
};

/// A plan with what fills its slots. Rendering is pure: the same batch gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// What is loaded.
    pub plan: &'a Plan,
    /// Transforms ids.
    pub key: Key,
    /// Moves dates.
    pub moment: &'a Moment,
    /// Stands in for `${session…}`.
    pub session: &'a SessionValues,
}

/// A value as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// An id.
    Uuid(Uuid),
    /// An instant, to the microsecond.
    Instant(Timestamp),
    /// A date.
    Date(Date),
    /// A text; also the text of a type that only the database knows.
    Text(String),
    /// JSON, compact.
    Json(String),
    /// A whole number.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
    /// An exact decimal at its declared scale.
    Numeric(String),
    /// A floating-point number.
    Float(f64),
}

impl Batch<'_> {
    /// The id of a tenant of the plan.
    #[must_use]
    pub fn tenant(&self, base: Uuid) -> Uuid {
        self.key.tenant_of(base)
    }

    /// An id, transformed unless it is kept.
    #[must_use]
    pub fn id(&self, (base, transformed): (Uuid, bool)) -> Uuid {
        if transformed {
            self.key.apply(base)
        } else {
            base
        }
    }

    /// An instant, moved.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when it leaves the calendar.
    pub fn instant(&self, slot: InstantSlot) -> Result<Timestamp, OutOfRange> {
        self.moment.shift(slot)
    }

    /// A date, moved.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when it leaves the calendar.
    pub fn date(&self, slot: DateSlot) -> Result<Date, OutOfRange> {
        self.moment.shift_date(slot)
    }

    /// A text with its session values.
    #[must_use]
    pub fn text<'t>(&self, template: &'t TextTemplate) -> std::borrow::Cow<'t, str> {
        template.render(self.session)
    }

    /// JSON with its ids, instants and session values.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when an instant in it leaves the calendar.
    pub fn json<'t>(
        &self,
        template: &'t JsonTemplate,
    ) -> Result<std::borrow::Cow<'t, str>, OutOfRange> {
        template.render(self.key, self.moment, self.session)
    }

    /// The value of one cell.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when a date leaves the calendar.
    ///
    /// # Panics
    ///
    /// When `row` is not below the table's number of rows.
    pub fn value(&self, cells: &Cells, row: usize) -> Result<Value, OutOfRange> {
        let value = match cells {
            Cells::Tenant(cells) => cells[row].map(|base| Value::Uuid(self.tenant(base))),
            Cells::Id(cells) => cells[row].map(|id| Value::Uuid(self.id(id))),
            Cells::Instant(cells) => cells[row]
                .map(|slot| self.instant(slot))
                .transpose()?
                .map(Value::Instant),
            Cells::Date(cells) => cells[row]
                .map(|slot| self.date(slot))
                .transpose()?
                .map(Value::Date),
            Cells::Text(cells) => cells[row]
                .as_ref()
                .map(|text| Value::Text(self.text(text).into_owned())),
            Cells::Json(cells) => {
                let json = cells[row]
                    .as_ref()
                    .map(|json| self.json(json))
                    .transpose()?;
                json.map(|json| Value::Json(json.into_owned()))
            }
            Cells::Integer(cells) => cells[row].map(Value::Integer),
            Cells::Boolean(cells) => cells[row].map(Value::Boolean),
            Cells::Numeric(cells) => cells[row].clone().map(Value::Numeric),
            Cells::Float(cells) => cells[row].map(Value::Float),
            Cells::Other(cells) => cells[row].clone().map(Value::Text),
        };
        Ok(value.unwrap_or(Value::Null))
    }
}
