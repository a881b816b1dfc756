//! Dates.

use super::{Explanation, explanation};

pub(super) const RULES: [Explanation; 6] = [
    explanation(
        "time/marker",
        "a marker is `BASE_TS`, or that with a sign and amounts",
        "A marker says how far a moment lies from the session's: `BASE_TS - 1h30m`. The units are w, d, h, m and s.",
        r#""last_order_date": "BASE_TS - 9x""#,
        r#""last_order_date": "BASE_TS - 9h""#,
    ),
    explanation(
        "time/instant",
        "an instant is a marker, or ISO 8601 with a time",
        "What cannot be read as an instant cannot be moved to the day of the demo.",
        r#""last_order_date": "2025-01-14""#,
        r#""last_order_date": "BASE_TS - 9h""#,
    ),
    explanation(
        "time/date",
        "a date is ISO 8601, or a marker",
        "What cannot be read as a date cannot be moved to the day of the demo.",
        r#""next_inspection_on": "24.4.2025""#,
        r#""next_inspection_on": "2025-04-24""#,
    ),
    explanation(
        "time/window",
        "a date lies as near to the session's as the manifest says",
        "All dates hang on 2025-01-15. One with a slip in its year lies years away from the others in every demo, and looks right in the file.",
        r#""next_inspection_on": "2035-04-24""#,
        r#""next_inspection_on": "2025-04-24""#,
    ),
    explanation(
        "time/range",
        "dates of one row come in the order that service.toml declares",
        "A route that ends before it begins is seen at once. Some dates move off weekends, so the order is checked for sessions on each day of a week.",
        r#""planned_end_at": "BASE_TS - 27m""#,
        r#""planned_end_at": "BASE_TS + 27m""#,
    ),
    explanation(
        "time/edge-case",
        "an edge case lies exactly as far from the session as its name promises",
        "The first screen tells a story: a delivery four hours late, a batch that should have begun two hours ago. The manifest says which values tell it.",
        r#""requested_delivery_date": "BASE_TS + 2h35m""#,
        r#""requested_delivery_date": "BASE_TS + 2h30m""#,
    ),
];
