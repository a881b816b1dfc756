//! What a state means, as a colour; its word stands in it.

/// The class of a state's tag: `good`, `info` for what is under way, `warn`, `bad`, or none.
pub fn tone(state: &str) -> &'static str {
    match state {
        "completed" | "delivered" | "received" | "paid" | "available" | "active" | "approved"
        | "operational" | "resolved" | "ready" | "packed" => "good",
        "planned" | "scheduled" | "confirmed" | "sent" | "in_progress" | "in_production"
        | "out_for_delivery" | "in_transit" | "arrived" | "on_route" | "running" | "invoiced"
        | "waiting" | "mixing" | "proofing" | "baking" | "cooling" | "trial" | "creating"
        | "resetting" | "acknowledged" | "info" => "info",
        "pending"
        | "partially_received"
        | "completed_with_warnings"
        | "warning"
        | "quarantined"
        | "maintenance"
        | "paused"
        | "high"
        | "open" => "warn",
        "late" | "failed" | "rejected" | "expired" | "critical" | "out_of_order" | "past_due"
        | "urgent" => "bad",
        _ => "",
    }
}
