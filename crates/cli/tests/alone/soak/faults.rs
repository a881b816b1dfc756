//! Calls that fail, or whose answers are lost, at a bounded rate.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::client::{Draw, World};

/// Requests between one fault and the next.
const PEACE: u64 = 8;

/// The file that the program is told.
pub fn file(data: &Path) -> PathBuf {
    data.join("failpoint")
}

/// One fault after the other; how many were met.
pub async fn inject(data: &Path, world: &World, until: Instant) -> u32 {
    let (armed, mut draw, mut met) = (file(data), Draw::new(99), 0);
    let (new, hit) = (armed.with_extension("new"), armed.with_extension("hit"));
    while Instant::now() < until {
        let _ = std::fs::remove_file(&hit);
        let fault = ["fail", "lose"][draw.below(2)];
        std::fs::write(&new, format!("{} {fault}", 1 + draw.below(40))).unwrap();
        std::fs::rename(&new, &armed).unwrap();
        let before = world.requests();
        while Instant::now() < until && !(hit.exists() && world.requests() >= before + PEACE) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        met += u32::from(hit.exists());
    }
    let _ = std::fs::remove_file(&armed);
    met
}
