//! What the orchestrator warns of.

use super::today::{Item, List};
use crate::{
    error::Problem,
    pages::{
        labels::label,
        visitor::{Row, Visitor, text},
    },
};

/// The alerts that nobody has resolved.
pub async fn alerts(visitor: &Visitor) -> Result<Option<List>, Problem> {
    let query = [
        ("status__ne", "resolved"),
        ("sort", "-raised_at"),
        ("limit", "10"),
    ];
    let Some(rows) = visitor.rows("orchestrator", "alerts", &query).await? else {
        return Ok(None);
    };
    let t = visitor.reader.texts();
    let item = |row: &Row| {
        let subject = (
            text(row, "subject_service"),
            text(row, "subject_table"),
            text(row, "subject_id"),
        );
        let severity = text(row, "severity");
        Item {
            tone: match severity {
                "critical" => "bad",
                "warning" => "warn",
                _ => "info",
            },
            ..Item::new(
                visitor.row_link(subject.0, subject.1, subject.2),
                text(row, "title").to_owned(),
                label(visitor.reader.language, severity),
                text(row, "message").to_owned(),
            )
        }
    };
    let mut items: Vec<Item> = rows.iter().map(item).collect();
    // The gravest first, and of those the latest.
    items.sort_by_key(|item| match item.tone {
        "bad" => 0,
        "warn" => 1,
        _ => 2,
    });
    Ok(Some(List {
        title: t.alerts,
        tone: "",
        empty: t.alerts_none,
        hidden: false,
        items,
    }))
}
