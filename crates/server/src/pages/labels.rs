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
            "ph" => Some("pH"),
            "vat_total" => Some("VAT total"),
            "vat_rate" => Some("VAT rate"),
            "units" => Some("units"),
            _ => None,
        },
    };
    known.map_or_else(|| words(name), str::to_owned)
}

fn words(name: &str) -> String {
    let plain = name
        .strip_suffix("_id")
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name);
    let mut words = plain.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
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
        assert_eq!(label(Language::En, "ñu"), "ñu");
    }

    #[test]
    fn every_spanish_label_is_complete() {
        let lines = include_str!("labels_es.txt").lines().count();
        assert_eq!(SPANISH.len(), lines, "a line is broken or stands twice");
    }
}
