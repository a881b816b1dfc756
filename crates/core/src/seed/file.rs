//! One file's text to tables and rows. `serde_json` hands out slices of the text itself, and
//! where a slice begins is its value's place.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    SeedFile, SeedTable, json,
    limits::{LARGEST_FILE, MOST_COLUMNS, MOST_FINDINGS, about_file, too_large},
    row::{CellPlace, RowPlace},
    syntax,
};
use crate::Finding;

/// The bytes of a file as a text.
pub(super) fn utf8(path: &str, bytes: Vec<u8>, findings: &mut Vec<Finding>) -> Option<String> {
    let size = bytes.len() as u64;
    if size > LARGEST_FILE {
        findings.push(too_large(path, size));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.starts_with('\u{feff}') => Some(text),
        Ok(_) => {
            let message = "the file begins with a byte order mark".to_owned();
            let hint = "save it as UTF-8 without a BOM";
            findings.push(about_file(path, "shape/encoding", message, hint));
            None
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            findings.push(syntax::encoding(path, error.as_bytes(), at));
            None
        }
    }
}

/// How many more rows a profile may have, and how many have been left out since.
pub(super) struct RowsLeft {
    pub left: usize,
    pub left_out: usize,
}

/// Reads a file: with the rows before the place where its text breaks off, if it does, and
/// whether all its rows are there.
pub(super) fn read_file(
    path: &str,
    bytes: Vec<u8>,
    rows_left: &mut RowsLeft,
    findings: &mut Vec<Finding>,
) -> (Option<SeedFile>, bool) {
    let Some(text) = utf8(path, bytes, findings) else {
        return (None, false);
    };
    let mut file = SeedFile::new(path, text);
    findings.extend(syntax::garbled(&file));
    findings.extend(syntax::apart(&file));
    if let Some(finding) = syntax::not_an_object(&file) {
        findings.push(finding);
        return (None, false);
    }
    let mut reader = Reader {
        file: &file,
        tables: Vec::new(),
        rows_left,
        faults: Vec::new(),
        left_out: 0,
    };
    let mut json = serde_json::Deserializer::from_str(&file.text);
    let read = Tables(&mut reader)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    let whole = read.is_ok() && reader.rows_left.left_out == 0;
    if let Err(error) = read {
        let finding = syntax::finding(&file, &error);
        // What stands there is no row because something before it is not closed.
        let place = (finding.line, finding.column);
        reader
            .faults
            .retain(|fault| (fault.line, fault.column) != place);
        reader.faults.push(finding);
    }
    let Reader {
        tables,
        faults,
        left_out,
        ..
    } = reader;
    findings.extend(faults);
    if left_out > 0 {
        let message = format!("{left_out} more faults in this file are not shown");
        findings.push(about_file(
            path,
            "shape/too-many",
            message,
            "mend the first",
        ));
    }
    file.tables = tables;
    (Some(file), whole)
}

struct Reader<'t, 'r> {
    file: &'t SeedFile,
    tables: Vec<SeedTable>,
    rows_left: &'r mut RowsLeft,
    faults: Vec<Finding>,
    left_out: usize,
}

impl Reader<'_, '_> {
    fn fault(&mut self, rule: &str, at: usize, message: String, hint: &str) {
        if self.faults.len() < MOST_FINDINGS {
            let finding = self.file.error(rule, at, message, hint);
            self.faults.push(finding);
        } else {
            self.left_out += 1;
        }
    }

    /// Where a slice of the text begins in it.
    fn offset(&self, slice: &str) -> usize {
        slice.as_ptr() as usize - self.file.text.as_ptr() as usize
    }

    /// A key's name, without escapes.
    fn name(&mut self, key: &RawValue) -> String {
        let written = key.get();
        if !written.contains('\\') {
            return written[1..written.len() - 1].to_owned();
        }
        serde_json::from_str(written).unwrap_or_else(|_| {
            let message = format!("{written} is not a name");
            let hint = "write the character itself in place of the escape";
            self.fault("shape/escape", self.offset(written), message, hint);
            written.to_owned()
        })
    }
}

/// The file's object: tables by name.
struct Tables<'a, 't, 'r>(&'a mut Reader<'t, 'r>);

impl<'t> DeserializeSeed<'t> for Tables<'_, 't, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for Tables<'_, 't, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of tables")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        let mut names = HashSet::new();
        while let Some(key) = map.next_key::<&'t RawValue>()? {
            let name = reader.name(key);
            let key_at = reader.offset(key.get());
            let after = &reader.file.text[key_at + key.get().len()..];
            let rows = after.trim_start_matches([' ', '\t', '\r', '\n', ':']);
            let at = reader.offset(rows);
            if !names.insert(name.clone()) {
                let message = format!("`{name}` stands twice");
                reader.fault("shape/duplicate-key", key_at, message, "join the two");
            }
            if rows.starts_with('[') {
                reader.tables.push(SeedTable::new(name, at));
                map.next_value_seed(Rows::new(reader))?;
            } else {
                map.next_value::<&RawValue>()?;
                let message = format!("`{name}` is not an array of rows");
                reader.fault("shape/wrong-type", at, message, "write [ {…}, {…} ]");
            }
        }
        Ok(())
    }
}

/// The rows of the reader's last table.
struct Rows<'a, 't, 'r> {
    reader: &'a mut Reader<'t, 'r>,
    /// By name.
    columns: HashMap<String, u16>,
    /// By column, the last row that lists it, counted from 1.
    seen: Vec<usize>,
    /// Cells that were left out for want of a column.
    too_many: bool,
}

impl<'t> DeserializeSeed<'t> for Rows<'_, 't, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'t> Visitor<'t> for Rows<'_, 't, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element::<&'t RawValue>()? {
            let at = self.reader.offset(row.get());
            if self.reader.rows_left.left == 0 {
                self.reader.rows_left.left_out += 1;
                continue;
            }
            self.reader.rows_left.left -= 1;
            if row.get().starts_with('{') {
                let mut json = serde_json::Deserializer::from_str(row.get());
                json.deserialize_map(Cells {
                    rows: &mut self,
                    at,
                })
                .map_err(A::Error::custom)?;
            } else {
                let message = "a row is not an object".to_owned();
                self.reader
                    .fault("shape/wrong-type", at, message, "write {…}");
            }
        }
        Ok(())
    }
}

impl<'a, 't, 'r> Rows<'a, 't, 'r> {
    fn new(reader: &'a mut Reader<'t, 'r>) -> Self {
        Self {
            reader,
            columns: HashMap::new(),
            seen: Vec::new(),
            too_many: false,
        }
    }

    fn table(&mut self) -> &mut SeedTable {
        self.reader
            .tables
            .last_mut()
            .expect("the table of these rows")
    }

    /// The column of a key, which stands as the `nth` in its row.
    fn column(&mut self, key: &RawValue, nth: usize) -> Option<u16> {
        let written = &key.get()[1..key.get().len() - 1];
        // Most rows list the same columns in the same order.
        if self
            .table()
            .columns
            .get(nth)
            .is_some_and(|name| name == written)
        {
            return u16::try_from(nth).ok();
        }
        let name = self.reader.name(key);
        if let Some(column) = self.columns.get(&name) {
            return Some(*column);
        }
        if self.columns.len() == MOST_COLUMNS {
            if !std::mem::replace(&mut self.too_many, true) {
                let at = self.reader.offset(key.get());
                let message = format!("the rows have more than {MOST_COLUMNS} different columns");
                let hint = "no table has as many: are these values rather than names?";
                self.reader.fault("shape/too-many", at, message, hint);
            }
            return None;
        }
        let column = u16::try_from(self.columns.len()).ok()?;
        self.table().columns.push(name.clone());
        self.columns.insert(name, column);
        self.seen.push(0);
        Some(column)
    }
}

/// The values of one row.
struct Cells<'a, 'b, 't, 'r> {
    rows: &'a mut Rows<'b, 't, 'r>,
    at: usize,
}

impl<'t> Visitor<'t> for Cells<'_, '_, 't, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.rows;
        let number = rows.table().rows.len() + 1;
        let mut nth = 0;
        while let Some((key, value)) = map.next_entry::<&'t RawValue, &'t RawValue>()? {
            let column = rows.column(key, nth);
            nth += 1;
            let Some(column) = column else { continue };
            let last = std::mem::replace(&mut rows.seen[usize::from(column)], number);
            if last == number {
                let at = rows.reader.offset(value.get());
                let name = &rows.table().columns[usize::from(column)];
                let message = format!("`{name}` stands twice in this row");
                let hint = "remove one";
                rows.reader.fault("shape/duplicate-key", at, message, hint);
                continue;
            }
            rows.add(column, value.get());
        }
        let table = rows.table();
        let cells_end = place(table.cells.len());
        let at = place(self.at);
        table.rows.push(RowPlace { at, cells_end });
        Ok(())
    }
}

impl Rows<'_, '_, '_> {
    fn add(&mut self, column: u16, written: &str) {
        let at = self.reader.offset(written);
        let fault = json::check(written);
        let escaped = written.starts_with('"') && written.contains('\\');
        if escaped {
            let text: String = serde_json::from_str(written).unwrap_or_default();
            self.table().unescaped.insert(place(at), text.into());
        }
        let cell = CellPlace {
            at: place(at),
            length: place(written.len()),
            column,
            escaped,
            sound: fault.is_none(),
        };
        self.table().cells.push(cell);
        if let Some(fault) = fault {
            let at = at + fault.inside;
            self.reader.fault(fault.rule, at, fault.message, fault.hint);
        }
    }
}

/// A file has less than four thousand million bytes.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("no file is larger than the largest that is read")
}

impl SeedTable {
    fn new(name: String, at: usize) -> Self {
        Self {
            name,
            at,
            columns: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            unescaped: BTreeMap::new(),
        }
    }
}
