//! What the manifest says of its profile.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{ids::begins_with, view::Views};
use crate::{
    Finding, nearest,
    schema::Type,
    seed::{SeedRow, Value},
    time::{BASE_REFERENCE, is_nearer, is_same_zone, parse_instant},
};

/// Returns the tables whose id prefix cannot be used.
pub(super) fn check(name: &str, views: &Views, findings: &mut Vec<Finding>) -> Vec<String> {
    let manifest = &views.profile.manifest;
    let mut wrong = |rule: &str, path: &[&str], message: String, hint: String| {
        findings.push(views.seeds.manifest_error(rule, path, message, hint));
    };
    // What is empty was missing or of a wrong type, and has been found.
    let differs = |text: &str, wanted: bool| !text.is_empty() && !wanted;
    let profile = &manifest.profile;
    if differs(profile, profile == name) {
        let message = format!("the profile is called `{profile}`, and its folder `{name}`");
        let hint = format!("write \"{name}\"");
        wrong("manifest/profile", &["profile"], message, hint);
    }
    let base = &manifest.base_reference_date;
    if differs(base, parse_instant(base) == Some(BASE_REFERENCE)) {
        let message = format!("`{base}` is not the base reference date of all seed data");
        let hint = format!("write \"{BASE_REFERENCE}\"");
        let path = ["base_reference_date"];
        wrong("manifest/base-reference-date", &path, message, hint);
    }
    let locale = &manifest.locale;
    if differs(locale, is_locale(locale)) {
        let message = format!("`{locale}` is not a locale");
        let hint = "write a language and a country, such as `es-ES`".to_owned();
        wrong("manifest/locale", &["locale"], message, hint);
    }
    let currency = &manifest.currency;
    if differs(
        currency,
        iso_currency::Currency::from_code(currency).is_some(),
    ) {
        let message = format!("`{currency}` is not a currency");
        let hint = "write its code of ISO 4217, such as `EUR`".to_owned();
        wrong("manifest/currency", &["currency"], message, hint);
    }
    let tier = &manifest.subscription_tier;
    if differs(tier, is_tier(tier)) {
        let message = format!("`{tier}` is not a tier's name");
        let hint =
            "write lower-case letters, digits, `-` and `_`, such as `professional`".to_owned();
        wrong("manifest/tier", &["subscription_tier"], message, hint);
    }
    // The tier is any name, but not nearly the profile's own; one that goes on is another's.
    let goes_on = tier.starts_with(name) || name.starts_with(tier.as_str());
    let is_near = tier.len() >= LONG && strsim::damerau_levenshtein(tier, name) <= SLIP;
    if is_near && !goes_on && is_tier(tier) {
        let message = format!("`{tier}` is nearly the profile's own name");
        let hint = format!("did you mean `{name}`?");
        wrong("manifest/tier", &["subscription_tier"], message, hint);
    }
    check_windows(views, &mut wrong);
    let faulty = check_prefixes(views, &mut wrong);
    check_tenant(views, findings);
    faulty
}

/// Signs that a slip of a hand changes at most.
const SLIP: usize = 2;
/// A name of fewer signs is near to many.
const LONG: usize = 6;

/// The session's own tenant keeps the time and counts in the currency of the manifest.
fn check_tenant(views: &Views, findings: &mut Vec<Finding>) {
    let manifest = &views.profile.manifest;
    let zones = Told {
        name: "timezone",
        promised: &manifest.timezone,
        is_known: |text| TimeZone::get(text).is_ok(),
        is_same: is_same_zone,
        may_differ: |views, found, promised| lies_in_zone(views, found, promised),
    };
    let currencies = Told {
        name: "currency",
        promised: &manifest.currency,
        is_known: |text| iso_currency::Currency::from_code(text).is_some(),
        is_same: |one, other| one == other,
        may_differ: |_, _, _| false,
    };
    findings.extend(
        [zones, currencies]
            .iter()
            .filter_map(|told| disagreement(views, told)),
    );
}

/// What the manifest and the row of a tenant both tell.
struct Told<'a> {
    /// The name of the key and of the column.
    name: &'a str,
    promised: &'a str,
    is_known: fn(&str) -> bool,
    is_same: fn(&str, &str) -> bool,
    /// Whether a head office may have the one while its outlets have the promised other.
    may_differ: fn(&Views, &str, &str) -> bool,
}

/// Whether one of the tenant's own places lies nearer to the town of this zone than to that of
/// another.
fn lies_in_zone(views: &Views, zone: &str, than: &str) -> bool {
    let own = views
        .seeds
        .rows("locations")
        .filter(|(file, _)| file.tenant.is_nil());
    let point = |row: SeedRow| {
        let number = |column| match row.get(column)?.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        Some((number("latitude")?, number("longitude")?))
    };
    let mut points = own.filter_map(|(_, row)| point(row));
    points.any(|point| is_nearer(point, zone, than))
}

/// The finding of a value that the tenant's row has otherwise than the manifest promises. Where its
/// outlets agree with the manifest, the tenant's own row is wrong, unless it may differ.
fn disagreement(views: &Views, told: &Told) -> Option<Finding> {
    let Told { name, promised, .. } = *told;
    let rows = || views.seeds.rows("tenants");
    let (file, row) = rows().find(|(file, _)| file.tenant.is_nil())?;
    let cell = row.get(name)?;
    let Value::String(found) = cell.value else {
        return None;
    };
    let is_known = |text| (told.is_known)(text);
    if (told.is_same)(found, promised) || !is_known(promised) || !is_known(found) {
        return None;
    }
    let mut outlets = rows().filter(|(file, _)| !file.tenant.is_nil());
    let rule = format!("manifest/{name}");
    let agrees = |row: SeedRow| {
        row.text(name)
            .is_some_and(|own| (told.is_same)(own, promised))
    };
    if outlets.any(|(_, row)| agrees(row)) {
        if (told.may_differ)(views, found, promised) {
            return None;
        }
        let message = format!(
            "the manifest says `{promised}`, by {}, and so do outlets",
            views.seeds.manifest_place(&[name])
        );
        return Some(file.error(&rule, cell.at, message, format!("write \"{promised}\"")));
    }
    let message = format!("the tenant has `{found}`, by {}", file.place(cell.at));
    let hint = format!("which is right? Write \"{found}\" here, or \"{promised}\" there");
    Some(views.seeds.manifest_error(&rule, &[name], message, hint))
}

type Wrong<'w> = dyn FnMut(&str, &[&str], String, String) + 'w;

fn check_prefixes(views: &Views, wrong: &mut Wrong) -> Vec<String> {
    let mut faulty = Vec::new();
    let rule = "manifest/id-prefix";
    let prefixes = &views.profile.manifest.id_prefixes;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for (table, prefix) in prefixes {
        let path = ["id_prefixes", table.as_str()];
        if views.get(table).is_none() {
            let message = format!("no service has a table `{table}`");
            let meant = meant(table, views);
            let hint = meant.map_or_else(
                || nearest::hint(table, views.names()),
                |meant| format!("did you mean `{meant}`?"),
            );
            wrong(rule, &path, message, hint);
            continue;
        }
        let is_hexadecimal = prefix.bytes().all(|digit| digit.is_ascii_hexdigit());
        if prefix.is_empty() || prefix.len() > 8 || !is_hexadecimal {
            let message = format!("`{prefix}` is not the beginning of an id");
            let hint = "write up to eight hexadecimal digits, such as `0015`".to_owned();
            wrong(rule, &path, message, hint);
            faulty.push(table.clone());
            continue;
        }
        let prefix = prefix.to_ascii_lowercase();
        let other = owners
            .iter()
            .find(|(other, _)| other.starts_with(&prefix) || prefix.starts_with(other.as_str()));
        if let Some((other, owner)) = other {
            let message = format!("ids of `{table}` begin as those of `{owner}` do, with {other}");
            wrong(
                rule,
                &path,
                message,
                "give each table a prefix of its own".to_owned(),
            );
            faulty.extend([table.clone(), (*owner).to_owned()]);
        }
        owners.insert(prefix, table);
    }
    for view in views.iter().filter(|view| view.row_count() > 0) {
        let table = &view.table.name;
        if !prefixes.contains_key(table) && !is_slip(table, views) {
            let message = format!("the manifest gives `{table}` no id prefix");
            let hint = format!("add \"{table}\", and let the ids of its rows begin with it");
            wrong(rule, &["id_prefixes"], message, hint);
        }
    }
    faulty
}

/// Whether a prefix stands under a name that is none and means the table: that has been found.
fn is_slip(table: &str, views: &Views) -> bool {
    let names = views.profile.manifest.id_prefixes.keys();
    let mut unknown = names.filter(|name| views.get(name).is_none());
    unknown.any(|name| meant(name, views) == Some(table))
}

/// The table that a name in `id_prefixes` means: the one that has no prefix and whose ids begin
/// with the one that stands there, or else the one of nearly that name.
fn meant<'a>(name: &str, views: &'a Views) -> Option<&'a str> {
    let prefixes = &views.profile.manifest.id_prefixes;
    let prefix = prefixes.get(name)?;
    let begins = |(id, _): &(Uuid, u32)| !prefix.is_empty() && begins_with(*id, prefix);
    let mut tables = views.iter();
    let by_ids = tables.find(|view| {
        let is_free = !prefixes.contains_key(&view.table.name);
        is_free && !view.ids().is_empty() && view.ids().iter().all(begins)
    });
    by_ids
        .map(|view| view.table.name.as_str())
        .or_else(|| nearest::nearest(name, views.names()))
}

fn check_windows(views: &Views, wrong: &mut Wrong) {
    let dated = dated_columns(views);
    for name in views.profile.manifest.offset_window.columns.keys() {
        let meant = meant_column(views, &dated, name);
        if meant == Some(name) {
            continue;
        }
        let hint = meant.map_or_else(
            || "write `table.column` of a date or an instant".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`{name}` is no column that holds dates");
        let path = ["offset_window", "columns", name.as_str()];
        wrong("manifest/window", &path, message, hint);
    }
}

/// The columns that a window may be for; of those of JSON, the ones that are declared to hold
/// instants.
pub(super) fn dated_columns(views: &Views) -> Vec<String> {
    let columns = views.iter().flat_map(|view| {
        let json = &view.service.settings.json;
        let columns = view.table.columns.iter();
        let named = columns.map(|column| (&column.kind, view.full(&column.name)));
        named.filter(|(kind, name)| match kind {
            Type::Date | Type::Instant => true,
            Type::Json => json
                .get(name)
                .is_some_and(|paths| !paths.instants.is_empty()),
            _ => false,
        })
    });
    columns.map(|(_, name)| name).collect()
}

/// Of the columns that a window may be for, the one that a name in the manifest is, or means with a
/// slip in it: not one that has a window of its own.
pub(super) fn meant_column<'a>(views: &Views, dated: &'a [String], name: &str) -> Option<&'a str> {
    let own = &views.profile.manifest.offset_window.columns;
    let mut names = dated.iter().map(String::as_str);
    let free = names.clone().filter(|known| !own.contains_key(*known));
    names
        .find(|known| *known == name)
        .or_else(|| nearest::nearest(name, free))
}

/// A language of two or three letters and a country of two, as in BCP 47.
fn is_locale(text: &str) -> bool {
    text.split_once('-').is_some_and(|(language, country)| {
        (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

fn is_tier(text: &str) -> bool {
    text.len() <= 48
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        })
}
