//! Rules beside the profiles and in them: added, and in place of those of the same id.

use super::Seeds;

const EARLY_BIRD: &str = "\
-- id: business/early-bird
-- severity: error
-- title: Nobody works before four
-- why: The neighbours sleep.
-- wrong: \"shift_start\": \"03:00\"
-- right: \"shift_start\": \"05:30\"
-- at: vehicles.shift_start

select tenant_id, id, format('the shift begins at %s', shift_start) as message, 'sleep longer' as hint
from vehicles
where shift_start < '06:00'
";

#[test]
fn a_rule_beside_a_profile_is_for_all_and_one_in_it_for_it_alone() {
    for (file, with) in [
        ("rules/early.sql", 1),
        ("professional/rules/early.sql", 1),
        ("enterprise/rules/early.sql", 0),
    ] {
        let seeds = Seeds::new("professional");
        seeds.write(file, EARLY_BIRD);
        let report = seeds.validate();
        assert_eq!(report.findings.len(), with, "{file}: {}", report.errors);
        for found in &report.findings {
            assert_eq!(found.message, "the shift begins at 05:30");
            assert_eq!((found.hint.as_str(), found.length), ("sleep longer", 7));
        }
    }
}

#[test]
fn a_rule_takes_the_place_of_one_with_its_id() {
    let seeds = Seeds::new("professional");
    seeds.change(
        "professional/08-orders.json",
        "",
        "\"total\": 74.26",
        "\"total\": 74.27",
    );
    assert_eq!(seeds.validate().findings.len(), 1);
    let id = "business/order-total";
    seeds.write(
        "rules/mine.sql",
        &EARLY_BIRD.replace("business/early-bird", id),
    );
    let found: Vec<_> = seeds.validate().findings;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].rule.as_str(), found[0].message.as_str()),
        (id, "the shift begins at 05:30")
    );
    seeds.write(
        "professional/rules/mine.sql",
        &EARLY_BIRD
            .replace("business/early-bird", id)
            .replace("06:00", "05:00"),
    );
    assert!(seeds.validate().findings.is_empty());
}
