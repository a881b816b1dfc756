//! Two rows that contradict each other: one finding, at the one from which all others differ where
//! that can be told, with the place of the other.

use super::common::once;

const ORDERS: &str = "08-orders.json";
const P: &str = "professional";
const E: &str = "enterprise";

#[test]
fn the_clock_of_a_delivery() {
    once(
        P,
        &[[
            ORDERS,
            "\"delivered_at\": \"BASE_TS - 4m\"",
            "\"delivered_at\": \"BASE_TS - 12m\"",
        ]],
        "business/order-brought",
        &[
            "PV-1142 is delivered 4 minutes before its van arrives, by seed-data/professional/08-orders.json:",
            "which is right? Write a later \"delivered_at\" here, or an earlier \"arrived_at\" at ",
        ],
    );
    once(
        P,
        &[[
            ORDERS,
            "\"arrived_at\": \"BASE_TS - 8m\"",
            "\"arrived_at\": \"BASE_TS - 28m\"",
        ]],
        "business/stop-times",
        &[
            "the van is at stop 1 13 minutes before the start of RT-0311, by seed-data/professional/08-orders.json:",
            "which is right? Write a later \"arrived_at\" here, or an earlier \"started_at\" at ",
        ],
    );
    once(
        P,
        &[[
            ORDERS,
            "\"started_at\": \"BASE_TS - 15m\"",
            "\"started_at\": \"BASE_TS - 5m\"",
        ]],
        "business/stop-times",
        &["the van is at stop 1 3 minutes before the start of RT-0311"],
    );
    once(
        E,
        &[[
            "distribution/orders.json",
            "\"requested_delivery_date\": \"BASE_TS + 3h45m\"",
            "\"requested_delivery_date\": \"BASE_TS + 13h45m\"",
        ]],
        "business/order-brought",
        &[
            "PV-0877 is asked for after the window of its stop ends, by seed-data/enterprise/distribution/routes.json:",
            "which is right? Write an hour within the window here, or another window at ",
        ],
    );
}

#[test]
fn rows_of_other_services() {
    once(
        E,
        &[[
            "children/outlet-chamartin.json",
            "\"currency\": \"EUR\"",
            "\"currency\": \"USD\"",
        ]],
        "business/tenant-currency",
        &[
            "the currency is USD, and that of the parent is EUR, by seed-data/enterprise/parent/00-tenant.json:",
            "write \"EUR\"",
        ],
    );
    once(
        P,
        &[[
            "01-users.json",
            "\"active\": true, \"last_login_at\": \"BASE_TS - 22m\"",
            "\"active\": false, \"last_login_at\": \"BASE_TS - 22m\"",
        ]],
        "business/route-driver",
        &[
            "Ximo Ferrandis Gil drives RT-0311, which is in_progress, and is not active, by seed-data/professional/01-users.json:17",
            "which is right? Write another driver here, or \"active\": true at ",
        ],
    );
    once(
        P,
        &[["02-inventory.json", "\"quantity\": 71", "\"quantity\": 710"]],
        "business/lot-batch",
        &[
            "the lot P-2118 has 710, and its batch made 129, by seed-data/professional/06-production.json:",
            "which is right? Write 129 or less here, or mend what the batch made",
        ],
    );
}

#[test]
fn one_slip_that_many_rows_contradict() {
    once(
        P,
        &[[
            "02-inventory.json",
            "\"weight_g\": 250",
            "\"weight_g\": 2500",
        ]],
        "business/product-weight",
        &[
            "02-inventory.json:37:",
            "130 × 2500 g is 325.0 kg, from 42.3 kg of dough in REC-BAR",
            "which is right? Write a \"weight_g\" from 195 to 325 here, a \"yield_quantity\" from 11 to 16 at seed-data/professional/04-recipes.json:4, or mend the ingredients from ",
        ],
    );
    once(
        P,
        &[[
            "03-suppliers.json",
            "\"unit_price\": 0.68",
            "\"unit_price\": 0.86",
        ]],
        "business/price-paid",
        &[
            "03-suppliers.json:29:",
            "Harinera Molí de l’Aliaga, S. L. asks 0.86 for Harina de fuerza W300, and the cost of that is 0.68, by seed-data/professional/02-inventory.json:8, as is all that is ordered, from seed-data/professional/07-procurement.json:",
            "which is right? Write 0.68 here, or 0.86 at all of these",
        ],
    );
    once(
        P,
        &[[
            "05-equipment.json",
            "\"batch_capacity\": 140",
            "\"batch_capacity\": 14",
        ]],
        "business/equipment-capacity",
        &[
            "05-equipment.json:5:",
            "HOR-01 takes 14, and 4 of its 4 batches are of more, up to 130, by seed-data/professional/06-production.json:",
            "which is right? Write 130 or more here, or plan less in each of these",
        ],
    );
    // One batch alone does not speak against its machine.
    once(
        P,
        &[[
            "05-equipment.json",
            "\"batch_capacity\": 120",
            "\"batch_capacity\": 12",
        ]],
        "business/batch-capacity",
        &[
            "which is right? Plan less here, name another machine at seed-data/professional/06-production.json:26 (HOR-01 takes 140), or mend what LAM-01 takes, at seed-data/professional/05-equipment.json:10",
        ],
    );
}

#[test]
fn an_order_of_another_customer_and_a_line_of_another_product() {
    once(
        E,
        &[[
            "parent/08-orders.json",
            "\"customer_id\": \"00140000-0000-4000-8000-000000000004\", \"channel\": \"email\"",
            "\"customer_id\": \"00140000-0000-4000-8000-000000000002\", \"channel\": \"email\"",
        ]],
        "business/order-place",
        &[
            "parent/08-orders.json:47:",
            "PV-0873 is of ",
            ", and its stop and the prices of its lines are those of ",
            "write the id of ",
        ],
    );
    once(
        P,
        &[[
            ORDERS,
            "\"product_id\": \"00080000-0000-4000-8000-000000000001\", \"quantity\": 30, \"unit\": \"unit\",\n      \"unit_price\": 1.06, \"vat_rate\": 4.00, \"line_total\": 31.80 },\n    { \"id\": \"00160000-0000-4000-8000-000000000006\"",
            "\"product_id\": \"00080000-0000-4000-8000-000000000003\", \"quantity\": 30, \"unit\": \"unit\",\n      \"unit_price\": 1.06, \"vat_rate\": 4.00, \"line_total\": 31.80 },\n    { \"id\": \"00160000-0000-4000-8000-000000000006\"",
        ]],
        "business/order-line-product",
        &[
            "the price 1.06 and the VAT of 4 % are those of Barra de Benimaclet, not of Cruasán de mantequilla",
            "which is right? Write the id of Barra de Benimaclet here, by seed-data/professional/02-inventory.json:35, or \"unit_price\": 1.32 and \"vat_rate\": 10.00",
        ],
    );
}

#[test]
fn costs_and_prices_name_each_other() {
    once(
        P,
        &[[
            "02-inventory.json",
            "\"unit_cost\": 0.68, \"vat_rate\"",
            "\"unit_cost\": 6.80, \"vat_rate\"",
        ]],
        "business/ingredient-cost",
        &[
            "Harina de fuerza W300 costs 6.8, and the preferred price is 0.68, by seed-data/professional/03-suppliers.json:29",
            "which is right? Write 0.68 here, or 6.8 there",
        ],
    );
    once(
        P,
        &[[
            "07-procurement.json",
            "\"unit_price\": 0.68",
            "\"unit_price\": 0.69",
        ]],
        "business/purchase-line-price",
        &["which is right? Write 0.68 here, or 0.69 there"],
    );
}

#[test]
fn a_shelf_life_and_a_quantity_in_their_own_units() {
    once(
        P,
        &[[
            "02-inventory.json",
            "\"BASE_TS - 4h30m\"",
            "\"BASE_TS - 5h30m\"",
        ]],
        "business/lot-shelf-life",
        &[
            "Barra de Benimaclet keeps for 24 hours, and this lot for 25 hours",
            "its batch was finished later: write as \"produced_at\" its \"finished_at\", at seed-data/professional/06-production.json:15",
        ],
    );
    let file = "parent/07-procurement.json";
    once(
        E,
        &[[
            file,
            "\"received_quantity\": 60",
            "\"received_quantity\": 6",
        ]],
        "business/purchase-status",
        &[
            "not all of it has come: 6 of 60 kg of ",
            ", by seed-data/enterprise/parent/07-procurement.json:",
        ],
    );
    once(
        E,
        &[[file, "\"quantity\": 1000,", "\"quantity\": 1.000,"]],
        "business/purchase-line-listed",
        &["its total of 460.00 is of 1000: write that"],
    );
}

#[test]
fn totals_are_told_together() {
    once(
        P,
        &[[
            ORDERS,
            "\"quantity\": 36, \"unit\": \"unit\",\n      \"unit_price\": 1.32, \"vat_rate\": 10.00, \"line_total\": 47.52",
            "\"quantity\": 46, \"unit\": \"unit\",\n      \"unit_price\": 1.32, \"vat_rate\": 10.00, \"line_total\": 60.72",
        ]],
        "business/order-total",
        &[
            "the subtotal is 79.32, and the lines give 92.52",
            "which is right? Write \"subtotal\": 92.52, \"vat_total\": 7.34, \"total\": 99.86, or at seed-data/professional/08-orders.json:50 \"quantity\": 36, \"line_total\": 47.52",
        ],
    );
}

#[test]
fn a_service_that_is_nearly_one() {
    once(
        P,
        &[[
            "12-orchestration.json",
            "\"service\": \"production\"",
            "\"service\": \"produccion\"",
        ]],
        "business/step-service",
        &[
            "there is no service `produccion`",
            "did you mean `production`? the services are ",
        ],
    );
}

#[test]
fn two_prices_at_a_time() {
    let old = "\"valid_until\": \"2025-12-31\", \"preferred\": true },\n    { \"id\": \"000b0000-0000-4000-8000-000000000002\", \"supplier_id\": \"000a0000-0000-4000-8000-000000000001\",";
    let new = "\"valid_until\": \"2025-12-31\", \"preferred\": true },
    { \"id\": \"000b0000-0000-4000-8000-000000000008\", \"supplier_id\": \"000a0000-0000-4000-8000-000000000001\",
      \"ingredient_id\": \"00070000-0000-4000-8000-000000000001\", \"supplier_sku\": \"W180-25\", \"package_quantity\": 25,
      \"unit\": \"kg\", \"unit_price\": 0.52, \"currency\": \"EUR\", \"vat_rate\": 4.00, \"valid_from\": \"2025-01-13\",
      \"valid_until\": \"2025-12-31\", \"preferred\": true },
    { \"id\": \"000b0000-0000-4000-8000-000000000002\", \"supplier_id\": \"000a0000-0000-4000-8000-000000000001\",";
    once(
        P,
        &[["03-suppliers.json", old, new]],
        "business/price-overlap",
        &[
            "until 2025-12-31 another price of this supplier is valid, by seed-data/professional/03-suppliers.json:26",
            "end that one before this begins: write \"valid_until\": \"2025-01-12\" there",
        ],
    );
}

#[test]
fn a_text_in_place_of_a_list() {
    once(
        P,
        &[[
            "01-users.json",
            "[\"*:read\", \"*:write\"]",
            "\"*:read, *:write\"",
        ]],
        "business/role-permission",
        &[
            "the permissions of Propiedad are no list",
            "write each as a text of a list: [\"orders:read\", \"orders:write\"]",
        ],
    );
}

#[test]
fn a_status_with_which_nothing_agrees() {
    once(
        E,
        &[[
            "parent/06-production.json",
            "\"status\": \"in_progress\", \"stage\": \"proofing\"",
            "\"status\": \"completed\", \"stage\": \"proofing\"",
        ]],
        "business/batch-status",
        &["which is right? Write \"status\": \"in_progress\", with which all the others agree"],
    );
}

#[test]
fn a_window_that_no_van_can_meet() {
    once(
        E,
        &[[
            "distribution/routes.json",
            "\"window_start_at\": \"BASE_TS - 15m\"",
            "\"window_start_at\": \"BASE_TS + 15m\"",
        ]],
        "routes/window",
        &[
            "the window begins here, and the van arrives at `BASE_TS + 4m`, by seed-data/enterprise/distribution/routes.json:31",
            "write `BASE_TS + 4m` or earlier here",
        ],
    );
}

#[test]
fn a_date_that_is_wrong_and_not_swapped() {
    once(
        E,
        &[[
            "children/outlet-salamanca.json",
            "\"expires_at\": \"2025-01-25T08:00:00Z\"",
            "\"expires_at\": \"2025-01-05T08:00:00Z\"",
        ]],
        "time/window",
        &[
            "`expires_at` lies 9 d 22 h before the session",
            "write an instant from 2025-01-08",
        ],
    );
}

#[test]
fn a_row_with_the_id_of_its_neighbour() {
    once(
        P,
        &[[
            "04-recipes.json",
            "\"id\": \"000d0000-0000-4000-8000-000000000006\"",
            "\"id\": \"000d0000-0000-4000-8000-000000000005\"",
        ]],
        "uuid/duplicate",
        &["give one of them a new id"],
    );
}
