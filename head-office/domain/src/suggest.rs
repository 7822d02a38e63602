//! "Did you mean …?"

/// How alike two names must be, 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.7;

/// A hint with the known name that is most like a wrong one, if any is.
pub fn similar<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    most_alike(wrong, known).map(|name| format!("; did you mean “{name}”?"))
}

/// The known name that is most like a wrong one, if any is.
pub fn most_alike<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn the_likest_known_name_is_suggested_and_nothing_far_off() {
        let known = ["Cashier", "Shift lead", "Office"];
        assert_eq!(similar("Casier", known).as_deref(), Some("; did you mean “Cashier”?"));
        assert_eq!(similar("shift leed", known).as_deref(), Some("; did you mean “Shift lead”?"));
        assert_eq!(similar("Warehouse", known), None);
    }
}
