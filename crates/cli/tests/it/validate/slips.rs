//! One slip of a hand is one finding, at the value or with its place, and what follows from it is
//! not said: what a stranger tried who broke the data on purpose.

use super::common::{Copy, finds, finds_in, once};

#[test]
fn a_purchase_order_of_another_supplier() {
    finds(
        "07-procurement.json",
        "\"supplier_id\": \"000a0000-0000-4000-8000-000000000002\"",
        "\"supplier_id\": \"000a0000-0000-4000-8000-000000000003\"",
        "\"000a0000-0000-4000-8000-000000000003\"",
        "business/purchase-supplier",
        &[
            "Distribuciones Forneras de Levante, S. L. sells nothing of this order, and Lácteos Font",
            "write the id of Lácteos Font de la Calderona, S. L., by seed-data/professional/03-suppliers.json:",
        ],
    );
}

#[test]
fn a_recipe_that_contradicts_all_its_batches() {
    finds(
        "04-recipes.json",
        "\"baking_minutes\": 22",
        "\"baking_minutes\": 220",
        "220",
        "business/recipe-minutes",
        &[
            "`REC-BAR` takes 325 minutes, and all its 2 batches are planned for 127 or less",
            "Write 22 or less here",
        ],
    );
    finds(
        "04-recipes.json",
        "\"product_id\": \"00080000-0000-4000-8000-000000000001\"",
        "\"product_id\": \"00080000-0000-4000-8000-000000000002\"",
        "\"00080000-0000-4000-8000-000000000002\"",
        "business/recipe-product",
        &[
            "`REC-BAR` is of Hogaza de masa madre, and Barra de Benimaclet names it, as do all its batches",
            "write the id of Barra de Benimaclet, by ",
        ],
    );
    let product = "seed-data/enterprise/parent/04-recipes.json:9, which is of this product";
    once(
        "enterprise",
        &[[
            "parent/02-inventory.json",
            "\"recipe_id\": \"000c0000-0000-4000-8000-000000000002\"",
            "\"recipe_id\": \"000c0000-0000-4000-8000-000000000001\"",
        ]],
        "business/product-recipe",
        &["write the id of `REC-CROISSANT`, by ", product],
    );
}

#[test]
fn grams_for_kilograms() {
    let slip = ["04-recipes.json", "\"quantity\": 0.25", "\"quantity\": 250"];
    let hint = "write 0.25, as 250 g are 0.25 kg";
    once(
        "professional",
        &[slip],
        "business/bakers-percentage",
        &[hint],
    );
}

#[test]
fn what_the_batch_knows_of_its_lot_and_its_check() {
    finds(
        "02-inventory.json",
        "\"produced_at\": \"BASE_TS - 4h30m\"",
        "\"produced_at\": \"BASE_TS - 14h30m\"",
        "\"BASE_TS - 14h30m\"",
        "business/lot-shelf-life",
        &[
            "write as \"produced_at\" its \"finished_at\", at seed-data/professional/06-production.json:",
        ],
    );
    once(
        "professional",
        &[[
            "11-quality.json",
            "\"batch_id\": \"000f0000-0000-4000-8000-000000000002\"",
            "\"batch_id\": \"000f0000-0000-4000-8000-000000000003\"",
        ]],
        "business/quality-time",
        &["or as \"batch_id\" the id of P-2118, by seed-data/professional/06-production.json:"],
    );
}

#[test]
fn what_only_follows_is_not_said() {
    let steps = ["12-orchestration.json", "2h59m40s", "2h58m40s"];
    once(
        "professional",
        &[steps],
        "business/step-time",
        &["step 2 of PN-0344: it finishes after the run"],
    );
    let founded = ["00-tenant.json", "2016-05-02", "2026-05-02"];
    once("professional", &[founded], "time/window", &["`founded_on`"]);
    let kind = [
        "children/outlet-chamberi.json",
        "\"kind\": \"outlet\"",
        "\"kind\": \"single\"",
    ];
    once(
        "enterprise",
        &[kind],
        "business/tenant-kind",
        &["write \"outlet\""],
    );
    let received = ["07-procurement.json", "\"late\"", "\"received\""];
    let hint = "Write \"status\": \"late\", or add \"arrived_at\", \"received_by_user_id\", \"temperature_c\"";
    once(
        "professional",
        &[received],
        "business/delivery-status",
        &[hint],
    );
    let delivered = [
        "08-orders.json",
        "\"status\": \"delivered\"",
        "\"status\": \"ready\"",
    ];
    let words = "PV-1142: it is ready, and has a delivered_at";
    once(
        "professional",
        &[delivered],
        "business/order-delivered",
        &[words],
    );
    let machine = [
        "parent/05-equipment.json",
        "\"operational\", \"installed_on\": \"2019-11-11\", \"last_maintenance_at\": \"2024-11-25",
        "\"out_of_order\", \"installed_on\": \"2019-11-11\", \"last_maintenance_at\": \"2024-11-25",
    ];
    let words = "HOR-01 is out of order, here and in 1 more row of this file";
    once(
        "enterprise",
        &[machine],
        "business/batch-capacity",
        &[words],
    );
}

#[test]
fn a_stop_that_its_order_contradicts() {
    finds(
        "08-orders.json",
        "\"load_crates\": 3, \"status\": \"delivered\"",
        "\"load_crates\": 3, \"status\": \"pending\"",
        "\"pending\" },",
        "routes/status",
        &["write \"delivered\": the van has arrived, by `arrived_at`"],
    );
    let copy = Copy::of("professional");
    let text = copy.text("08-orders.json");
    let (before, after) = text.split_at(text.find("\"delivery_stops\"").unwrap());
    let (right, wrong) = (
        "00150000-0000-4000-8000-000000000001",
        "00150000-0000-4000-8000-000000000002",
    );
    copy.write(
        "08-orders.json",
        format!("{before}{}", after.replacen(right, wrong, 1)),
    );
    let run = copy.validate(&["--strict"]);
    for words in [
        "[routes/place]: PV-1143 is another customer's order, which another stop brings",
        "write the id of PV-1142, by seed-data/professional/08-orders.json:",
    ] {
        assert!(run.only().contains(words), "{}", run.out);
    }
}

#[test]
fn a_stop_whose_door_tells_what_is_wrong() {
    let stop = |customer: u8, order: u8| {
        format!(
            "\"customer_id\": \"00140000-0000-4000-8000-00000000000{customer}\", \"order_id\": \"00150000-0000-4000-8000-00000000000{order}\""
        )
    };
    let order = [
        "PV-1144 is another customer's order, and none brings PV-1142 of this one, at whose door this stop is",
        "which is right? Write the id of PV-1142, by seed-data/professional/08-orders.json:17, here, or this stop's customer at seed-data/professional/08-orders.json:28",
    ];
    let customer = [
        "PV-1142 is another customer's order, by seed-data/professional/08-orders.json:18, and this stop is at that customer's door",
        "write `00140000-0000-4000-8000-000000000001`, who ordered it",
    ];
    for (wrong, words) in [(stop(1, 3), order), (stop(2, 1), customer)] {
        let change = ["08-orders.json", &stop(1, 1), &wrong];
        once("professional", &[change], "routes/place", &words);
    }
}

#[test]
fn an_order_whose_customer_is_wrong_is_told_at_both_ends() {
    let (right, wrong) = (
        "\"order_number\": \"PV-1143\",\n      \"customer_id\": \"00140000-0000-4000-8000-000000000002\"",
        "\"order_number\": \"PV-1143\",\n      \"customer_id\": \"00140000-0000-4000-8000-000000000001\"",
    );
    let words = ["or this stop's customer at seed-data/professional/08-orders.json:23"];
    once(
        "professional",
        &[["08-orders.json", right, wrong]],
        "routes/place",
        &words,
    );
}

#[test]
fn a_stop_with_another_order_of_its_customer() {
    let file = "distribution/routes.json";
    let order = "\"customer_id\": \"00140000-0000-4000-8000-000000000001\", \"order_id\": \"00150000-0000-4000-8000-00000000000";
    let (right, wrong) = (format!("{order}1\""), format!("{order}7\""));
    let words = [
        "brings this order too",
        "write the id of PV-0871, which no stop brings, by ",
    ];
    once(
        "enterprise",
        &[[file, &right, &wrong]],
        "routes/once",
        &words,
    );
}

#[test]
fn two_stops_with_each_others_number() {
    let file = "distribution/routes.json";
    let number = |id: u8, number: u8| {
        format!(
            "00190000-0000-4000-8000-00000000000{id}\", \"route_id\": \"00180000-0000-4000-8000-000000000001\", \"sequence\": {number}"
        )
    };
    let words = ["are the two numbers swapped? Write 3 here and 4 there"];
    let changes = [
        [file, &number(3, 3), &number(3, 4)],
        [file, &number(4, 4), &number(4, 3)],
    ];
    once("enterprise", &changes, "routes/sequence", &words);
}

#[test]
fn a_window_whose_sides_are_swapped() {
    let window = [
        "manifest.json",
        "\"stock_lots.expires_at\": { \"past\": \"7d\", \"future\": \"180d\" }",
        "\"stock_lots.expires_at\": { \"past\": \"180d\", \"future\": \"7d\" }",
    ];
    let words = ["none would if `past` and `future` changed places"];
    once("professional", &[window], "time/window", &words);
}

#[test]
fn a_lot_of_another_ingredient() {
    let (right, wrong) = (
        "\"ingredient_id\": \"00070000-0000-4000-8000-000000000002\"",
        "\"ingredient_id\": \"00070000-0000-4000-8000-000000000005\"",
    );
    let words = [
        "\"ingredient_id\": \"00070000-0000-4000-8000-000000000005\"",
        "Sal marina fina costs 0.38",
        "is it a lot of Harina de fuerza W300?",
    ];
    let change = ["02-inventory.json", right, wrong];
    once("professional", &[change], "business/lot-cost", &words);
}

#[test]
fn a_forecast_of_another_day_is_out_of_order() {
    let row = "\"forecast_date\": \"2024-11-04\"";
    finds(
        "history/forecasts.json",
        row,
        "\"forecast_date\": \"2024-11-14\"",
        "\"2024-11-14\", \"generated_at\": \"2024-10-27",
        "constraint/unique",
        &["stands out of the order of the others: is its date wrong?"],
    );
}

#[test]
fn an_id_in_a_summary_that_is_of_another_table() {
    let (batch, product) = (
        "\"000f0000-0000-4000-8000-000000000004\", \"000f0000-0000-4000-8000-000000000005\"]",
        "\"00080000-0000-4000-8000-000000000001\", \"000f0000-0000-4000-8000-000000000005\"]",
    );
    finds(
        "12-orchestration.json",
        batch,
        product,
        product,
        "business/run-subjects",
        &[
            "PN-0344 names a batch that does not exist",
            "take the id of a row of production_batches",
        ],
    );
}

#[test]
fn hints_name_the_other_side() {
    once(
        "professional",
        &[[
            "03-suppliers.json",
            "\"minimum_order\": 250.00",
            "\"minimum_order\": 2500.00",
        ]],
        "business/purchase-minimum",
        &["or mend its minimum_order, at seed-data/professional/03-suppliers.json:6"],
    );
    once(
        "professional",
        &[[
            "09-sales.json",
            "\"unit_price\": 1.06",
            "\"unit_price\": 1.60",
        ]],
        "business/sale-price",
        &[
            "costs 1.20, and 1.06 in wholesale, not 1.60",
            "write \"unit_price\": 1.06",
        ],
    );
    let orders = "08-orders.json";
    let quantity = ["\"quantity\": 12, \"unit\"", "\"quantity\": 21, \"unit\""];
    let total = ["\"line_total\": 39.60", "\"line_total\": 69.30"];
    once(
        "professional",
        &[
            [orders, quantity[0], quantity[1]],
            [orders, total[0], total[1]],
        ],
        "business/order-total",
        &[
            "\"total\": 105.14, or at seed-data/professional/08-orders.json:41 \"quantity\": 12, \"line_total\": 39.60",
        ],
    );
    finds_in(
        "enterprise",
        "parent/12-orchestration.json",
        ("\"00020013-", "\"00020014-"),
        "\"00020014-",
        "reference/json",
        &["did you mean `00020013-0000-4000-8000-000000000001` (TDA-SAL, Tienda Salamanca)?"],
    );
    let fleet = "distribution/fleet.json";
    let status = "\"status\": \"on_route\"";
    once(
        "enterprise",
        &[[fleet, status, "\"status\": \"maintenance\""]],
        "routes/status",
        &[
            "is `maintenance`, by seed-data/enterprise/distribution/fleet.json:5",
            "Write \"on_route\" there",
        ],
    );
    let copy = Copy::of("enterprise");
    let run = copy.with(fleet, "13:30", "06:30");
    let words = "or widen the shift, at seed-data/enterprise/distribution/fleet.json:6";
    assert!(run.out.contains(words), "{}", run.out);
}

#[test]
fn letters_of_another_encoding() {
    finds(
        "01-users.json",
        "Noelia Rubio",
        "NoÃ©lia Rubio",
        "Ã©lia",
        "shape/letters",
        &["`Ã©` is `é` in UTF-8 that was read as Latin-1", "write `é`"],
    );
    finds(
        "01-users.json",
        "Noelia",
        "Noe\u{301}lia",
        "e\u{301}lia",
        "shape/letters",
        &["this `é` is two characters, a letter and its accent"],
    );
}
