//! A finding names the cause, and both sides where it cannot be known which of them is wrong.

use super::common::{Copy, finds, finds_in, once};

const PRICE: &str = "\"price\": 1.20, \"vat_rate\": 4.00, \"price_with_vat\": 1.25";

#[test]
fn a_price_that_no_sale_has_is_found_at_the_product() {
    // Alone, and with the price on the shelf.
    for (new, hint) in [
        (
            PRICE.replace("1.20", "1.30"),
            "which is right? Write 1.20 here, which price_with_vat goes by too, or let all that is sold follow: write \"price_with_vat\": 1.35 at seed-data/professional/02-inventory.json:37, the order lines from seed-data/professional/08-orders.json:",
        ),
        (
            PRICE.replace("1.20", "1.30").replace("1.25", "1.35"),
            " on and the sales of today by hand, then past sales by `demo-session generate history --profile professional`",
        ),
    ] {
        let change = ["02-inventory.json", PRICE, new.as_str()];
        let words = [
            "Barra de Benimaclet costs 1.30, and all its",
            "sales over the counter are at 1.20, from seed-data/professional/",
            hint,
        ];
        once("professional", &[change], "business/product-sold", &words);
    }
    once(
        "professional",
        &[[
            "02-inventory.json",
            PRICE,
            &PRICE.replace("4.00", "10.00").replace("1.25", "1.32"),
        ]],
        "business/product-sold",
        &["the VAT rate of Barra de Benimaclet is 10, and that of all its"],
    );
}

#[test]
fn sales_at_one_wrong_price_are_found_once_a_file() {
    let copy = Copy::of("professional");
    let file = "history/sales.json";
    let text = copy.text(file);
    let wrong = text.replacen("\"unit_price\": 3.75", "\"unit_price\": 3.70", 12);
    copy.write(file, wrong);
    let run = copy.validate(&[]);
    let found = run.only();
    let words = "Hogaza de masa madre costs 3.75, not 3.70, here and in 11 more rows of this file";
    assert!(found.contains(words), "{found}");
    assert!(found.starts_with(&copy.place(file, "3.70")), "{found}");
}

#[test]
fn of_one_rule_and_file_ten_are_shown_and_the_rest_counted() {
    let copy = Copy::of("professional");
    let file = "history/sales.json";
    let (right, count) = (
        "\"unit_price\": 3.75, \"vat_rate\": 4.00, \"revenue\": ",
        13,
    );
    let text = copy.text(file);
    copy.write(file, text.replacen(right, &format!("{right}1"), count));
    let run = copy.validate(&[]);
    assert_eq!(run.rules(), ["business/sale-revenue"; 10], "{}", run.out);
    let more = format!(
        "history/sales.json: … and {} more of business/sale-revenue; `--format json` lists all\n",
        count - 10
    );
    assert!(run.out.contains(&more), "{}", run.out);
    assert!(
        run.out.contains(&format!("Errors: {count}\n")),
        "{}",
        run.out
    );
    let all = copy.validate(&["--format", "json"]);
    assert_eq!(all.out.matches("business/sale-revenue").count(), count);
}

#[test]
fn coordinates_that_are_swapped() {
    // In a stop: neither how far nor how fast the van drives is said as well.
    once(
        "professional",
        &[[
            "08-orders.json",
            "\"latitude\": 39.468800, \"longitude\": -0.330500, \"window",
            "\"latitude\": -0.330500, \"longitude\": 39.468800, \"window",
        ]],
        "routes/place",
        &[
            "is at 39.4688, -0.3305, by ",
            "and this stop at -0.3305, 39.4688",
            "latitude and longitude are swapped",
        ],
    );
    // In every place, where all that is far away lies together.
    let copy = Copy::of("professional");
    for (file, latitude, longitude) in [
        ("00-tenant.json", "39.486300", "-0.357300"),
        ("08-orders.json", "39.473300", "-0.351900"),
        ("08-orders.json", "39.468800", "-0.330500"),
    ] {
        let pair = |first, second| format!("\"latitude\": {first}, \"longitude\": {second}");
        let text = copy
            .text(file)
            .replace(&pair(latitude, longitude), &pair(longitude, latitude));
        copy.write(file, text);
    }
    let run = copy.validate(&[]);
    let rules = [
        "business/location-coordinates",
        "business/customer-coordinates",
        "business/customer-coordinates",
    ];
    assert_eq!(run.rules(), rules, "{}", run.out);
    for found in run.findings() {
        assert!(
            found.contains("far from all that keeps the time of Europe/Madrid"),
            "{found}"
        );
        assert!(
            found.contains("latitude and longitude are swapped"),
            "{found}"
        );
    }
}

#[test]
fn sums_name_both_sides() {
    finds(
        "08-orders.json",
        "\"load_kg\": 30.10",
        "\"load_kg\": 31.10",
        "31.10",
        "routes/load-sum",
        &[
            "RT-0311 has 31.1 here, and its stops 13 + 17.1 = 30.1",
            "which is right? Write 30.1 here, or mend `load_kg` of the stop that is off",
        ],
    );
    // A stop that is off by more than its crates weigh is the cause.
    finds(
        "08-orders.json",
        "\"load_kg\": 13.00",
        "\"load_kg\": 130.00",
        "130.00",
        "routes/goods",
        &["130 kg are more than the goods of this order take, which is 13 to 25"],
    );
    finds(
        "04-recipes.json",
        "\"bakers_percentage\": 70.00",
        "\"bakers_percentage\": 71.00",
        "71.00",
        "business/bakers-percentage",
        &["which is right? Write 70.00 here, or \"quantity\": "],
    );
    // All other ingredients go by another weight of flour.
    finds(
        "04-recipes.json",
        "\"quantity\": 25, ",
        "\"quantity\": 35, ",
        "35, \"unit\"",
        "business/bakers-percentage",
        &[
            "35 kg of flour, and the percentages of the other ",
            " ingredients are of 25.0 kg",
        ],
    );
}

#[test]
fn the_route_that_no_other_speaks_for() {
    // The second van's route gets the first van, which is on another route then.
    finds_in(
        "enterprise",
        "distribution/routes.json",
        (
            "\"vehicle_id\": \"00170000-0000-4000-8000-000000000002\"",
            "\"vehicle_id\": \"00170000-0000-4000-8000-000000000001\"",
        ),
        "\"00170000-0000-4000-8000-000000000001\", \"driver_user_id\": \"00040000-0000-4000-8000-000000000006\"",
        "routes/overlap",
        &[
            "RUT-0302 and RUT-0303 have one vehicle at a time",
            "write another vehicle here",
        ],
    );
}

#[test]
fn an_id_that_several_rows_name_is_said_once() {
    let copy = Copy::of("professional");
    let text = copy.text("02-inventory.json");
    let begin = text
        .find("    { \"id\": \"00070000-0000-4000-8000-000000000007\"")
        .unwrap();
    let end = begin + text[begin..].find("},\n").unwrap() + 3;
    copy.write(
        "02-inventory.json",
        format!("{}{}", &text[..begin], &text[end..]),
    );
    let run = copy.validate(&[]);
    let found = run.findings();
    let missing: Vec<_> = found
        .iter()
        .filter(|block| block.contains("reference/missing"))
        .collect();
    assert_eq!(missing.len(), 1, "{}", run.out);
    for word in [
        "no row of `ingredients` has the id 00070000-0000-4000-8000-000000000007, and ",
        " places name it",
        "was its row deleted behind seed-data/professional/02-inventory.json:21? Put it back, or name another here and at ",
    ] {
        assert!(missing[0].contains(word), "{}", missing[0]);
    }
    assert!(!run.out.contains("did you mean"), "{}", run.out);
}

#[test]
fn a_status_is_found_with_all_that_hangs_on_it() {
    once(
        "professional",
        &[[
            "07-procurement.json",
            "\"status\": \"confirmed\"",
            "\"status\": \"received\"",
        ]],
        "business/purchase-status",
        &[
            "PC-0087: it is received, and not all of it has come: 0 of 20 kg of Mantequilla 82 % en placas, by seed-data/professional/07-procurement.json:20; 0 of 12 l of Leche fresca entera, by seed-data/professional/07-procurement.json:23; ALB-0087 is late",
        ],
    );
    let copy = Copy::of("professional");
    let run = copy.with(
        "07-procurement.json",
        "\"status\": \"late\"",
        "\"status\": \"received\"",
    );
    assert_eq!(run.rules(), ["business/delivery-status"], "{}", run.out);
    for word in [
        "it is received, and has no arrived_at; it is received, and has no received_by_user_id",
        "which is right? Write \"status\": \"late\", or add \"arrived_at\", \"received_by_user_id\", \"temperature_c\", and mend with it PC-0087, which is confirmed, the alert `",
    ] {
        assert!(run.out.contains(word), "{}", run.out);
    }
    once(
        "professional",
        &[[
            "06-production.json",
            "\"status\": \"in_progress\"",
            "\"status\": \"completed\"",
        ]],
        "business/batch-status",
        &[
            "a completed batch has a finished_at; a completed batch has a produced_quantity; a completed batch is packed",
        ],
    );
}

#[test]
fn a_price_below_another_gets_the_value_that_is_right() {
    finds(
        "02-inventory.json",
        "\"price_with_vat\": 3.90",
        "\"price_with_vat\": 3.60",
        "3.60",
        "business/product-price",
        &["3.75 with 4 % VAT is 3.90, not 3.60", "write 3.90"],
    );
}

#[test]
fn a_share_that_is_written_in_percent() {
    for (confidence, rule) in [("90", "shape/range"), ("5", "constraint/check")] {
        finds(
            "10-forecasting.json",
            "\"confidence\": 0.90",
            &format!("\"confidence\": {confidence}"),
            &format!("{confidence}, \"model\""),
            rule,
            &["less than 1: a share of 1, so 0."],
        );
    }
}

#[test]
fn an_address_of_one_session_and_tenant() {
    finds(
        "01-users.json",
        "amparo.${session.short_id}@",
        "amparo@",
        "\"amparo@laacequia.example\"",
        "business/user-email",
        &[
            "Amparo Cervera Boix has this address in every session",
            "such as in amparo.${session.short_id}@laacequia.example",
        ],
    );
    let run = Copy::of("enterprise").with("children/outlet-chamberi.json", "pilar.${", "oscar.${");
    let found = run.only();
    assert!(found.contains("[business/user-email]: "), "{found}");
    assert!(
        found.contains(
            "Pilar Montero Gil, a user of another tenant, has the address of Óscar Lledó Vives too"
        ),
        "{found}"
    );
}

#[test]
fn a_forecast_that_is_made_later_than_now() {
    for (date, words) in [
        // A session would move it back.
        (
            "2025-01-17T20:30:00Z",
            "a later one is moved back by thirteen weeks",
        ),
        ("BASE_TS + 1h", "the forecast is made in the future"),
    ] {
        finds(
            "10-forecasting.json",
            "\"generated_at\": \"2025-01-14T20:30:00Z\"",
            &format!("\"generated_at\": \"{date}\""),
            &format!("\"{date}\""),
            "business/forecast-time",
            &[words],
        );
    }
}
