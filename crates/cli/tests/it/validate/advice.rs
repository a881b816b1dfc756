//! What a hint says can be done, and ends in a profile that passes for the right reason.

use super::common::{Copy, finds, finds_in, once};

const ORDERS: &str = "08-orders.json";
const ROUTES: &str = "distribution/routes.json";

#[test]
fn a_discount_that_no_line_of_a_customer_has() {
    finds(
        ORDERS,
        "\"discount_rate\": 12.00",
        "\"discount_rate\": 0.12",
        "0.12",
        "business/customer-discount",
        &[
            "Restaurante Casa Ramonet has 0.12 % less, and the 2 lines of its orders are at 12 % less",
            "which is right? Write 12.00 here, or mend the prices of all these lines",
        ],
    );
    // Another line goes by the discount, and speaks for it.
    finds(
        ORDERS,
        "\"unit_price\": 3.30",
        "\"unit_price\": 3.75",
        "3.75",
        "business/order-line-price",
        &["less 12 % that is 3.30, not 3.75", "= help: write 3.30"],
    );
    // No line does, and they agree on nothing else.
    let copy = Copy::of("professional");
    copy.change(ORDERS, "\"unit_price\": 3.30", "\"unit_price\": 3.75");
    copy.change(ORDERS, "\"unit_price\": 1.06", "\"unit_price\": 1.00");
    let run = copy.validate(&[]);
    assert_eq!(run.rules(), ["business/order-line-price"; 2], "{}", run.out);
    let words =
        "which is right? Write 3.30 here, or another \"discount_rate\" at Restaurante Casa Ramonet";
    assert!(run.out.contains(words), "{}", run.out);
}

#[test]
fn all_values_of_a_product_are_named() {
    finds(
        "07-procurement.json",
        "\"line_total\": 11.76",
        "\"line_total\": 1176.00",
        "1176.00",
        "business/purchase-line-total",
        &[
            "quantity 12 × unit_price 0.98 is 11.76, and line_total is 1176.00",
            // The subtotal agrees with it.
            "= help: write \"line_total\": 11.76",
        ],
    );
    // What the van carries only follows.
    for (slip, words) in [
        (
            "100",
            "\"line_total\": 330.00 here and \"subtotal\": 351.20, \"vat_total\": 14.05, \"total\": 365.25 at ",
        ),
        (
            "9",
            "\"line_total\": 29.70 here and \"subtotal\": 50.90, \"vat_total\": 2.04, \"total\": 52.94 at ",
        ),
    ] {
        let slip = format!("\"quantity\": {slip}, \"unit\"");
        finds(
            ORDERS,
            "\"quantity\": 10, \"unit\"",
            &slip,
            &slip["\"quantity\": ".len()..],
            "business/order-line-total",
            &[
                "which is right? Write \"quantity\": 10, with which the order's subtotal agrees, or ",
                words,
            ],
        );
    }
    finds(
        "09-sales.json",
        "\"revenue\": 6.00",
        "\"revenue\": 12.00",
        "12.00",
        "business/sale-revenue",
        &["write \"revenue\": 6.00, or \"quantity\": 10"],
    );
}

/// Either side of a hint, followed whole, leaves nothing to be found.
#[test]
fn one_hint_mends_it_all() {
    let right = ["\"quantity\": 9, \"unit\"", "\"quantity\": 10, \"unit\""];
    let totals = [
        ["\"line_total\": 33.00", "\"line_total\": 29.70"],
        [
            "\"subtotal\": 54.20, \"vat_total\": 2.17, \"total\": 56.37",
            "\"subtotal\": 50.90, \"vat_total\": 2.04, \"total\": 52.94",
        ],
    ];
    for changes in [&[right][..], &totals] {
        let copy = Copy::of("professional");
        copy.change(ORDERS, right[1], right[0]);
        for [old, new] in changes {
            copy.change(ORDERS, old, new);
        }
        copy.assert_valid();
    }
    // That not all has come only follows.
    for (slip, rule) in [
        ("121", "business/purchase-line-listed"),
        ("1200", "business/purchase-line-total"),
    ] {
        let slip = format!("\"quantity\": {slip},\n      \"received_quantity\": 120,");
        let file = "parent/07-procurement.json";
        let right = "\"quantity\": 120,\n      \"received_quantity\": 120,";
        let words: &[&str] = &["864.00", "120"];
        once("enterprise", &[[file, right, &slip]], rule, words);
    }
}

#[test]
fn routes_are_mended_by_hand_or_by_the_command_of_their_profile() {
    let command = "`demo-session generate routes --profile enterprise`";
    let planned = "\"planned_arrival_at\": \"BASE_TS + 2h21m\"";
    finds_in(
        "enterprise",
        ROUTES,
        (planned, "\"planned_arrival_at\": \"BASE_TS + 1h40m\""),
        "\"BASE_TS + 1h40m\"",
        "routes/window",
        &[
            "arrive from `BASE_TS + 2h17m` to `BASE_TS + ",
            "as the window and the way there and on allow, or let ",
            command,
        ],
    );
    // What is driven as it is written comes too late only for the window.
    finds_in(
        "enterprise",
        ROUTES,
        (
            "\"window_end_at\": \"BASE_TS + 2h30m\", \"planned_arrival_at\": \"BASE_TS + 2h21m\"",
            "\"window_end_at\": \"BASE_TS + 2h20m\", \"planned_arrival_at\": \"BASE_TS + 2h21m\"",
        ),
        "\"BASE_TS + 2h21m\"",
        "routes/window",
        &[
            "arrive from `BASE_TS + 2h17m` to `BASE_TS + 2h20m`, as the window and the way there and on allow, or widen the window",
        ],
    );
    finds_in(
        "enterprise",
        ROUTES,
        (planned, "\"planned_arrival_at\": \"BASE_TS + 2h15m\""),
        "\"BASE_TS + 2h15m\", \"service",
        "routes/driving",
        &["write from `BASE_TS + 2h17m` to `BASE_TS + ", command],
    );
    // The van is on the road, and nothing is planned anew.
    let copy = Copy::of("enterprise");
    let run = copy.with(ROUTES, "\"distance_km\": 36.54", "\"distance_km\": 26.54");
    assert!(run.only().contains("= help: write from "), "{}", run.out);
    assert!(!run.out.contains("generate routes"), "{}", run.out);
    // No command writes these.
    let copy = Copy::of("professional");
    let run = copy.with(ORDERS, "\"distance_km\": 8.37", "\"distance_km\": 1.37");
    assert!(run.only().contains("[routes/distance]"), "{}", run.out);
    assert!(!run.out.contains("generate routes"), "{}", run.out);
}

#[test]
fn places_are_named_on_both_sides() {
    let copy = Copy::of("enterprise");
    let fleet = "distribution/fleet.json";
    let run = copy.with(fleet, "\"capacity_crates\": 60", "\"capacity_crates\": 37");
    let place = copy.place(fleet, "37, ");
    let place = format!("which takes 37, by {}", place_of_line(&place));
    assert!(run.out.contains(&place), "`{place}` is not in {}", run.out);
    // A sign that is lost leaves a customer in reach of the others.
    let copy = Copy::of("professional");
    let run = copy.with(
        ORDERS,
        "\"longitude\": -0.330500",
        "\"longitude\": 0.330500",
    );
    let found = run.only();
    let place = place_of_line(&copy.place(ORDERS, "\"longitude\": 0.330500")).to_owned();
    for words in [
        &format!("is at 39.4688, 0.3305, by {place}, and this stop at 39.4688, -0.3305"),
        "which is right? A stop has the coordinates of its customer: mend one of the two",
    ] {
        assert!(found.contains(words), "`{words}` is not in {found}");
    }
}

/// A place without its column.
fn place_of_line(place: &str) -> &str {
    let line = place.trim_end_matches(": ");
    line.rsplit_once(':').unwrap().0
}

#[test]
fn a_limit_is_one_that_the_column_holds() {
    for (new, rule) in [("112", "shape/range"), ("-1", "constraint/check")] {
        finds(
            ORDERS,
            "\"discount_rate\": 12.00",
            &format!("\"discount_rate\": {new}"),
            &format!("{new}, \"status\""),
            rule,
            &["from 0 to 99.99"],
        );
    }
    finds(
        "10-forecasting.json",
        "\"confidence\": 0.90",
        "\"confidence\": \"90 %\"",
        "\"90 %\"",
        "shape/wrong-type",
        &["write more than 0 and less than 1: a share of 1, so 0.9 for 90 %"],
    );
    finds(
        ORDERS,
        "\"discount_rate\": 12.00",
        "\"discount_rate\": \"12 %\"",
        "\"12 %\"",
        "shape/wrong-type",
        &["write the number alone: 12"],
    );
}

#[test]
fn a_permission_is_found_inside_its_list() {
    let copy = Copy::of("professional");
    copy.change("01-users.json", "\"recipes:read\"", "\"recipe:read\"");
    copy.change(
        "01-users.json",
        "\"forecasting:read\"",
        "\"forecasting:all\"",
    );
    let run = copy.validate(&[]);
    assert_eq!(run.rules(), ["business/role-permission"; 2], "{}", run.out);
    let found = run.findings();
    let place = copy.place("01-users.json", "\"recipe:read\"");
    assert!(found[0].starts_with(&place), "{}", run.out);
    assert!(
        found[0].contains("did you mean `recipes:read`?"),
        "{}",
        run.out
    );
    let place = copy.place("01-users.json", "\"forecasting:all\"");
    assert!(found[1].starts_with(&place), "{}", run.out);
}

#[test]
fn a_status_gets_the_values_that_fit() {
    finds(
        ORDERS,
        "\"delivered_at\": \"BASE_TS - 4m\"",
        "\"delivered_at\": \"BASE_TS + 4m\"",
        "\"BASE_TS + 4m\"",
        "business/order-delivered",
        &["write a \"delivered_at\" from its \"order_date\" to `BASE_TS`"],
    );
    finds(
        "12-orchestration.json",
        "\"status\": \"completed_with_warnings\"",
        "\"status\": \"running\"",
        "\"running\"",
        "business/run-status",
        &["remove \"finished_at\", or write the status that it ended with"],
    );
}

#[test]
fn what_to_write_is_said_where_it_is_known() {
    // A marker inside JSON, and a point in a wrong place.
    finds(
        "12-orchestration.json",
        "\"data_until\": \"BASE_TS - 10h\"",
        "\"data_until\": \"BASETS - 10h\"",
        "BASETS - 10h",
        "shape/json-path",
        &[
            "`BASETS - 10h`: `BASE_TS` expected at character 1, at detail.data_until",
            "help: write `BASE_TS - 10h`",
        ],
    );
    let suppliers = "03-suppliers.json";
    let rate = ["\"on_time_rate\": 96.5", "\"on_time_rate\": 9.65"];
    let words = ["write 9.7, or 96.5 where the point is in a wrong place"];
    finds(suppliers, rate[0], rate[1], "9.65", "shape/scale", &words);
    finds(
        "00-tenant.json",
        "\"wednesday\": \"06:00-20:30\"",
        "\"wednesday\": \"06:00-02:30\"",
        "\"06:00-02:30\"",
        "business/location-hours",
        &["write \"06:00-20:30\", as on most days, the two the other way round, \"02:30-06:00\""],
    );
    once(
        "professional",
        &[[
            suppliers,
            "\"package_quantity\": 0.5,\n      \"unit\": \"kg\", \"unit_price\": 2.10",
            "\"package_quantity\": 2.10,\n      \"unit\": \"kg\", \"unit_price\": 0.5",
        ]],
        "business/ingredient-cost",
        &[
            "do \"package_quantity\" and \"unit_price\" stand the wrong way round there? Swap 2.1 and 0.5",
        ],
    );
    finds(
        "06-production.json",
        "\"recipe_id\": \"000c0000-0000-4000-8000-000000000002\"",
        "\"recipe_id\": \"000c0000-0000-4000-8000-000000000001\"",
        "\"000c0000-0000-4000-8000-000000000001\"",
        "business/batch-recipe",
        &[
            "write the id of `REC-HOG`, the product's own, by seed-data/professional/04-recipes.json:9",
        ],
    );
    finds_in(
        "enterprise",
        "distribution/routes.json",
        ("\"BASE_TS + 2h42m\"", "\"BASE_TS + 2h24m\""),
        "\"BASE_TS + 2h24m\"",
        "routes/driving",
        &[
            "this is 7 minutes before the end of service at seed-data/enterprise/distribution/routes.json:51",
            "write from `BASE_TS + 2h34m` to `BASE_TS + 2h50m` here",
        ],
    );
}

#[test]
fn a_year_and_what_was_thrown_away() {
    finds(
        "02-inventory.json",
        "\"received_at\": \"2025-01-07T07:40:00Z\"",
        "\"received_at\": \"2024-01-07T07:40:00Z\"",
        "\"2024-01-07T07:40:00Z\"",
        "time/window",
        &["is the year wrong? Write 2025-01-07T07:40:00Z, or write an instant from "],
    );
    once(
        "professional",
        &[[
            "06-production.json",
            "\"produced_quantity\": 129, \"waste_quantity\": 1,",
            "\"produced_quantity\": 1, \"waste_quantity\": 129,",
        ]],
        "business/lot-batch",
        &[
            "are \"produced_quantity\" and \"waste_quantity\" of the batch swapped? Write 129 and 1 there",
        ],
    );
}

#[test]
fn a_stop_with_another_order_of_its_customer() {
    once(
        "professional",
        &[[
            "08-orders.json",
            "\"customer_id\": \"00140000-0000-4000-8000-000000000002\", \"order_id\": \"00150000-0000-4000-8000-000000000002\"",
            "\"customer_id\": \"00140000-0000-4000-8000-000000000002\", \"order_id\": \"00150000-0000-4000-8000-000000000003\"",
        ]],
        "routes/status",
        &[
            "08-orders.json:72:74: ",
            "PV-1144 is `in_production`, which does not fit this stop, and PV-1143 of the same customer is `out_for_delivery` and on no stop",
            "write the id of PV-1143, by seed-data/professional/08-orders.json:22",
        ],
    );
}
