//! What was meant is told, with the place of what was not.

use super::common::{Copy, finds, finds_in, once};

const P: &str = "professional";
const E: &str = "enterprise";
const INVENTORY: &str = "02-inventory.json";

#[test]
fn the_role_that_nobody_has() {
    once(
        P,
        &[[
            "01-users.json",
            ",\n    { \"id\": \"00060000-0000-4000-8000-000000000004\", \"user_id\": \"00040000-0000-4000-8000-000000000004\",\n      \"role_id\": \"00050000-0000-4000-8000-000000000004\", \"granted_at\": \"2024-03-11T07:30:00Z\" }",
            "",
        ]],
        "business/user-role",
        &[
            "Ximo Ferrandis Gil has no role, and nobody has the role `purchasing_delivery`",
            "was a row of user_roles deleted behind seed-data/professional/01-users.json:35? Put it back, with the id of this user and that of the role at seed-data/professional/01-users.json:27",
        ],
    );
}

#[test]
fn an_instant_whose_sign_is_wrong() {
    finds(
        "06-production.json",
        "\"finished_at\": \"BASE_TS - 4h30m\"",
        "\"finished_at\": \"BASE_TS + 4h30m\"",
        "\"BASE_TS + 4h30m\"",
        "business/batch-status",
        &[
            "no batch has finished in the future",
            "write an instant before `BASE_TS`: is the sign wrong? `BASE_TS - 4h30m`",
        ],
    );
}

#[test]
fn grams_are_found_at_the_quantity() {
    finds(
        "04-recipes.json",
        "\"quantity\": 1.8,",
        "\"quantity\": 1800,",
        "1800,",
        "business/bakers-percentage",
        &[
            "1800 of 4 kg of flour is 45000.00 %, not 45.00, by seed-data/professional/04-recipes.json:67",
            "write 1.8, as 1800 g are 1.8 kg",
        ],
    );
    finds(
        "04-recipes.json",
        "\"bakers_percentage\": 45.00",
        "\"bakers_percentage\": 45000.00",
        "45000.00",
        "shape/range",
        &["write 9999.99 or less"],
    );
}

#[test]
fn made_and_wasted_name_both() {
    finds(
        "06-production.json",
        "\"waste_quantity\": 1,",
        "\"waste_quantity\": 10,",
        "47, \"waste",
        "business/batch-output",
        &[
            "which is right? Write 38 here, or \"waste_quantity\": 1 at seed-data/professional/06-production.json:6",
        ],
    );
}

#[test]
fn a_row_whose_own_id_has_a_slip() {
    for (profile, file, right, wrong, words) in [
        (
            P,
            INVENTORY,
            "\"id\": \"00080000-0000-4000-8000-000000000003\"",
            "\"id\": \"00080000-0000-4000-8000-000000000033\"",
            "is the id mistyped at seed-data/professional/02-inventory.json:45? Nothing names `00080000-0000-4000-8000-000000000033` (BOL-CRU, Cruasán de mantequilla): write `00080000-0000-4000-8000-000000000003` there; or else, was its row deleted?",
        ),
        // Of a route without its stops nothing more is said.
        (
            E,
            "distribution/routes.json",
            "\"id\": \"00180000-0000-4000-8000-000000000002\"",
            "\"id\": \"00180000-0000-4000-8000-000000000012\"",
            "is the id mistyped at seed-data/enterprise/distribution/routes.json:8? Nothing names ",
        ),
    ] {
        once(
            profile,
            &[[file, right, wrong]],
            "reference/missing",
            &[words],
        );
    }
}

#[test]
fn an_id_in_json_is_of_the_table_of_its_prefix() {
    finds_in(
        E,
        "parent/12-orchestration.json",
        (
            "\"000f0000-0000-4000-8000-000000000005\"], \"warning\"",
            "\"000f0000-0000-4000-8000-000000000006\"], \"warning\"",
        ),
        "\"000f0000-0000-4000-8000-000000000006\"",
        "reference/json",
        &[
            "did you mean `000f0000-0000-4000-8000-000000000005` (H-0416) or ",
            "If not, that row is missing in `production_batches`",
        ],
    );
}

#[test]
fn a_tables_name_with_a_slip_is_all_that_is_said() {
    for (file, right, wrong, meant) in [
        (
            "distribution/routes.json",
            "\"delivery_stops\"",
            "\"delivery_stop\"",
            "did you mean `delivery_stops`?",
        ),
        (
            "children/outlet-salamanca.json",
            "\"locations\"",
            "\"location\"",
            "did you mean `locations`?",
        ),
    ] {
        once(E, &[[file, right, wrong]], "shape/unknown-table", &[meant]);
    }
}

#[test]
fn what_breaks_json() {
    for (old, new, mark, words) in [
        (
            "\"price\": 3.75,",
            "\"price\": 1,000,",
            "1,000,",
            "write no comma in a number: 1000, or 1.000 where it stands for the point",
        ),
        (
            "\"price\": 3.75,",
            "\"price\": 3.75 €,",
            "€,",
            "a number stands alone: write 3.75, without `€`",
        ),
        (
            "\"sku\": \"PAN-HOG\"",
            "\"sku\": \"PAN-HOG",
            "\"PAN-HOG,",
            "this string is not closed: write its \" before what follows it",
        ),
    ] {
        finds(INVENTORY, old, new, mark, "shape/syntax", &[words]);
    }
    finds(
        "01-users.json",
        "\"recipes:read\", \"recipes:write\"",
        "\"recipes:read\" \"recipes:write\"",
        " \"recipes:write\"",
        "shape/syntax",
        &["a comma is missing here"],
    );
    let copy = Copy::of(P);
    let text = copy.text("11-quality.json");
    let end = text.trim_end().strip_suffix('}').unwrap();
    copy.write("11-quality.json", end);
    let found = copy.validate(&[]);
    let words = "write the `}` that is missing behind line 7, the last";
    assert!(found.only().contains(words), "{}", found.out);
}

#[test]
fn instants_and_ids_that_are_none() {
    for (old, new, mark, rule, words) in [
        (
            "\"2025-01-10T09:20:00Z\"",
            "\"2025-01-32T09:20:00Z\"",
            "\"2025-01-32",
            "time/instant",
            "2025-01 has no day 32: write one from 01 to 31",
        ),
        (
            "\"2025-01-10T09:20:00Z\"",
            "\"2025-13-10T09:20:00Z\"",
            "\"2025-13-10",
            "time/instant",
            "there is no month 13: write one from 01 to 12",
        ),
        (
            "\"BASE_TS - 1d16h\"",
            "\"BASE_TS \u{2212} 1d16h\"",
            "\u{2212} 1d16h",
            "time/marker",
            "the `-` of the keyboard, not a dash, expected at character 9",
        ),
    ] {
        finds("07-procurement.json", old, new, mark, rule, &[words]);
    }
    finds(
        "05-equipment.json",
        "\"000e0000-0000-4000-8000-000000000001\"",
        "\"000e0000-0000-4000-8000-00000000001\"",
        "\"000e0000-0000-4000-8000-00000000001\"",
        "uuid/invalid",
        &["write it as 8-4-4-4-12 hexadecimal digits: group 5 has 11 of 12"],
    );
}

#[test]
fn a_subject_of_another_table_and_a_table_with_a_slip() {
    for (new, words) in [
        (
            "purchase_orders",
            [
                "the subject is a row of `deliveries`, not of `purchase_orders`",
                "which is right? Write \"deliveries\" here, of the service \"procurement\", or the id of a row of `purchase_orders` at seed-data/enterprise/parent/12-orchestration.json:35",
            ],
        ),
        (
            "delivery",
            ["there is no table `delivery`", "did you mean `deliveries`?"],
        ),
    ] {
        once(
            E,
            &[[
                "parent/12-orchestration.json",
                "\"subject_table\": \"deliveries\"",
                &format!("\"subject_table\": \"{new}\""),
            ]],
            "business/alert-subject",
            &words,
        );
    }
}

#[test]
fn what_an_alert_says_is_held_against_its_row() {
    once(
        P,
        &[[
            INVENTORY,
            "\"quantity\": 1.2, \"reserved_quantity\": 1.2",
            "\"quantity\": 12, \"reserved_quantity\": 1.2",
        ]],
        "business/alert-true",
        &["there are 12, by seed-data/professional/02-inventory.json:59"],
    );
    once(
        P,
        &[[
            "12-orchestration.json",
            "\"subject_id\": \"00090000-0000-4000-8000-000000000003\"",
            "\"subject_id\": \"00090000-0000-4000-8000-000000000005\"",
        ]],
        "business/alert-true",
        &[
            "lot LV-1226 expires on 2025-01-30, by seed-data/professional/02-inventory.json:75",
            "write at seed-data/professional/12-orchestration.json:47 the \"subject_id\" of a row of which it is true, such as CAL-LF-0106 at ",
        ],
    );
}

#[test]
fn a_feature_and_an_hour_with_a_slip() {
    finds(
        "00-tenant.json",
        "\"forecasting\"",
        "\"forcasting\"",
        "\"forcasting\"",
        "business/subscription-features",
        &["did you mean `forecasting`?"],
    );
    finds(
        "00-tenant.json",
        "\"saturday\": \"06:00-14:30\"",
        "\"saturday\": \"06:00-4:30\"",
        "\"06:00-4:30\"",
        "business/location-hours",
        &["`saturday: 06:00-4:30` is not a weekday with hours"],
    );
}

#[test]
fn two_days_with_the_same_wrong_hours() {
    const FILE: &str = "00-tenant.json";
    let copy = Copy::of(P);
    for day in ["monday", "friday"] {
        let of_day = |hours| format!("\"{day}\": \"{hours}\"");
        copy.change(FILE, &of_day("06:00-20:30"), &of_day("20:30-06:00"));
    }
    let run = copy.validate(&["--strict"]);
    let found = run.findings();
    assert_eq!(found.len(), 2, "{}", run.out);
    for (found, day) in found.iter().zip(["monday", "friday"]) {
        let words = format!("`{day}: 20:30-06:00` is not a weekday with hours");
        assert!(found.contains(&words), "{found}");
        let begin = format!("\"{day}\": ");
        let place = copy.place(FILE, &begin);
        let (line, column) = place.trim_end_matches(": ").rsplit_once(':').unwrap();
        let column = column.parse::<usize>().unwrap() + begin.len();
        assert!(found.starts_with(&format!("{line}:{column}: ")), "{found}");
    }
}

#[test]
fn an_order_that_is_delivered_before_its_stop() {
    once(
        P,
        &[[
            "08-orders.json",
            "\"status\": \"out_for_delivery\"",
            "\"status\": \"delivered\"",
        ]],
        "business/order-delivered",
        &[
            "write \"out_for_delivery\", as its stop is pending, by seed-data/professional/08-orders.json:75, or ",
        ],
    );
}

#[test]
fn what_else_says_how_long_and_how_heavy_a_product_is() {
    once(
        P,
        &[[
            INVENTORY,
            "\"shelf_life_hours\": 24",
            "\"shelf_life_hours\": 96",
        ]],
        "business/product-shelf-life",
        &[
            "Barra de Benimaclet keeps for 96 hours, and its only lot for 24 at most, by seed-data/professional/02-inventory.json:",
            "Write the shelf life of the lots here, or a later \"expires_at\" there",
        ],
    );
    // What its orders then weigh is not said of each stop.
    once(
        P,
        &[[INVENTORY, "\"weight_g\": 250", "\"weight_g\": 520"]],
        "business/recipe-yield",
        &["a \"weight_g\" from 195 to 325 at seed-data/professional/02-inventory.json:37"],
    );
}

#[test]
fn a_supplier_who_does_not_sell_it() {
    once(
        P,
        &[[
            INVENTORY,
            "\"supplier_id\": \"000a0000-0000-4000-8000-000000000001\"",
            "\"supplier_id\": \"000a0000-0000-4000-8000-000000000002\"",
        ]],
        "business/ingredient-price",
        &[
            "Lácteos Font de la Calderona, S. L. has no price for Harina panificable de trigo W180",
            "Write the id of Harinera Molí de l’Aliaga, S. L. here, whose price stands at seed-data/professional/03-suppliers.json:",
        ],
    );
}
