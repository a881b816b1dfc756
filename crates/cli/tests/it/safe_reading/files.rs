//! Files and folders that are not what they seem.

use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    io::Write as _,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt as _, symlink},
    },
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::copies::Copy;

const ORDERS: &str = "08-orders.json";

#[test]
fn a_link_that_leads_out_of_the_profile_is_not_followed() {
    let profile = Copy::of("professional");
    let outside = profile.seed_data().join("orders.json");
    fs::rename(profile.path(ORDERS), &outside).unwrap();
    let finding = "08-orders.json:1:1 shape/link: this is a link that leads out of the profile, \
                   where nothing is read (put the file or folder itself there, or a relative \
                   link inside the profile)";
    for target in ["../orders.json", outside.to_str().unwrap()] {
        symlink(target, profile.path(ORDERS)).unwrap();
        profile.report().has(&[finding]);
        fs::remove_file(profile.path(ORDERS)).unwrap();
    }
    symlink("nowhere.json", profile.path(ORDERS)).unwrap();
    profile.report().has(&[
        "08-orders.json:1:1 shape/link: this is a link to what is not there \
         (remove it, or put the file itself there)",
    ]);
}

#[test]
fn a_link_inside_the_profile_is_read_as_kubernetes_mounts_files() {
    let profile = Copy::of("professional");
    fs::create_dir(profile.path("..data")).unwrap();
    for file in [ORDERS, "manifest.json"] {
        fs::rename(profile.path(file), profile.path("..data").join(file)).unwrap();
        symlink(format!("..data/{file}"), profile.path(file)).unwrap();
    }
    let report = profile.report();
    assert_eq!((report.findings, report.status), (vec![], Some(0)));
}

#[test]
fn a_folder_or_manifest_that_leads_out_is_one_finding() {
    let profile = Copy::of("enterprise");
    let outside = profile.seed_data().join("elsewhere");
    fs::rename(profile.path("children"), &outside).unwrap();
    symlink(&outside, profile.path("children")).unwrap();
    let report = profile.report();
    let finding = "children:1:1 shape/link: this is a link that leads out of the profile, where \
                   nothing is read (put the file or folder itself there, or a relative link \
                   inside the profile)";
    // The outlets' histories now belong to nobody; nothing is said of the files in the folder.
    assert!(
        report.findings.contains(&finding.to_owned()),
        "{:?}",
        report.findings
    );
    let others = report
        .findings
        .iter()
        .filter(|found| found.contains("children/"));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());

    let profile = Copy::of("professional");
    let outside = profile.seed_data().join("manifest.json");
    fs::rename(profile.path("manifest.json"), &outside).unwrap();
    symlink(&outside, profile.path("manifest.json")).unwrap();
    profile
        .report()
        .has(&[&finding.replace("children:", "manifest.json:")]);
}

#[test]
fn a_profile_that_leads_out_of_the_directory_is_refused() {
    let profile = Copy::of("professional");
    let outside = tempfile::TempDir::new().unwrap();
    let moved = outside.path().join("professional");
    fs::rename(profile.path(""), &moved).unwrap();
    symlink(&moved, profile.seed_data().join("professional")).unwrap();
    let report = profile.report();
    let place = profile.seed_data();
    let place = place.display();
    assert_eq!(
        report.stderr,
        format!(
            "error: {place}/professional is a link that leads out of {place}: put the folder \
             itself there, or name the directory that holds it with --seed-dir\n"
        )
    );
    assert_eq!(report.status, Some(2));
}

#[test]
fn what_is_no_file_is_neither_read_nor_waited_for() {
    let profile = Copy::of("professional");
    fs::remove_file(profile.path(ORDERS)).unwrap();
    let made = Command::new("mkfifo").arg(profile.path(ORDERS)).status();
    assert!(made.unwrap().success());
    fs::create_dir(profile.path("99-notes.json")).unwrap();
    profile.report().has(&[
        "08-orders.json:1:1 shape/not-a-file: this is a pipe, socket or device, not a file \
         (remove it, or put a file there)",
        "99-notes.json:1:1 shape/not-a-file: this is a directory, not a file \
         (remove it, or put a file there)",
    ]);

    let profile = Copy::of("professional");
    fs::remove_file(profile.path("manifest.json")).unwrap();
    fs::create_dir(profile.path("manifest.json")).unwrap();
    // Nor does the profile that is compiled in step in for it.
    profile.report().has(&[
        "manifest.json:1:1 shape/not-a-file: this is a directory, not a file \
         (remove it, or put a file there)",
    ]);

    let profile = Copy::of("professional");
    profile.write("distribution", "");
    profile.report().has(&[
        "distribution:1:1 shape/not-a-file: this is not a folder (remove it, or put a folder there)",
    ]);
}

#[test]
fn a_name_that_is_not_utf_8_is_a_finding() {
    let profile = Copy::of("professional");
    fs::write(
        profile.path("").join(OsStr::from_bytes(b"caf\xE9.json")),
        "{}",
    )
    .unwrap();
    profile.report().has(&[
        "caf\u{fffd}.json:1:1 shape/file-name: the file's name is not UTF-8, and no manifest can \
         list it (rename it)",
    ]);
}

#[test]
fn what_may_not_be_read_is_a_finding() {
    let profile = Copy::of("enterprise");
    let directory = profile.seed_data();
    let open = Permissions::from_mode(0o755);
    fs::set_permissions(profile.root(), open).unwrap();
    let file = "parent/08-orders.json";
    fs::set_permissions(&directory, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(profile.path(file), Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(profile.path("distribution"), Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    let nobody = fs::read(profile.path(file)).is_ok().then_some(65_534);
    let report = profile.run(&["--profile", "enterprise"], nobody);
    let said = "this may not be read (let the user that runs this program read it, as with chmod \
                a+rX)";
    report.has(&[
        &format!("distribution:1:1 shape/unreadable: {said}"),
        &format!("parent/08-orders.json:1:1 shape/unreadable: {said}"),
    ]);

    fs::set_permissions(profile.path(""), Permissions::from_mode(0o000)).unwrap();
    let report = profile.run(&["--profile", "enterprise"], nobody);
    let place = directory.display();
    let expected =
        format!("error: cannot look into {place}/enterprise: Permission denied (os error 13)\n");
    assert_eq!((report.stderr, report.status), (expected, Some(2)));

    fs::set_permissions(profile.path(""), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&directory, Permissions::from_mode(0o311)).unwrap();
    let report = profile.run(&["--all"], nobody);
    let expected = format!(
        "error: cannot list the directory of profiles {place}: Permission denied (os error 13)\n"
    );
    assert_eq!((report.stderr, report.status), (expected, Some(2)));
    fs::set_permissions(&directory, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(profile.path("distribution"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_that_changes_while_it_is_read_is_never_taken_half() {
    let profile = Copy::of("professional");
    profile.list("growing.json");
    let path = profile.path("growing.json");
    // A few megabytes take longer to read than a line takes to write.
    fs::write(&path, format!("{{{}", " ".repeat(8 << 20))).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            while !stop.load(Ordering::Relaxed) && file.metadata().unwrap().len() < 64 << 20 {
                file.write_all(&[b' '; 64]).unwrap();
            }
        });
        let changing = "growing.json:1:1 shape/changing: the file changes while it is read (run \
                        this again when whatever writes it is done)";
        let unclosed = "growing.json:1:1 shape/syntax: the file ends, and the `{` here is not \
                        closed (write the `}` that is missing)";
        let mut seen = false;
        for _ in 0..50 {
            let report = profile.report();
            assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
            seen |= report.findings == [changing];
            // Between two writes the file is what it is.
            assert!(
                seen || report.findings == [unclosed],
                "{:?}",
                report.findings
            );
            if seen {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        assert!(seen, "it never grew in time");
    });
}

#[test]
fn no_path_is_made_from_what_is_no_name() {
    let profile = Copy::of("professional");
    for name in [
        "../professional",
        "/etc",
        "a/b",
        ".",
        "..",
        "",
        "pro\0",
        "profes\nsional",
        "Ñ",
    ] {
        if name.contains('\0') {
            continue;
        }
        let report = profile.run(&["--profile", name], None);
        let expected = format!(
            "error: `{}` is not a profile's name: lower-case letters, digits, `-` and `_`\n",
            name.escape_debug()
        );
        assert_eq!((report.stderr, report.status), (expected, Some(2)));
    }
    for listed in ["../../etc/passwd", "/etc/passwd"] {
        let profile = Copy::of("professional");
        profile.list(listed);
        let report = profile.report();
        let finding = &report.findings[0];
        let said = format!("shape/missing-file: the manifest lists `{listed}`, which is not there");
        assert!(
            finding.starts_with("manifest.json:") && finding.contains(&said),
            "{finding}"
        );
        assert_eq!(report.findings.len(), 1);
    }
}
