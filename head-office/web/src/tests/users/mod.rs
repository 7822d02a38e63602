//! Personnel → Users.

mod bulk;
pub mod import;
mod import_hostile;
mod layout;
mod list;

use super::*;

/// An office with the chain.
fn office() -> TestOffice {
    TestOffice::with(CHAIN)
}

/// The users on the page, in its order.
fn names(body: &str) -> Vec<String> {
    let cells = body.split("class=\"person\"><a href=").skip(1);
    let cells: Vec<_> = cells.map(|rest| rest.split(['>', '<']).nth(1).unwrap().to_owned()).collect();
    cells.chunks(2).map(|pair| pair.join(" ")).collect()
}

/// The heads of the table.
fn heads(body: &str) -> Vec<String> {
    let heads = body.split("role=\"columnheader\"").skip(1).map(|rest| {
        let inside = rest.split_once('>').unwrap().1.split("</th>").next().unwrap();
        let words = inside.split_once("\">").map_or(inside, |(_, words)| words);
        words.split('<').next().unwrap().to_owned()
    });
    heads.filter(|head| !head.is_empty()).collect()
}
