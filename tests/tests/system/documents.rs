//! The documents: what they point to is there.

use crate::programs::files;
use std::path::{Path, PathBuf};

/// Every Markdown file of the root and of `docs`.
fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let of_root = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let of_root = of_root.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap()));
    of_root
        .chain(files(&root.join("docs")))
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "md"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// Where a document's links and pictures lead, those that lead to a file.
fn targets(text: &str) -> Vec<&str> {
    let of = |start: &'static str, end: &'static [char]| {
        text.split(start).skip(1).filter_map(move |rest| rest.split(end).next())
    };
    let all = of("](", &[')', ' ', '\n']).chain(of("]: ", &[' ', '\n'])).chain(of("src=\"", &['"']));
    let leads_away =
        |target: &&str| target.contains("://") || target.starts_with(['#', '<']) || target.contains("mailto:");
    all.filter(|target| !leads_away(target)).filter_map(|target| target.split('#').next()).collect()
}

#[test]
fn every_link_leads_to_a_file() {
    let mut found = 0;
    let mut missing = Vec::new();
    for (path, text) in documents() {
        for target in targets(&text) {
            found += 1;
            if !path.parent().unwrap().join(target).exists() {
                missing.push(format!("{} → {target}", path.display()));
            }
        }
    }
    assert!(found > 5, "only {found} links are found at all");
    assert!(missing.is_empty(), "links that lead nowhere:\n{}", missing.join("\n"));
}
