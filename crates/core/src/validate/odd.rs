//! Of two rows with one unique key, which is likelier wrong, and in which column.

use std::{cmp::Ordering, collections::BTreeSet};

use uuid::Uuid;

use super::{
    references,
    unique::values,
    view::{View, Views},
};
use crate::{Batch, batch::Value, plan::Cells};

/// The columns of a unique constraint, beside the tenant's.
pub(super) struct Key<'k, 'a> {
    pub views: &'k Views<'a>,
    pub view: &'k View<'a>,
    pub columns: &'k [String],
    /// Those of the columns.
    pub cells: &'k [&'k Cells],
    pub batch: &'k Batch<'k>,
    /// Whether to look through all rows: whoever has very many such faults mends them by one cause.
    pub thorough: bool,
}

/// What speaks against a row.
pub(super) enum Odd<'k> {
    /// Of these rows, which this column may name, there is none; or, where it is false, none with the
    /// same other columns.
    Missing(&'k str, Vec<String>, bool),
    /// The order of the dates around it.
    Date,
    /// Its neighbours' parent, by the row of one of them.
    Parent(usize),
    /// The numbers of its parent's rows, of which this one lacks.
    Number(i64),
}

/// Among so many rows before and behind it a row has a neighbour of its series.
const NEAR: usize = 50;

/// As many as somebody chooses from.
fn few(ids: Vec<Uuid>) -> Option<Vec<Uuid>> {
    (1..=3).contains(&ids.len()).then_some(ids)
}

impl<'k> Key<'k, '_> {
    /// The sound one of two rows, the other, and what speaks against that one.
    pub fn odd_one(&self, (first, row): (usize, usize)) -> (usize, usize, Option<Odd<'k>>) {
        let by = |against: &dyn Fn(usize) -> Option<Odd<'k>>| match (against(first), against(row)) {
            (Some(odd), None) => Some((row, first, odd)),
            (None, Some(odd)) => Some((first, row, odd)),
            _ => None,
        };
        let date = |row| self.is_out_of_order(row).then_some(Odd::Date);
        let neighbour = |row| self.strange_neighbour(row).map(Odd::Parent);
        let number = |row| self.torn_from(row).map(Odd::Parent);
        let found = self
            .missing((first, row))
            .or_else(|| by(&date))
            .or_else(|| by(&neighbour))
            .or_else(|| by(&number))
            .or_else(|| self.lacks((first, row)));
        found.map_or((first, row, None), |(first, row, odd)| {
            (first, row, Some(odd))
        })
    }

    /// The column to point at, and what to ask.
    pub fn ask(&self, row: usize, odd: &Odd<'k>) -> (&'k str, String) {
        match odd {
            Odd::Missing(column, rows, at_all) => {
                let others = self.columns.iter().filter(|other| other != column);
                let others: Vec<String> = others.map(|other| format!("`{other}`")).collect();
                let lack = match (at_all, rows.len() > 1) {
                    (true, false) => "Of that there is none".to_owned(),
                    (true, true) => "Of those there is none".to_owned(),
                    (false, _) => format!("Of that none has the same {}", others.join(", ")),
                };
                let rows = rows.join(" or ");
                let hint =
                    format!("is this one of {rows}? {lack}. If not, change one of the two rows");
                (*column, hint)
            }
            Odd::Date => (
                self.last(row),
                "this one stands out of the order of the others: is its date wrong?".to_owned(),
            ),
            Odd::Parent(neighbour) => {
                let column = self.columns[0].as_str();
                let (_, neighbour) = self.view.written(*neighbour);
                let parent = neighbour.text(column).unwrap_or("another");
                let hint =
                    format!("the rows beside it are of {parent}: is this \"{column}\" wrong?");
                (column, hint)
            }
            Odd::Number(number) => (
                self.last(row),
                format!("of these rows none has the number {number}: is it this one's?"),
            ),
        }
    }

    /// The last column that a row writes. It tells rows of one parent apart: a line's number, a stop's place.
    pub fn last(&self, row: usize) -> &'k str {
        let (_, written) = self.view.written(row);
        let mut last = self.columns.iter().rev();
        let last = last.find(|name| written.get(name).is_some());
        last.map_or("id", String::as_str)
    }

    fn values(&self, row: usize) -> Option<Vec<Value>> {
        values(self.cells, row, self.batch)
    }

    /// The rows of another table that a column might name and no row does, or the one that none does
    /// which has all else of the key: as a user without a role, or a product without a forecast for that day.
    fn missing(&self, (first, row): (usize, usize)) -> Option<(usize, usize, Odd<'k>)> {
        let tenant = self.view.tenant(row);
        let is_number = |name: &String| matches!(self.view.cells(name), Some(Cells::Integer(_)));
        // Numbers count from 1 below each parent, and say nothing of other parents.
        if !self.thorough || self.columns.iter().any(is_number) {
            return None;
        }
        let key = self.values(row)?;
        let own = || (0..self.view.row_count()).filter(|other| self.view.tenant(*other) == tenant);
        // What no row names at all speaks louder than what none beside these does.
        let columns = || self.columns.iter().enumerate();
        let id_of = |column: &str, row: usize| match self.view.cells(column) {
            Some(Cells::Id(cells)) => cells[row].map(|(id, _)| id),
            _ => None,
        };
        let named = |column: &str| -> BTreeSet<Uuid> {
            own().filter_map(|row| id_of(column, row)).collect()
        };
        let target = |column: &str| references::target(self.views, self.view, column);
        let never = |(_, column): (usize, &'k String)| {
            let (target, named) = (target(column)?, named(column));
            let is_own = |row: u32| target.tenant(row as usize) == tenant;
            let lacking = target.ids().iter();
            let lacking = lacking.filter(|(id, row)| is_own(*row) && !named.contains(id));
            let mut lacking: Vec<Uuid> = lacking.map(|(id, _)| *id).collect();
            // Of several, the one that the rows around this one leave out.
            if lacking.len() > 1 {
                let (before, next) = (row.checked_sub(1)?, self.next(row)?);
                let around = (id_of(column, before)?, id_of(column, next)?);
                lacking.retain(|id| around.0 < *id && *id < around.1);
            }
            few(lacking).map(|ids| (column, ids))
        };
        let beside = |(place, column): (usize, &'k String)| {
            let is_beside = |row: &usize| {
                self.values(*row).is_some_and(|other| {
                    let mut pairs = key.iter().zip(&other).enumerate();
                    pairs.all(|(number, (a, b))| number == place || a == b)
                })
            };
            let target = target(column)?;
            let beside = own().filter(is_beside);
            let beside: BTreeSet<Uuid> = beside.filter_map(|row| id_of(column, row)).collect();
            let named = named(column);
            let lacking = named.difference(&beside).copied();
            let lacking: Vec<Uuid> = lacking
                .filter(|id| target.rows_of(*id).next().is_some())
                .collect();
            (lacking.len() == 1).then_some((column, lacking))
        };
        let of_none = columns().find_map(never);
        let at_all = of_none.is_some();
        let (column, ids) = of_none.or_else(|| columns().find_map(beside))?;
        let target = target(column)?;
        let shown = ids.iter().map(|id| {
            let label = target
                .rows_of(*id)
                .next()
                .map(|row| target.in_brackets(row));
            format!("`{id}`{}", label.unwrap_or_default())
        });
        let odd = Odd::Missing(column, shown.collect(), at_all);
        // Rows are written in the order of what they name.
        Some(if id_of(column, row)? < *ids.first()? {
            (first, row, odd)
        } else {
            (row, first, odd)
        })
    }

    /// A neighbour of a row that lies among children of another parent; the key begins with the parent.
    fn strange_neighbour(&self, row: usize) -> Option<usize> {
        let own = self.parent_of(row)?;
        let beside = [row.checked_sub(1), self.next(row)];
        let mut beside = beside.into_iter().flatten();
        // The first and the last row have one.
        let neighbour = beside.next()?;
        let is_strange = |row| self.is_of_another(row, own);
        (is_strange(neighbour) && beside.all(is_strange)).then_some(neighbour)
    }

    /// The row on one side, where it is another parent's, of a row whose number is out of order with
    /// that of its own parent's on the other side.
    fn torn_from(&self, row: usize) -> Option<usize> {
        let own = self.parent_of(row)?;
        let number = self.number(row)?;
        let (before, next) = (row.checked_sub(1)?, self.next(row)?);
        let is_out = |other: usize, order: Ordering| {
            let sorted = self.number(other).map(|other| other.cmp(&number));
            self.parent_of(other) == Some(own) && sorted == Some(order)
        };
        let sides = [
            (next, Ordering::Less, before),
            (before, Ordering::Greater, next),
        ];
        let mut sides = sides.into_iter();
        let torn = sides.find(|(other, order, neighbour)| {
            is_out(*other, *order) && self.is_of_another(*neighbour, own)
        });
        torn.map(|(_, _, neighbour)| neighbour)
    }

    /// The number with which the key ends.
    fn number(&self, row: usize) -> Option<i64> {
        match self.values(row)?.pop()? {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// Of numbers that count from 1 below a parent the one that no row has, and the row that stands where
    /// another number should.
    fn lacks(&self, (first, row): (usize, usize)) -> Option<(usize, usize, Odd<'k>)> {
        let number = |values: &[Value]| match values.last() {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let (own, tenant) = (self.values(row)?, self.view.tenant(row));
        number(&own)?;
        if !self.thorough {
            return None;
        }
        let mut numbers = Vec::new();
        let mut astray = Vec::new();
        for other in (0..self.view.row_count()).filter(|other| self.view.tenant(*other) == tenant) {
            let Some(values) = self.values(other) else {
                continue;
            };
            if values[..values.len() - 1] != own[..own.len() - 1] {
                continue;
            }
            numbers.push(number(&values)?);
            if [first, row].contains(&other)
                && i64::try_from(numbers.len()).ok()? != number(&values)?
            {
                astray.push(other);
            }
        }
        let there: BTreeSet<i64> = numbers.iter().copied().collect();
        let last = i64::try_from(numbers.len()).ok()?;
        let mut lacking = (1..=last).filter(|number| !there.contains(number));
        match (&astray[..], lacking.next(), lacking.next()) {
            (&[odd], Some(number), None) => {
                let sound = if odd == row { first } else { row };
                Some((sound, odd, Odd::Number(number)))
            }
            _ => None,
        }
    }

    fn next(&self, row: usize) -> Option<usize> {
        Some(row + 1).filter(|next| *next < self.view.row_count())
    }

    /// The row that the key's first column names, with the tenant.
    fn parent_of(&self, row: usize) -> Option<(Uuid, Uuid)> {
        let [column, _, ..] = self.columns else {
            return None;
        };
        let Some(Cells::Id(cells)) = self.view.cells(column) else {
            return None;
        };
        Some((self.view.tenant(row), cells[row]?.0))
    }

    fn is_of_another(&self, row: usize, own: (Uuid, Uuid)) -> bool {
        let parent = self.parent_of(row);
        parent.is_some_and(|parent| parent.0 == own.0 && parent != own)
    }

    /// Whether a row whose key ends with a date is written before an earlier or behind a later one of
    /// its series.
    fn is_out_of_order(&self, row: usize) -> bool {
        let Some(own) = self.values(row) else {
            return false;
        };
        let Some((Value::Date(date), series)) = own.split_last() else {
            return false;
        };
        let date_of = |other: usize| {
            let values = self.values(other)?;
            match values.split_last()? {
                (Value::Date(date), same) if same == series => Some(*date),
                _ => None,
            }
        };
        let is_own = |other: &usize| self.view.tenant(*other) == self.view.tenant(row);
        let mut before = (0..row).rev().take(NEAR).filter(is_own);
        let mut behind = (row + 1..self.view.row_count()).take(NEAR).filter(is_own);
        before.find_map(date_of).is_some_and(|other| other > *date)
            || behind.find_map(date_of).is_some_and(|other| other < *date)
    }
}
