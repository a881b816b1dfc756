//! Ids.

use super::{Explanation, explanation};

pub(super) const RULES: [Explanation; 4] = [
    explanation(
        "uuid/invalid",
        "an id is a UUID",
        "Ids are changed for each tenant by their bits, which a name or a number does not have.",
        r#""order_id": "PV-1142""#,
        r#""order_id": "00150000-0000-4000-8000-000000000001""#,
    ),
    explanation(
        "uuid/version",
        "an id has the form of a v4 UUID",
        r#"Strict clients refuse a UUID without a valid version and variant, and `id_transform = "xor_rfc9562"` keeps those of the seed data."#,
        r#""id": "00140000-0000-1000-8000-000000000001""#,
        r#""id": "00140000-0000-4000-8000-000000000001""#,
    ),
    explanation(
        "uuid/prefix",
        "ids of a table begin with the digits that the manifest gives it",
        "Whoever reads an id in a log or in another table sees at once what it names, and a reference to the wrong table is seen too.",
        r#""id": "00990000-0000-4000-8000-000000000001", "code": "CLI-014""#,
        r#""id": "00140000-0000-4000-8000-000000000001", "code": "CLI-014""#,
    ),
    explanation(
        "uuid/duplicate",
        "an id stands once in its table, over all files of the profile",
        "Two rows of one tenant with one id are refused by the database. In two tenants, whoever knows the id alone cannot tell them apart.",
        r#""id": "00140000-0000-4000-8000-000000000001", "code": "CLI-021""#,
        r#""id": "00140000-0000-4000-8000-000000000002", "code": "CLI-021""#,
    ),
];
