//! Tables as a database's own catalogue reports them; the column's type decides what
//! happens to its values.

use serde::{Deserialize, Serialize};

/// A column's type, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// `UUID`: transformed.
    Uuid,
    /// `TIMESTAMPTZ`: shifted.
    Instant,
    /// `DATE`: shifted.
    Date,
    /// `TEXT`, `VARCHAR(n)`: session values may stand in it.
    Text,
    /// `SMALLINT`, `INTEGER`, `BIGINT`.
    Integer,
    /// `BOOLEAN`.
    Boolean,
    /// `NUMERIC(precision, scale)`; the scale, where one is declared.
    Numeric(Option<u8>),
    /// `REAL`, `DOUBLE PRECISION`.
    Float,
    /// `JSON`, `JSONB`.
    Json,
    /// Any other, which no migration may name: copied as text and typed by the database.
    Other,
}

/// What a row gets in a column that it does not list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Default {
    /// NULL.
    None,
    /// A constant, as its text: `active`, `0`, `true`.
    Constant(String),
    /// An expression that only the database can compute.
    Expression(String),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// The declared type, in PostgreSQL's canonical spelling, such as `numeric(12,2)`.
    pub declared: String,
    /// Whether NULL may stand in it.
    pub nullable: bool,
    /// Its default.
    pub default: Default,
}

/// Why a decimal does not fit its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// It is no plain decimal such as `12.50`.
    Syntax,
    /// It has more decimals than these.
    Scale(usize),
    /// It has more digits before the point than these.
    Range(usize),
}

impl Column {
    /// A plain decimal's text at the declared scale; digits beyond it would be lost, so they
    /// are refused.
    ///
    /// # Errors
    ///
    /// [`DecimalError`], which says what the column takes.
    pub fn decimal(&self, text: &str) -> Result<String, DecimalError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(DecimalError::Syntax);
        }
        let Type::Numeric(Some(scale)) = self.kind else {
            return Ok(text.to_owned());
        };
        let scale = usize::from(scale);
        if fraction.trim_end_matches('0').len() > scale {
            return Err(DecimalError::Scale(scale));
        }
        let precision = self.argument("numeric").unwrap_or(1000);
        let most = precision.saturating_sub(scale);
        if whole.trim_start_matches('0').len() > most {
            return Err(DecimalError::Range(most));
        }
        let sign = if text.starts_with('-') { "-" } else { "" };
        let point = if scale == 0 { "" } else { "." };
        Ok(format!("{sign}{whole}{point}{fraction:0<scale$.scale$}"))
    }

    /// Whether a whole number is in the range of the declared type.
    #[must_use]
    pub fn holds_integer(&self, number: i64) -> bool {
        match self.declared.as_str() {
            "smallint" => i16::try_from(number).is_ok(),
            "integer" => i32::try_from(number).is_ok(),
            _ => true,
        }
    }

    /// The most characters of a text, where the type says.
    #[must_use]
    pub fn max_characters(&self) -> Option<usize> {
        self.argument("character varying")
    }

    /// The first number in the declared type's parentheses.
    fn argument(&self, base: &str) -> Option<usize> {
        let arguments = self.declared.strip_prefix(base)?.strip_prefix('(')?;
        arguments.split([',', ')']).next()?.parse().ok()
    }
}

/// A foreign key inside one database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The columns here, `tenant_id` first.
    pub columns: Vec<String>,
    /// The table that they point at.
    pub table: String,
    /// The columns there.
    pub references: Vec<String>,
}

/// A tenant table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name, unique over all services.
    pub name: String,
    /// In the order of the catalogue.
    pub columns: Vec<Column>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// Each unique constraint's columns, sorted.
    pub unique: Vec<Vec<String>>,
    /// Sorted.
    pub foreign_keys: Vec<ForeignKey>,
}

impl Table {
    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column that tells a tenant's rows apart: `id`, or `tenant_id` where the key is
    /// that alone.
    #[must_use]
    pub fn row_key(&self) -> &str {
        if self.column("id").is_some() {
            "id"
        } else {
            "tenant_id"
        }
    }
}

/// The tables in an order in which each comes after those that its foreign keys point at.
/// Tables in a circle come last, as given.
#[must_use]
pub fn parents_first(tables: &[Table]) -> Vec<&Table> {
    let mut ordered: Vec<&Table> = Vec::with_capacity(tables.len());
    let mut waiting: Vec<&Table> = tables.iter().collect();
    while !waiting.is_empty() {
        let (ready, blocked): (Vec<_>, Vec<_>) = waiting.iter().partition(|table| {
            table.foreign_keys.iter().all(|key| {
                key.table == table.name || !waiting.iter().any(|other| other.name == key.table)
            })
        });
        if ready.is_empty() {
            ordered.extend(blocked);
            break;
        }
        ordered.extend(ready);
        waiting = blocked;
    }
    ordered
}
