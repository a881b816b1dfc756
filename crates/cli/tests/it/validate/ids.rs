//! Ids: form, prefix, uniqueness.

use super::common::{finds, finds_in};

const FILE: &str = "08-orders.json";

#[test]
fn an_id_that_is_none() {
    finds(
        FILE,
        "\"id\": \"00170000-0000-4000-8000-000000000001\"",
        "\"id\": \"00170000-0000-4000-8000-00000000000g\"",
        "\"00170000-0000-4000-8000-00000000000g\"",
        "uuid/invalid",
        &[
            "is not a UUID",
            "help: write it as 8-4-4-4-12 hexadecimal digits",
        ],
    );
    // The row of that name was meant.
    finds(
        "02-inventory.json",
        "\"supplier_id\": \"000a0000-0000-4000-8000-000000000001\"",
        "\"supplier_id\": \"Harinera Molí de Aliaga\"",
        "\"Harinera Molí de Aliaga\"",
        "uuid/invalid",
        &["help: write an id: did you mean `000a0000-0000-4000-8000-000000000001` (MLA, Harinera"],
    );
}

#[test]
fn an_id_of_another_form_or_table() {
    let old = "\"id\": \"00140000-0000-4000-8000-000000000001\"";
    finds(
        FILE,
        old,
        "\"id\": \"00140000-0000-1000-8000-000000000001\"",
        "\"00140000-0000-1000-8000-000000000001\"",
        "uuid/version",
        &[
            "does not have the form of a v4 UUID",
            "help: write 4 as the first digit of the third group",
        ],
    );
    finds(
        FILE,
        old,
        "\"id\": \"00150000-0000-4000-8000-000000000001\"",
        "\"00150000-0000-4000-8000-000000000001\"",
        "uuid/prefix",
        &[
            "does not begin with 0014, as all ids of `customers` do",
            "help: write it as 00140000-0000-4000-8000-000000000001",
        ],
    );
    finds_in(
        "enterprise",
        "children/outlet-chamberi.json",
        (
            "\"tenant_id\": \"00010011-0000-4000-8000-000000000001\"",
            "\"tenant_id\": \"00020011-0000-4000-8000-000000000001\"",
        ),
        "\"00020011-0000-4000-8000-000000000001\"",
        "uuid/prefix",
        &["does not begin with 0001, as all ids of `tenants` do"],
    );
}

#[test]
fn an_id_stands_once_also_over_tenants() {
    finds_in(
        "enterprise",
        "children/outlet-salamanca.json",
        (
            "\"id\": \"001e0013-0000-4000-8000-000000000001\"",
            "\"id\": \"001e0011-0000-4000-8000-000000000001\"",
        ),
        "\"001e0011-0000-4000-8000-000000000001\"",
        "uuid/duplicate",
        &[
            "is the id of another row of `alerts` too, at seed-data/enterprise/children/outlet-chamberi.json:",
        ],
    );
}

#[test]
fn a_prefix_that_no_id_has_is_one_fault() {
    finds(
        "manifest.json",
        "\"customers\": \"0014\"",
        "\"customers\": \"0099\"",
        "\"0099\"",
        "manifest/id-prefix",
        &[
            "no id of `customers` begins with 0099: they begin with 0014",
            "help: write \"0014\"",
        ],
    );
}
