//! JSON columns: compact text, with slots for the ids, instants and session values in it.

use std::{borrow::Cow, fmt::Write as _};

use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use super::{
    cell::{self, CellError, Reading, error},
    template::{Part, SessionValues, Variable, split},
};
use crate::{
    id::Key,
    seed::Value as Written,
    service::JsonPaths,
    time::{DatePolicy, InstantSlot, Moment, OutOfRange},
};

/// A JSON value ready to be rendered: each slot with the text before it, then what is left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JsonTemplate {
    slots: Vec<(String, Slot)>,
    last: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Slot {
    Id(Uuid),
    Instant(InstantSlot),
    Variable(Variable),
}

/// A value inside JSON that a declared path reaches and that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// Where, such as `lines[0].product_id`.
    pub path: String,
    /// The value's text.
    pub text: String,
    /// What is wrong with it.
    pub message: String,
    /// What to write, where it stands at a declared path.
    pub hint: Option<String>,
}

/// Where ids and instants stand in a column of JSON.
fn paths_hint(paths: &JsonPaths) -> String {
    let paths = [("ids", &paths.ids), ("instants", &paths.instants)];
    let known: Vec<String> = (paths.iter())
        .filter(|(_, paths)| !paths.is_empty())
        .map(|(what, paths)| format!("{what} stand at `{}`", paths.join("`, `")))
        .collect();
    if known.is_empty() {
        "ids and instants do not stand in this column: write another text".to_owned()
    } else {
        format!("is a name on the way misspelt? Here {}", known.join(", "))
    }
}

/// Reads a value of a JSON column.
pub(super) fn read(value: &Written, reading: &Reading) -> Result<JsonTemplate, CellError> {
    let parsed = match value {
        Written::Json(raw) | Written::Number(raw) => {
            serde_json::from_str(raw).map_err(|wrong| {
                error(
                    "shape/wrong-type",
                    format!("`{}` holds no JSON: {wrong}", reading.column.name),
                    "mend it",
                )
            })?
        }
        Written::String(text) => Value::String((*text).to_owned()),
        Written::Boolean(truth) => Value::Bool(*truth),
        Written::Null => Value::Null,
    };
    JsonTemplate::new(&parsed, reading.paths, reading.kept, reading.zone).map_err(|wrong| {
        let point = if wrong.path.is_empty() { "" } else { "." };
        let place = format!("{}{point}{}", reading.column.name, wrong.path);
        // What an instant's text is not, its own message begins with.
        let message = if wrong.message.starts_with('`') {
            format!("{}, at {place}", wrong.message)
        } else {
            format!("`{}` at {place}: {}", wrong.text, wrong.message)
        };
        let hint = wrong.hint.clone();
        let hint = hint.unwrap_or_else(|| paths_hint(reading.paths));
        let inside = match value {
            Written::Json(raw) => raw.find(&wrong.text).unwrap_or(0),
            _ => 0,
        };
        CellError {
            inside,
            ..error("shape/json-path", message, hint)
        }
    })
}

struct Builder<'a> {
    template: JsonTemplate,
    paths: &'a JsonPaths,
    kept: &'a [Uuid],
    zone: &'a TimeZone,
}

impl JsonTemplate {
    /// Finds the slots of a value.
    ///
    /// # Errors
    ///
    /// [`PathError`] at the first value under a declared path that is neither null nor what
    /// the path says, and at an unknown session value.
    pub fn new(
        value: &Value,
        paths: &JsonPaths,
        kept: &[Uuid],
        zone: &TimeZone,
    ) -> Result<Self, PathError> {
        let mut builder = Builder {
            template: Self::default(),
            paths,
            kept,
            zone,
        };
        builder.root(value)?;
        builder.value(value, &mut String::new(), &mut String::new())?;
        Ok(builder.template)
    }

    /// Its text, where nothing in it depends on the session.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        self.slots.is_empty().then_some(&self.last)
    }

    /// The JSON text between the slots.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        let before = self.slots.iter().map(|(text, _)| text.as_str());
        before.chain([self.last.as_str()])
    }

    /// The ids at declared paths, but for those that are kept as they are.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.slots.iter().filter_map(|(_, slot)| match slot {
            Slot::Id(id) => Some(*id),
            _ => None,
        })
    }

    /// The instants at declared paths.
    pub fn instants(&self) -> impl Iterator<Item = InstantSlot> {
        self.slots.iter().filter_map(|(_, slot)| match slot {
            Slot::Instant(slot) => Some(*slot),
            _ => None,
        })
    }

    /// Compact JSON for one session.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when an instant leaves the calendar.
    pub fn render(
        &self,
        key: Key,
        moment: &Moment,
        session: &SessionValues,
    ) -> Result<Cow<'_, str>, OutOfRange> {
        if self.slots.is_empty() {
            return Ok(Cow::Borrowed(&self.last));
        }
        let mut text = String::new();
        for (literal, slot) in &self.slots {
            text.push_str(literal);
            match slot {
                Slot::Id(base) => write!(text, "\"{}\"", key.apply(*base)),
                Slot::Instant(slot) => write!(text, "\"{:.6}\"", moment.shift(*slot)?),
                Slot::Variable(variable) => {
                    text.push_str(inner(&quote(session.get(*variable))));
                    Ok(())
                }
            }
            .expect("writing to a string does not fail");
        }
        text.push_str(&self.last);
        Ok(Cow::Owned(text))
    }
}

impl Builder<'_> {
    /// Where paths are declared, there is something for them to lead into.
    fn root(&self, value: &Value) -> Result<(), PathError> {
        let mut paths = self.paths.ids.iter().chain(&self.paths.instants);
        let fits = match value {
            Value::Null => true,
            Value::Object(_) => paths.all(|path| !path.starts_with('[')),
            Value::Array(_) => paths.all(|path| path.starts_with('[')),
            _ => paths.next().is_none(),
        };
        if fits {
            return Ok(());
        }
        Err(PathError {
            path: String::new(),
            text: value.to_string(),
            message: "ids and instants do not stand at its places".to_owned(),
            hint: None,
        })
    }

    /// `place` is the path with indices, for errors; `pattern` the same with `[*]`.
    fn value(
        &mut self,
        value: &Value,
        place: &mut String,
        pattern: &mut String,
    ) -> Result<(), PathError> {
        match value {
            Value::Array(items) => {
                self.template.last.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.template.last.push(',');
                    }
                    self.step(item, (place, &format!("[{index}]")), (pattern, "[*]"))?;
                }
                self.template.last.push(']');
            }
            Value::Object(entries) => {
                self.template.last.push('{');
                for (index, (name, item)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.template.last.push(',');
                    }
                    self.template.last.push_str(&quote(name));
                    self.template.last.push(':');
                    let step = if place.is_empty() {
                        name.clone()
                    } else {
                        format!(".{name}")
                    };
                    self.step(item, (place, &step), (pattern, &step))?;
                }
                self.template.last.push('}');
            }
            Value::String(text) => self.string(text, place, pattern)?,
            other => {
                if !other.is_null() && self.declared(pattern) {
                    let message =
                        "neither an id nor an instant, one of which stands here".to_owned();
                    return Err(PathError {
                        path: place.clone(),
                        text: other.to_string(),
                        message,
                        hint: None,
                    });
                }
                self.template.last.push_str(&other.to_string());
            }
        }
        Ok(())
    }

    fn step(
        &mut self,
        item: &Value,
        (place, step): (&mut String, &str),
        (pattern, general): (&mut String, &str),
    ) -> Result<(), PathError> {
        let lengths = (place.len(), pattern.len());
        place.push_str(step);
        pattern.push_str(general);
        self.value(item, place, pattern)?;
        place.truncate(lengths.0);
        pattern.truncate(lengths.1);
        Ok(())
    }

    fn declared(&self, pattern: &String) -> bool {
        self.paths.ids.contains(pattern) || self.paths.instants.contains(pattern)
    }

    fn string(&mut self, text: &str, place: &str, pattern: &String) -> Result<(), PathError> {
        let fail = |message: String| PathError {
            path: place.to_owned(),
            text: text.to_owned(),
            message,
            hint: None,
        };
        let fail_at = |message: &str, hint: String| PathError {
            hint: Some(hint),
            ..fail(message.to_owned())
        };
        if self.paths.ids.contains(pattern) {
            let id: Uuid = text.parse().map_err(|_| {
                let hint = cell::uuid(text).err().map(|error| error.hint);
                fail_at("not a UUID", hint.unwrap_or_default())
            })?;
            if self.kept.contains(&id) {
                self.template.last.push_str(&quote(text));
            } else {
                self.slot(Slot::Id(id));
            }
        } else if self.paths.instants.contains(pattern) {
            let slot = cell::instant(text, DatePolicy::Exact, self.zone)
                .map_err(|error| fail_at(&error.message, error.hint))?;
            self.slot(Slot::Instant(slot));
        } else if text.starts_with("BASE_TS") {
            return Err(fail(
                "no instant is known to stand here, so it would stay a text".to_owned(),
            ));
        } else {
            let parts = split(text)
                .map_err(|error| fail(format!("unknown session value ({})", error.hint)))?;
            self.template.last.push('"');
            for part in parts {
                match part {
                    Part::Literal(text) => self.template.last.push_str(inner(&quote(text))),
                    Part::Variable(variable) => self.slot(Slot::Variable(variable)),
                }
            }
            self.template.last.push('"');
        }
        Ok(())
    }

    fn slot(&mut self, slot: Slot) {
        let literal = std::mem::take(&mut self.template.last);
        self.template.slots.push((literal, slot));
    }
}

fn quote(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn inner(quoted: &str) -> &str {
    &quoted[1..quoted.len() - 1]
}
