//! More than is read, and much that is.

use std::{fmt::Write as _, fs, fs::File};

use crate::copies::Copy;

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let profile = Copy::of("professional");
    profile.list("huge.json");
    // Without a block on the disk.
    File::create(profile.path("huge.json"))
        .unwrap()
        .set_len(100 << 30)
        .unwrap();
    profile.report().has(&[
        "huge.json:1:1 shape/too-large: the file has 102400 MB, and at most 256 MB are read (split \
         its rows over several files, and list them in the manifest)",
    ]);
    fs::remove_file(profile.path("huge.json")).unwrap();
    File::create(profile.path("manifest.json"))
        .unwrap()
        .set_len(300 << 20)
        .unwrap();
    profile.report().has(&[
        "manifest.json:1:1 shape/too-large: the file has 300 MB, and at most 256 MB are read \
         (split its rows over several files, and list them in the manifest)",
    ]);
}

#[test]
fn thousands_of_files_are_read_and_no_more_than_there_may_be() {
    let profile = Copy::of("professional");
    fs::create_dir(profile.path("children")).unwrap();
    let manifest = profile.text("manifest.json");
    let mut listed = String::from("\"files\": [");
    for number in 0..3000 {
        profile.write(&format!("more-{number:04}.json"), "{}");
        write!(listed, "\"more-{number:04}.json\", ").unwrap();
    }
    profile.write(
        "manifest.json",
        manifest.replacen("\"files\": [", &listed, 1),
    );
    let report = profile.report();
    // All are read, and none has a row.
    let empty = "shape/empty-file: the manifest lists this file, and no row stands in it";
    assert!(report.findings.iter().all(|found| found.contains(empty)));
    assert_eq!(report.status, Some(1));

    for number in 0..8000 {
        profile.write(&format!("children/{number:04}.json"), "{}");
    }
    let report = profile.report();
    let said = "shape/too-many: the profile has more than 10000 files (join some: a file may \
                hold several tables and many rows)";
    assert!(report.findings.iter().any(|found| found.contains(said)));
}

#[test]
fn a_fault_in_every_row_is_a_thousand_findings_and_a_count() {
    let profile = Copy::of("professional");
    // One line, so that each place is far into it.
    let rows = "1,".repeat(50_000);
    profile.write("08-orders.json", format!("{{\"customers\": [{rows}1]}}"));
    let report = profile.report();
    let said = "08-orders.json:1:1 shape/too-many: 49001 more faults in this file are not shown \
                (mend the first)";
    assert!(report.findings.iter().any(|found| found == said));
    let rows = report
        .findings
        .iter()
        .filter(|found| found.contains("a row is not an object"));
    assert_eq!(rows.count(), 1000);
    assert_eq!(report.status, Some(1));
}

#[test]
fn a_hundred_megabytes_are_read() {
    let profile = Copy::of("professional");
    profile.list("wide.json");
    let padding = " ".repeat(100 << 20);
    profile.write("wide.json", format!("{{\"vehicles\": [{padding}7]}}"));
    profile.report().has(&[&format!(
        "wide.json:1:{} shape/wrong-type: a row is not an object (write {{…}})",
        (100 << 20) + 15
    )]);
    // One string of that size, in a column of ids: the message does not repeat it.
    let id = "x".repeat(100 << 20);
    profile.write(
        "wide.json",
        format!("{{\"vehicles\": [{{\"id\": \"{id}\"}}]}}"),
    );
    let report = profile.report();
    let finding = report
        .findings
        .iter()
        .find(|found| found.contains("uuid/invalid"))
        .unwrap();
    assert!(finding.len() < 3000);
}

#[test]
fn a_table_has_no_more_columns_than_a_database_takes() {
    let profile = Copy::of("professional");
    profile.list("wide.json");
    let mut row = String::new();
    for number in 0..200_000 {
        write!(row, "\"c{number}\": 1, ").unwrap();
    }
    profile.write(
        "wide.json",
        format!("{{\"vehicles\": [{{{row}\"end\": 1}}]}}"),
    );
    let report = profile.report();
    let said = "shape/too-many: the rows have more than 1600 different columns (no table has as \
                many: are these values rather than names?)";
    assert_eq!(
        report
            .findings
            .iter()
            .filter(|found| found.contains(said))
            .count(),
        1
    );
    assert_eq!(report.status, Some(1));
}
