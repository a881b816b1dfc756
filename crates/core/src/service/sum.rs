//! A number of a row that others add up to, to the cent.

use std::{fmt, str::FromStr};

use serde::Deserialize;

/// Written `total = subtotal + vat_total`, `line_total = quantity * unit_price`, or
/// `subtotal = sum(customer_order_lines.line_total)`, of the rows that belong to this one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Sum {
    /// The column that holds what comes out.
    pub total: String,
    /// What it comes from.
    pub parts: Parts,
}

/// What a sum is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// Columns of the same row, added.
    Added(Vec<String>),
    /// Columns of the same row, multiplied.
    Multiplied(String, String),
    /// A column of the rows that belong to this one.
    Rows {
        /// Their table, which has a foreign key to this one.
        table: String,
        /// The column that is added up.
        column: String,
    },
}

/// In a cent.
const MILLIONTHS: i128 = 10_000;

/// A decimal text in millionths; none where it is no decimal, or has more than six decimals.
#[must_use]
pub fn millionths(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = !whole.is_empty() && fraction.len() <= 6 && whole.len() <= 15;
    let all = format!("{whole}{fraction:0<6}");
    if !is_plain || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i128 = all.parse().ok()?;
    Some(if negative { -number } else { number })
}

impl Sum {
    /// What the parts within a row come to, in cents, half a cent rounded away from zero; none for
    /// parts of other rows, and where a value is missing.
    pub fn cents(&self, value: impl Fn(&str) -> Option<i128>) -> Option<i128> {
        match &self.parts {
            Parts::Added(columns) => {
                let values: Option<Vec<i128>> = columns.iter().map(|one| value(one)).collect();
                Some(cents(values?.into_iter().sum()))
            }
            Parts::Multiplied(one, other) => {
                let product = value(one)?.checked_mul(value(other)?)?;
                // The product of millionths is in millionths of those.
                Some(rounded(product, MILLIONTHS * 1_000_000))
            }
            Parts::Rows { .. } => None,
        }
    }

    /// The columns of the same row that it speaks of, the total first.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let parts: Vec<&String> = match &self.parts {
            Parts::Added(columns) => columns.iter().collect(),
            Parts::Multiplied(one, other) => vec![one, other],
            Parts::Rows { .. } => Vec::new(),
        };
        std::iter::once(&self.total).chain(parts)
    }
}

/// Millionths as cents.
#[must_use]
pub fn cents(millionths: i128) -> i128 {
    rounded(millionths, MILLIONTHS)
}

fn rounded(value: i128, unit: i128) -> i128 {
    (value.abs() + unit / 2) / unit * value.signum()
}

impl FromStr for Sum {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a sum: write it like `total = subtotal + vat_total`, \
                 `line_total = quantity * unit_price` or `subtotal = sum(order_lines.line_total)`"
            )
        };
        let is_name = |name: &str| {
            let mut bytes = name.bytes();
            !name.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let names = |text: &str, sign: char| -> Option<Vec<String>> {
            let names = text.split(sign).map(str::trim);
            names
                .map(|name| is_name(name).then(|| name.to_owned()))
                .collect()
        };
        let (total, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (total, rest) = (total.trim(), rest.trim());
        let of_rows = rest
            .strip_prefix("sum(")
            .and_then(|rest| rest.strip_suffix(')'));
        let parts = if let Some(of_rows) = of_rows {
            match names(of_rows, '.').as_deref() {
                Some([table, column]) => Some(Parts::Rows {
                    table: table.clone(),
                    column: column.clone(),
                }),
                _ => None,
            }
        } else if rest.contains('*') {
            match names(rest, '*').as_deref() {
                Some([one, other]) => Some(Parts::Multiplied(one.clone(), other.clone())),
                _ => None,
            }
        } else {
            names(rest, '+')
                .filter(|names| names.len() > 1)
                .map(Parts::Added)
        };
        let parts = parts.filter(|_| is_name(total)).ok_or_else(wrong)?;
        Ok(Self {
            total: total.to_owned(),
            parts,
        })
    }
}

impl TryFrom<String> for Sum {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parts {
            Parts::Added(columns) => write!(f, "{} = {}", self.total, columns.join(" + ")),
            Parts::Multiplied(one, other) => write!(f, "{} = {one} * {other}", self.total),
            Parts::Rows { table, column } => write!(f, "{} = sum({table}.{column})", self.total),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sum_is_refused_with_an_example() {
        for good in [
            "total = subtotal + vat_total",
            "line_total = quantity * unit_price",
            "subtotal = sum(order_lines.line_total)",
        ] {
            let sum: Sum = good.parse().expect("a sum");
            assert_eq!(sum.to_string(), good);
        }
        for bad in [
            "",
            "total",
            "total = subtotal",
            "a = b * c * d",
            "a = sum(b)",
            "= b + c",
        ] {
            let error = bad.parse::<Sum>().expect_err("no sum");
            assert!(
                error.starts_with(&format!("`{bad}` is not a sum: write it like ")),
                "{error}"
            );
        }
    }

    #[test]
    fn sums_are_exact_and_rounded_to_the_cent() {
        let of = |values: &'static [(&'static str, &'static str)]| {
            move |name: &str| {
                let found = values.iter().find(|(column, _)| *column == name);
                found.and_then(|(_, text)| millionths(text))
            }
        };
        let added: Sum = "t = a + b".parse().expect("a sum");
        assert_eq!(
            added.cents(of(&[("a", "54.20"), ("b", "2.17")])),
            Some(5637)
        );
        assert_eq!(added.cents(of(&[("a", "54.20")])), None);
        let product: Sum = "t = a * b".parse().expect("a sum");
        // Half a cent, which binary fractions lose.
        assert_eq!(product.cents(of(&[("a", "1.005"), ("b", "1")])), Some(101));
        assert_eq!(
            product.cents(of(&[("a", "-1.005"), ("b", "1")])),
            Some(-101)
        );
        assert_eq!(
            product.cents(of(&[("a", "12.500"), ("b", "0.5200")])),
            Some(650)
        );
        for text in ["", "1,5", "1.2345678", "1e3", "--1", "."] {
            assert_eq!(millionths(text), None, "{text}");
        }
    }
}
