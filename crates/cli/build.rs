//! Builds anew when a compiled-in service or seed file changes.

fn main() {
    println!("cargo::rerun-if-changed=../../seed-data");
    println!("cargo::rerun-if-changed=../../services");
}
