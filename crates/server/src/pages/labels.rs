//! Names of tables, columns and values for people. A name that no list has is shown in its own
//! words, so that a new service needs no line here.

use std::{collections::HashMap, sync::LazyLock};

use super::text::Language;

static SPANISH: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("labels_es.txt")
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .collect()
});

/// A name such as `customer_orders` or `in_progress` for people.
pub fn label(language: Language, name: &str) -> String {
    let known = match language {
        Language::Es => SPANISH.get(name).copied(),
        Language::En => match name {
            "id" => Some("ID"),
            "sku" => Some("SKU"),
            "supplier_sku" => Some("Supplier SKU"),
            "bakers_percentage" => Some("Baker’s percentage"),
            "ph" => Some("pH"),
            "vat_total" => Some("VAT total"),
            "vat_rate" => Some("VAT rate"),
            "price_with_vat" => Some("Price with VAT"),
            "tax_id" => Some("Tax ID"),
            "assigned_user_id" => Some("Assigned to"),
            "tenant" => Some("Company"),
            "tenants" => Some("Companies"),
            "parent_tenant_id" => Some("Parent company"),
            "auth" => Some("Users and roles"),
            "orchestrator" => Some("Planning"),
            "orchestration_runs" => Some("Planning runs"),
            "orchestration_steps" => Some("Planning steps"),
            "next_inspection_on" => Some("Next inspection"),
            "units" => Some("units"),
            "kg" => Some("kg"),
            "l" => Some("l"),
            _ => None,
        },
    };
    known.map_or_else(|| words(name), str::to_owned)
}

/// The word that a row's column says of it, such as its state. In Spanish it agrees with what the
/// table's rows are called, which a line such as `deliveries.received` knows.
pub fn word(language: Language, table: &str, value: &str) -> String {
    let own = match language {
        Language::Es => SPANISH.get(format!("{table}.{value}").as_str()).copied(),
        Language::En => None,
    };
    if SYMBOLS.contains(&value) {
        return label(language, value);
    }
    capital(&own.map_or_else(|| label(language, value), str::to_owned))
}

/// Values that are written alike wherever they stand.
const SYMBOLS: [&str; 3] = ["kg", "l", "ph"];

/// Columns that hold a name such as `shop_manager`, which no list of the table has.
const CODED: [(&str, &str); 2] = [("roles", "name"), ("subscriptions", "tier")];

/// What a row's column says, for people. What a person wrote stays as it is.
pub fn spoken(language: Language, (table, column): (&str, &str), value: &str) -> String {
    let is_code = |value: &str| {
        value
            .bytes()
            .all(|one| one == b'_' || one.is_ascii_lowercase())
    };
    if CODED.contains(&(table, column)) && is_code(value) {
        return capital(&label(language, value));
    }
    value.to_owned()
}

/// A text with a capital first.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

/// What a name's last part measures in, or says that nobody needs to read.
const ENDINGS: [(&str, &str); 14] = [
    ("_user_id", ""),
    ("_id", ""),
    ("_at", ""),
    ("_kg", " (kg)"),
    ("_g", " (g)"),
    ("_km", " (km)"),
    ("_kw", " (kW)"),
    ("_m2", " (m²)"),
    ("_c", " (°C)"),
    ("_minutes", " (min)"),
    ("_hours", " (h)"),
    ("_days", " (days)"),
    ("_crates", " (crates)"),
    ("_rate", " rate"),
];

fn words(name: &str) -> String {
    let ending = ENDINGS.iter().find_map(|(ending, unit)| {
        let stem = name.strip_suffix(ending)?;
        Some((stem, *unit)).filter(|(stem, _)| !stem.is_empty())
    });
    let (stem, unit) = ending.unwrap_or((name, ""));
    capital(&format!("{}{unit}", stem.replace('_', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_list_knows_is_shown_in_its_own_words() {
        assert_eq!(label(Language::En, "customer_orders"), "Customer orders");
        assert_eq!(label(Language::En, "product_id"), "Product");
        assert_eq!(label(Language::Es, "product_id"), "Producto");
        assert_eq!(label(Language::Es, "loyalty_cards"), "Loyalty cards");
        assert_eq!(label(Language::En, "ñu"), "Ñu");
        assert_eq!(label(Language::En, "capacity_kg"), "Capacity (kg)");
        assert_eq!(label(Language::En, "checked_by_user_id"), "Checked by");
    }

    #[test]
    fn a_state_agrees_with_what_it_is_said_of() {
        let es = |table, state| word(Language::Es, table, state);
        assert_eq!(es("customer_orders", "cancelled"), "Cancelado");
        assert_eq!(es("production_batches", "cancelled"), "Cancelada");
        assert_eq!(es("orchestration_runs", "failed"), "Fallida");
        assert_eq!(es("orchestration_steps", "failed"), "Fallido");
        assert_eq!(es("loyalty_cards", "in_progress"), "En curso");
        assert_eq!(word(Language::En, "deliveries", "in_transit"), "In transit");
        for language in [Language::En, Language::Es] {
            let place = ("roles", "name");
            assert_eq!(spoken(language, place, "The Boss"), "The Boss");
            let symbols = ["kg", "l", "ph"].map(|value| word(language, "quality_checks", value));
            assert_eq!(symbols, ["kg", "l", "pH"]);
        }
    }

    #[test]
    fn every_spanish_label_is_complete() {
        let lines = include_str!("labels_es.txt").lines().count();
        assert_eq!(SPANISH.len(), lines, "a line is broken or stands twice");
    }
}
