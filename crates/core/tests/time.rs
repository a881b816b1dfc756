//! Markers, and the three policies by which dates move.

use demo_core::time::{
    BASE_DATE, BASE_REFERENCE, DatePolicy, DateSlot, EdgeCase, InstantSlot, Moment, WINDOW_DAYS,
    adjust_date_for_demo, next_workday, parse_instant, parse_marker, resolve_time_marker,
};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};
use proptest::prelude::*;

fn madrid() -> TimeZone {
    TimeZone::get("Europe/Madrid").unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::new(text.parse().unwrap(), madrid()).unwrap()
}

fn local(instant: Timestamp) -> jiff::civil::DateTime {
    madrid().to_datetime(instant)
}

fn shift(text: &str, policy: DatePolicy, at: &Moment) -> Timestamp {
    at.shift(InstantSlot::new(
        parse_instant(text).unwrap(),
        policy,
        &madrid(),
    ))
    .unwrap()
}

#[test]
fn the_published_example_holds() {
    let session: Timestamp = "2025-12-14T10:30:00Z".parse().unwrap();
    let original = BASE_REFERENCE + SignedDuration::from_hours(3 * 24 + 8);
    assert_eq!(
        adjust_date_for_demo(original, session).unwrap().to_string(),
        "2025-12-17T18:30:00Z"
    );
    assert_eq!(BASE_REFERENCE.to_string(), "2025-01-15T06:00:00Z");
    assert_eq!(BASE_DATE.weekday(), Weekday::Wednesday);
}

#[test]
fn markers_are_read() {
    let minutes = |text: &str| parse_marker(text).unwrap().as_micros() / 60_000_000;
    assert_eq!(minutes("BASE_TS"), 0);
    assert_eq!(minutes("BASE_TS + 1h30m"), 90);
    assert_eq!(minutes("BASE_TS - 2d"), -2880);
    assert_eq!(minutes("BASE_TS + 0.5d"), 720);
    assert_eq!(minutes("BASE_TS - 1h45m"), -105);
    assert_eq!(minutes("BASE_TS+1w"), 10_080);
    assert_eq!(minutes("BASE_TS   -   1h"), -60);
    assert_eq!(parse_marker("BASE_TS + 0.0000005s").unwrap().as_micros(), 1);
}

#[test]
fn a_bad_marker_shows_text_place_and_example() {
    let message = |text: &str| parse_marker(text).unwrap_err().to_string();
    for (text, expected) in [
        (
            "BASE_TX + 1h",
            "`BASE_TX + 1h`: `BASE_TS` expected at character 1; write `BASE_TS + 1h`",
        ),
        (
            "BASE_TS 1h",
            "`BASE_TS 1h`: `+` or `-` expected at character 9; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS + 1h 30m",
            "`BASE_TS + 1h 30m`: no white space expected at character 13; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS + 3x",
            "`BASE_TS + 3x`: a unit, one of w d h m s, expected at character 12; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS - 2hours",
            "`BASE_TS - 2hours`: a unit of one letter, one of w d h m s, expected at character 12; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS + ",
            "`BASE_TS + `: a number expected at character 11; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS + 1.h",
            "`BASE_TS + 1.h`: a digit after the point expected at character 13; write it like `BASE_TS + 2h30m`",
        ),
        (
            "BASE_TS ",
            "`BASE_TS `: `+` or `-` expected at character 9; write it like `BASE_TS + 2h30m`",
        ),
        (
            "",
            "``: `BASE_TS` expected at character 1; write it like `BASE_TS + 2h30m`",
        ),
    ] {
        assert_eq!(message(text), expected);
    }
    assert!(message("BASE_TS + 9999999999999h").contains("at most twelve digits"));
    assert!(message("BASE_TS + 999999999999w").contains("a smaller amount"));
}

#[test]
fn an_iso_value_may_stand_where_a_marker_may() {
    let session: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let resolve = |text| resolve_time_marker(text, session).unwrap().to_string();
    assert_eq!(resolve("BASE_TS - 1h"), "2026-02-28T23:00:00Z");
    assert_eq!(resolve("2025-01-15T07:00:00+01:00"), "2026-03-01T00:00:00Z");
    assert_eq!(resolve("2025-01-15T06:00:00"), "2026-03-01T00:00:00Z");
    assert_eq!(
        resolve("2025-01-15T06:00:00.000001Z"),
        "2026-03-01T00:00:00.000001Z"
    );
    assert!(resolve_time_marker("2025-01-15", session).is_err());
    assert!(resolve_time_marker("2025-13-15T06:00:00Z", session).is_err());
}

#[test]
fn edge_cases_lie_where_they_should() {
    let minutes: Vec<i64> = EdgeCase::ALL
        .iter()
        .map(|case| case.offset().as_mins())
        .collect();
    assert_eq!(minutes, [-240, -120, -105, 90, 150]);
}

#[test]
fn next_workday_skips_weekends() {
    assert_eq!(next_workday(date(2025, 1, 16)).unwrap(), date(2025, 1, 17));
    for friday_to_sunday in [17, 18, 19] {
        assert_eq!(
            next_workday(date(2025, 1, friday_to_sunday)).unwrap(),
            date(2025, 1, 20)
        );
    }
}

/// The Sundays of 2026 on which Madrid has 23 and 25 hours, a leap day, and a year's end that
/// has begun in Madrid alone: exact knows no local time, and a marker no policy.
#[test]
fn exact_counts_hours_whatever_the_day() {
    for session in [
        "2026-03-29T00:59:59.999999Z",
        "2026-10-25T00:30:00Z",
        "2028-02-29T12:00:00Z",
        "2026-12-31T23:30:00Z",
    ] {
        let at = moment(session);
        for (text, hours) in [
            ("2025-01-16T06:00:00Z", 24),
            ("2025-01-14T06:00:00Z", -24),
            ("2025-01-15T08:00:00+01:00", 1),
            ("2024-01-16T06:00:00Z", -8760),
        ] {
            let moved = shift(text, DatePolicy::Exact, &at);
            let meant = SignedDuration::from_hours(hours);
            assert_eq!(
                moved.duration_since(at.instant()),
                meant,
                "{session} {text}"
            );
        }
        let marked = resolve_time_marker("BASE_TS + 1d", at.instant()).unwrap();
        assert_eq!(
            marked.duration_since(at.instant()),
            SignedDuration::from_hours(24)
        );
    }
}

#[test]
fn local_times_that_a_change_of_the_clock_skips_or_repeats_are_settled() {
    let policy = DatePolicy::SameWeekday { window_ends: -1 };
    // Half past two in Madrid on the Sunday before day zero, as a night baker sells.
    let sold = "2025-01-12T01:30:00Z";
    // The last Sunday before the session: what spring skips comes an hour later.
    let spring = shift(sold, policy, &moment("2026-04-01T10:00:00Z"));
    assert_eq!(spring.to_string(), "2026-03-29T01:30:00Z");
    assert_eq!(local(spring).to_string(), "2026-03-29T03:30:00");
    // Of the two that autumn has, the first, in summer time.
    let autumn = shift(sold, policy, &moment("2026-10-28T10:00:00Z"));
    assert_eq!(autumn.to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(local(autumn).to_string(), "2026-10-25T02:30:00");
}

#[test]
fn days_are_counted_over_leap_days_and_years() {
    let days = |session: &str, date: Date, policy| {
        let slot = DateSlot::new(date, policy).unwrap();
        moment(session).shift_date(slot).unwrap()
    };
    let exact = |session, date| days(session, date, DatePolicy::Exact);
    let (before, after) = (date(2025, 1, 14), date(2025, 1, 16));
    assert_eq!(exact("2028-02-28T12:00:00Z", after), date(2028, 2, 29));
    assert_eq!(exact("2028-03-01T12:00:00Z", before), date(2028, 2, 29));
    assert_eq!(exact("2027-03-01T12:00:00Z", before), date(2027, 2, 28));
    assert_eq!(exact("2026-12-31T12:00:00Z", after), date(2027, 1, 1));
    assert_eq!(exact("2027-01-01T12:00:00Z", before), date(2026, 12, 31));
    // In Madrid the year has begun.
    assert_eq!(exact("2026-12-31T23:30:00Z", BASE_DATE), date(2027, 1, 1));
    // Saturday the first of January 2028 and the day after it move into the new year's week.
    let workday = |session, date| days(session, date, DatePolicy::Workday);
    assert_eq!(workday("2027-12-31T12:00:00Z", after), date(2028, 1, 3));
    assert_eq!(workday("2028-01-03T12:00:00Z", before), date(2028, 1, 3));
    assert_eq!(workday("2028-02-28T12:00:00Z", after), date(2028, 2, 29));
    assert_eq!(next_workday(date(2027, 12, 31)).unwrap(), date(2028, 1, 3));
    assert_eq!(next_workday(date(2028, 2, 28)).unwrap(), date(2028, 2, 29));
}

#[test]
fn a_history_keeps_its_weekdays_whatever_day_a_session_is_made() {
    let history = |offset: i32| BASE_DATE.checked_add(offset.days()).unwrap();
    // A year of sessions, so every weekday, both changes of the clock and a leap day.
    for day in 0..366 {
        let today = date(2027, 9, 1).checked_add(day.days()).unwrap();
        let session = madrid().to_timestamp(today.at(23, 59, 0, 0)).unwrap();
        let moment = Moment::new(session, madrid()).unwrap();
        for (window_ends, first) in [(-1, -WINDOW_DAYS), (7, 7 - WINDOW_DAYS + 1)] {
            let mut seen: Vec<Date> = (0..WINDOW_DAYS)
                .map(|row| {
                    let original = history(-WINDOW_DAYS + row);
                    let slot = DateSlot::SameWeekday {
                        date: original,
                        window_ends,
                    };
                    let moved = moment.shift_date(slot).unwrap();
                    assert_eq!(moved.weekday(), original.weekday());
                    let sold = madrid().to_timestamp(original.at(20, 30, 0, 0)).unwrap();
                    let policy = DatePolicy::SameWeekday { window_ends };
                    let sold = moment
                        .shift(InstantSlot::new(sold, policy, &madrid()))
                        .unwrap();
                    assert_eq!(
                        local(sold),
                        moved.at(20, 30, 0, 0),
                        "local time of day is kept across DST"
                    );
                    moved
                })
                .collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 91, "every day of the window has its row");
            assert_eq!(seen[0], today.checked_add(first.days()).unwrap());
            assert_eq!(seen[90], today.checked_add(window_ends.days()).unwrap());
        }
    }
}

#[test]
fn workday_rolls_to_monday_at_the_same_local_time_also_when_the_clock_changes() {
    // 2026-03-29 is the Sunday on which Madrid springs forward.
    let at = moment("2026-03-28T06:00:00Z");
    let rolled = shift("2025-01-15T09:30:00Z", DatePolicy::Workday, &at);
    assert_eq!(local(rolled).to_string(), "2026-03-30T10:30:00");
    let on_friday = shift("2025-01-14T09:30:00Z", DatePolicy::Workday, &at);
    assert_eq!(on_friday.to_string(), "2026-03-27T09:30:00Z");
}

#[test]
fn a_date_column_gets_the_local_date() {
    // Half past midnight in Madrid is still yesterday in UTC.
    let at = moment("2026-07-01T22:30:00Z");
    let now = DateSlot::OfInstant(InstantSlot::Exact(0));
    assert_eq!(at.shift_date(now).unwrap(), date(2026, 7, 2));
    assert_eq!(
        at.shift_date(DateSlot::new(BASE_DATE, DatePolicy::Exact).unwrap())
            .unwrap(),
        date(2026, 7, 2)
    );
    let ten_days_before = DateSlot::new(date(2025, 1, 5), DatePolicy::Exact).unwrap();
    assert_eq!(at.shift_date(ten_days_before).unwrap(), date(2026, 6, 22));
}

fn instants() -> impl Strategy<Value = Timestamp> {
    // From 1970 to 2100, to the microsecond.
    (0_i64..4_102_444_800_000_000).prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}

proptest! {
    #[test]
    fn exact_keeps_intervals_to_the_microsecond(a in instants(), b in instants(), session in instants()) {
        let at = Moment::new(session, madrid()).unwrap();
        let moved = |instant| at.shift(InstantSlot::new(instant, DatePolicy::Exact, &madrid())).unwrap();
        prop_assert_eq!(moved(a).duration_since(moved(b)), a.duration_since(b));
        prop_assert_eq!(moved(BASE_REFERENCE), session);
        prop_assert_eq!(adjust_date_for_demo(a, session).unwrap(), moved(a));
    }

    #[test]
    fn exact_and_workday_keep_the_order_of_days(a in instants(), b in instants(), session in instants()) {
        let at = Moment::new(session, madrid()).unwrap();
        for policy in [DatePolicy::Exact, DatePolicy::Workday] {
            let day = |instant| local(at.shift(InstantSlot::new(instant, policy, &madrid())).unwrap()).date();
            let (first, second) = if a <= b { (a, b) } else { (b, a) };
            prop_assert!(day(first) <= day(second));
            if policy == DatePolicy::Workday {
                prop_assert!(!matches!(day(a).weekday(), Weekday::Saturday | Weekday::Sunday));
            }
        }
    }

    #[test]
    fn same_weekday_lands_in_its_window(original in instants(), session in instants(), window_ends in -10_i32..10) {
        let at = Moment::new(session, madrid()).unwrap();
        let slot = InstantSlot::new(original, DatePolicy::SameWeekday { window_ends }, &madrid());
        let moved = local(at.shift(slot).unwrap());
        prop_assert_eq!(moved.weekday(), local(original).weekday());
        let last = at.today().checked_add(window_ends.days()).unwrap();
        prop_assert!(moved.date() <= last);
        prop_assert!(moved.date() > last.checked_sub(91.days()).unwrap());
    }

    #[test]
    fn an_offset_is_only_another_spelling(instant in instants(), minutes in -14_i32 * 60..14 * 60) {
        let offset = jiff::tz::Offset::from_seconds(minutes * 60).unwrap();
        let text = offset.to_datetime(instant).to_string();
        let sign = if minutes < 0 { '-' } else { '+' };
        let text = format!("{text}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
        prop_assert_eq!(parse_instant(&text), Some(instant));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), tail in "[+\\- 0-9.wdhmsTZ:]{0,24}") {
        let session = BASE_REFERENCE;
        let _ = resolve_time_marker(&text, session);
        let _ = resolve_time_marker(&format!("BASE_TS{tail}"), session);
        let _ = resolve_time_marker(&format!("2025-01-15{tail}"), session);
    }
}
