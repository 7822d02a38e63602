//! Randomness from the operating system.

/// So many random bytes.
///
/// # Panics
/// When the operating system has none to give: nothing that needs them may go on then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
