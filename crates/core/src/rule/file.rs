//! What is asked of files and folders before their texts are read.

use super::{Explanation, explanation};

pub(super) const RULES: [Explanation; 6] = [
    explanation(
        "file/link",
        "a link stays inside its profile",
        "A profile that somebody sent must not show files of this machine in a demo. Links inside the profile's folder are read, as Kubernetes mounts files.",
        "08-orders.json -> /home/ana/orders.json",
        "08-orders.json -> ..data/08-orders.json",
    ),
    explanation(
        "file/not-a-file",
        "what has a seed file's name is a file",
        "A directory has no text, and a pipe or device may have one without end.",
        "a pipe that is called 08-orders.json",
        "a file that is called 08-orders.json",
    ),
    explanation(
        "file/unreadable",
        "the program may read the files and folders of a profile",
        "The rows of a file that cannot be read would be missing in every demo.",
        "08-orders.json with the permissions rw------- of another user",
        "08-orders.json with the permissions rw-r--r--",
    ),
    explanation(
        "file/changing",
        "a file stays as it is while it is read",
        "Half of the old text and half of the new one may be a profile that nobody wrote.",
        "a check that runs while an export writes the file in place",
        "an export into another file, which then takes the name",
    ),
    explanation(
        "file/name",
        "a file's name is UTF-8",
        "The manifest lists files by name, and it is UTF-8: no list can name another.",
        "caf\\xE9.json",
        "café.json",
    ),
    explanation(
        "file/more-faults",
        "a report shows the first thousand faults of a file",
        "A fault that stands in every row has one cause. The others are counted, so that the report is not larger than the file.",
        "a file of a million rows that are no objects",
        "the same with rows { … }",
    ),
];
