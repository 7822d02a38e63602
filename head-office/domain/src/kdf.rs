//! What a POS password may cost, and what a cost is called.

use sync_core::domain::KdfName;

/// The name of a KDF's parameter that cannot be, and why.
pub fn check_kdf(memory_kib: u32, passes: u32, lanes: u32) -> Result<(), (&'static str, String)> {
    match (memory_kib, passes, lanes) {
        (..8 | 4_194_305.., _, _) => Err(("memory_kib", "must be between 8 and 4194304 KiB".into())),
        (_, 0 | 101.., _) => Err(("passes", "must be between 1 and 100".into())),
        (_, _, 0 | 17..) => Err(("lanes", "must be between 1 and 16".into())),
        _ if memory_kib < 8 * lanes => Err(("memory_kib", format!("must be at least 8 KiB for each of {lanes} lanes"))),
        _ => Ok(()),
    }
}

/// Parameters other than the recommended ones stand in the name: another choice is another KDF.
pub fn kdf_name(memory_kib: u32, passes: u32, lanes: u32) -> KdfName {
    match (memory_kib, passes, lanes) {
        (65_536, 3, 1) => KdfName("argon2id-2026-1".into()),
        (_, _, 1) => KdfName(format!("argon2id-m{memory_kib}-t{passes}")),
        _ => KdfName(format!("argon2id-m{memory_kib}-t{passes}-p{lanes}")),
    }
}
