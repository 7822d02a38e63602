//! The terminal's binary links to what every Linux has and to nothing else, so that a fresh machine runs it.

use std::process::Command;

#[test]
fn the_binary_needs_libc_libm_and_libgcc_only() {
    let output = Command::new("ldd").arg(env!("CARGO_BIN_EXE_pos-terminal")).output().expect("ldd is part of libc");
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = listed.lines().filter_map(|line| line.split_whitespace().next());
    let library = |name: &&str| !name.starts_with("linux-vdso") && !name.contains("ld-linux");
    let mut names: Vec<&str> = names.filter(library).collect();
    names.sort_unstable();
    assert_eq!(names, ["libc.so.6", "libgcc_s.so.1", "libm.so.6"], "{listed}");
}
