//! The manifest, and whether it and the files agree.

use std::ops::Range;

use demo_core::SeedSet;

use super::Mutant;

struct Text<'a> {
    text: &'a str,
    found: &'a mut Vec<Mutant>,
}

pub fn make(seeds: &SeedSet, found: &mut Vec<Mutant>) {
    let text = seeds.manifest_file.text.as_str();
    let json: serde_json::Value = serde_json::from_str(text).expect("a shipped manifest is JSON");
    let mut out = Text { text, found };
    let object = json.as_object().expect("a manifest is an object");
    for (key, value) in object {
        out.key(key, key);
        if let Some(written) = value.as_str() {
            let of = format!("manifest.{key}");
            let at = out.behind(&format!("\n  \"{key}\": "), 0);
            let cut = at..at + serde_json::to_string(written).unwrap_or_default().len();
            out.value(
                "a value of the manifest with a slip",
                &of,
                cut.clone(),
                &format!("\"{written}zz\""),
            );
            out.value("a value of the manifest emptied", &of, cut.clone(), "\"\"");
            out.value("a number in the manifest for a text", &of, cut, "7");
        }
    }
    for file in &seeds.manifest.files {
        let at = out.find(&format!("\"{file}\""), 0);
        let cut = at..at + file.len() + 2;
        out.value(
            "a listed file that is not there",
            "manifest.files",
            cut.clone(),
            &format!("\"x{file}\""),
        );
        out.value(
            "a file listed twice",
            "manifest.files",
            cut.clone(),
            &format!("\"{file}\", \"{file}\""),
        );
        out.without("a file that is not listed", "manifest.files", cut);
    }
    let prefixes = out.find("\"id_prefixes\"", 0);
    for (table, prefix) in &seeds.manifest.id_prefixes {
        let of = "manifest.id_prefixes";
        let key = out.find(&format!("\"{table}\""), prefixes);
        let at = out.behind(": ", key);
        let cut = at..at + prefix.len() + 2;
        out.value("another id prefix", of, cut.clone(), "\"0fff\"");
        out.value(
            "the id prefix of another table",
            of,
            cut.clone(),
            if prefix == "0004" {
                "\"0005\""
            } else {
                "\"0004\""
            },
        );
        out.without("a table without its id prefix", of, key..cut.end);
    }
    windows(&mut out, seeds);
    edge_cases(&mut out, &json);
}

fn windows(out: &mut Text, seeds: &SeedSet) {
    let windows = out.find("\"columns\"", 0);
    for column in seeds.manifest.offset_window.columns.keys() {
        let of = "manifest.offset_window";
        let key = out.find(&format!("\"{column}\""), windows);
        let cut = key..key + column.len() + 2;
        out.value(
            "a window for no column",
            of,
            cut.clone(),
            &format!("\"{column}x\""),
        );
        // The name with what it stands for.
        out.widen(40);
        for side in ["past", "future"] {
            let at = out.behind(&format!("\"{side}\": "), key);
            let end = at + out.text[at..].find(['\n', ',']).expect("a value ends");
            out.value("a window that is no time", of, at..end, "\"7 days\"");
        }
    }
}

fn edge_cases(out: &mut Text, json: &serde_json::Value) {
    let cases = json["edge_cases"]
        .as_object()
        .expect("edge cases are an object");
    for (case, place) in cases {
        let of = "manifest.edge_cases";
        let key = out.find(&format!("\"{case}\""), 0);
        let name = key..key + case.len() + 2;
        out.value(
            "an edge case with a slip",
            of,
            name,
            &format!("\"{case}x\""),
        );
        for part in ["table", "column", "id"] {
            let written = place[part].as_str().expect("its parts are texts");
            let at = out.behind(&format!("\"{part}\": "), key);
            let cut = at..at + written.len() + 2;
            let wrong = match part {
                "id" => format!("\"{}fedc\"", &written[..32]),
                _ => format!("\"{written}x\""),
            };
            out.value("an edge case at no place", of, cut, &wrong);
        }
        let at = out.behind("\"id\": ", key);
        let id = place["id"].as_str().unwrap_or_default();
        let (rest, last) = id.split_at(35);
        let other = if last == "1" { "2" } else { "1" };
        // Another row of its table.
        out.value(
            "an edge case at another row",
            of,
            at..at + 38,
            &format!("\"{rest}{other}\""),
        );
    }
}

impl Text<'_> {
    fn find(&self, text: &str, from: usize) -> usize {
        let found = self.text[from..].find(text);
        from + found.unwrap_or_else(|| panic!("{text} is not in the manifest"))
    }

    fn behind(&self, text: &str, from: usize) -> usize {
        self.find(text, from) + text.len()
    }

    fn value(&mut self, kind: &'static str, of: &str, cut: Range<usize>, new: &str) {
        self.found.push(Mutant {
            kind,
            of: of.to_owned(),
            file: "manifest.json".to_owned(),
            place: cut.start..cut.start + new.len(),
            cut,
            new: new.to_owned(),
        });
    }

    /// The place of the last mutant is longer by so much.
    fn widen(&mut self, more: usize) {
        let place = &mut self.found.last_mut().expect("one was pushed").place;
        place.end += more;
    }

    /// A part with the comma before or behind it.
    fn without(&mut self, kind: &'static str, of: &str, part: Range<usize>) {
        let rest = &self.text[part.end..];
        let cut = if rest.starts_with(',') {
            part.start..part.end + 1
        } else {
            self.text[..part.start]
                .trim_end()
                .trim_end_matches(',')
                .len()..part.end
        };
        let place = cut.start..cut.start;
        self.value(kind, of, cut, "");
        self.found.last_mut().expect("one was pushed").place = place;
    }

    /// A key with a slip, and without its value.
    fn key(&mut self, key: &str, of: &str) {
        let of = format!("manifest.{of}");
        let at = self.find(&format!("\n  \"{key}\": "), 0) + 3;
        let cut = at..at + key.len() + 2;
        self.value(
            "a key of the manifest with a slip",
            &of,
            cut,
            &format!("\"{key}x\""),
        );
        let rest = &self.text[at..];
        let end = rest
            .find(",\n  \"")
            .or(rest.find("\n}"))
            .expect("a value ends");
        let before = at - 3;
        let cut = if rest[end..].starts_with(',') {
            at..at + end + 1
        } else {
            before - 1..at + end
        };
        self.value("a key of the manifest missing", &of, cut, "");
        let whole = 0..self.text.len();
        self.found.last_mut().expect("one was pushed").place = whole;
    }
}
