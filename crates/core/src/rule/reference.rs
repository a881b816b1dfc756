//! What names another row, and what must be there once.

use super::{Explanation, explanation};

pub(super) const RULES: [Explanation; 10] = [
    explanation(
        "reference/missing",
        "a reference names a row of the profile",
        "Inside a database the whole demo is refused. Across databases nobody would notice until the prospect opens an order without a customer.",
        r#""customer_id": "00140000-0000-4000-8000-000000000007", "channel": "phone""#,
        r#""customer_id": "00140000-0000-4000-8000-000000000002", "channel": "phone""#,
    ),
    explanation(
        "reference/other-tenant",
        "a reference names a row of its own tenant or, where service.toml declares it, of the parent",
        "An outlet sells the parent's products from its own shop, never from another outlet's: whoever logs in there must not see it.",
        r#""location_id": "00020012-0000-4000-8000-000000000001",
      "quantity": 9"#,
        r#""location_id": "00020011-0000-4000-8000-000000000001",
      "quantity": 9"#,
    ),
    explanation(
        "reference/json",
        "an id at a declared path of a JSON column is that of a row",
        "service.toml says which paths hold ids. They are changed for each tenant as columns are, and must lead somewhere.",
        r#""batch_ids": ["000f0000-0000-4000-8000-000000000077""#,
        r#""batch_ids": ["000f0000-0000-4000-8000-000000000003""#,
    ),
    explanation(
        "reference/text",
        "a number that a text names is that of a row",
        "Who reads of a batch or an order in a note or an alert looks for it, and finds nothing.",
        "Tanda de cruasanes P-2102 sin empezar",
        "Tanda de cruasanes P-2120 sin empezar",
    )
    .rated_warning(),
    explanation(
        "constraint/unique",
        "what the schema says is unique is so inside each tenant",
        "The database refuses the second of two, and with it the whole demo.",
        r#""code": "CLI-014", "name": "Cafetería La Barca de la Reina""#,
        r#""code": "CLI-021", "name": "Cafetería La Barca de la Reina""#,
    ),
    explanation(
        "constraint/check",
        "a value keeps the checks that its table declares",
        "The database refuses the row, and with it the whole demo.",
        r#""status": "on_rute", "shift_start""#,
        r#""status": "on_route", "shift_start""#,
    ),
    explanation(
        "constraint/not-null",
        "what the database fills in may not be null either",
        "A default that computes nothing leaves a row that the database refuses, and with it the whole demo.",
        "a column without a value, whose default comes to null",
        "a value in the row",
    ),
    explanation(
        "profile/tenant",
        "a profile has one row of `tenants` of its own",
        "It is the bakery that the prospect gets. Outlets have theirs in `children/`.",
        r#""founded_on": "2016-05-02", "created_at": "2024-02-01T09:00:00Z" },
    { "kind": "single", "name": "Horno Segundo", "legal_name": "Horno Segundo, S. L.", "tax_id": "B00000000",
      "email": "hola@segundo.example", "phone": "+34 960 000 000", "timezone": "Europe/Madrid",
      "currency": "EUR", "created_at": "2024-02-01T09:00:00Z" }"#,
        r#""founded_on": "2016-05-02", "created_at": "2024-02-01T09:00:00Z" }"#,
    ),
    explanation(
        "profile/owner",
        "a user of the profile's own tenant has the role `owner`",
        "The session's token and the first log-in on the screen are the owner's. Without one nobody could see the demo.",
        r#""name": "ownr""#,
        r#""name": "owner""#,
    ),
    explanation(
        "profile/password",
        "every user logs in with the session's password",
        "The answer to a new session lists all users with one password. One whom it does not let in makes all of them look broken.",
        r#""password_digest": "secret""#,
        r#""password_digest": "${session.password_digest}""#,
    ),
];
