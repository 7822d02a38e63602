//! Who may use which address, written down by hand from the manual and the design of the office: the table of routes is
//! compared with this, and [`super::walk`] compares what the office does with that table.

use super::super::guard::Access;
use super::super::routes::table;
use crate::office_rights::{Level, OfficeArea};
use std::collections::BTreeMap;

/// Behind a colon the right, or rights; then what is looked at (`?`) and what is sent (`!`), one address a line.
const RIGHTS: &str = "
: anyone
? /assets/{hash}/{name}
?! /sign-in
?! /sign-in/forgotten
?! /sign-in/link/{token}
?! /sign-in/confirm/{token}
: signed in
? /
! /sign-out
! /sign-out-everywhere
?! /account
! /account/appearance
! /account/language
: users read
? /users
? /users.csv
! /users/layout
? /users/{id}
? /users/{id}/salepoints
? /users/{id}/stores
? /users/{id}/delivery
? /users/{id}/delivery/part
: users edit
?! /users/new
?! /users/new/salepoints
?! /users/new/stores
! /users/{id}
! /users/{id}/salepoints
! /users/{id}/stores
?! /users/bulk
? /users/bulk-changes
? /users/bulk-changes/{id}
! /users/bulk-changes/{id}/undo
? /users-template.csv
?! /users/import
?! /users/import/{file}
? /users/import/{file}/part
! /users/import/{file}/cancel
: users read, licences read
? /users/{id}/office-access
: users read, licences edit
! /users/{id}/office-access
: user_groups read
? /groups
? /groups.csv
? /groups/{id}
: user_groups edit
?! /groups/new
! /groups/{id}
?! /groups/{id}/delete
: salepoints read
? /salepoints
? /salepoints.csv
? /salepoints/{id}
? /salepoints/{id}/edit
: salepoints edit
?! /salepoints/new
! /salepoints/{id}/edit
?! /salepoints/{id}/users
?! /salepoints/{id}/close
! /salepoints/{id}/reopen
: salepoints edit, users read
?! /salepoints/{id}/users/pick
: stores read
? /stores
? /stores.csv
? /stores/{id}
: stores edit
?! /stores/new
! /stores/{id}
?! /stores/{id}/users
?! /stores/{id}/close
! /stores/{id}/reopen
: stores edit, users read
?! /stores/{id}/users/pick
: terminals read
? /terminals
? /terminals.csv
? /terminals/{id}
: terminals edit
?! /terminals/enrol
! /terminals/enrol/file
? /terminals/enrol/{code}
? /terminals/enrol/{code}/part
! /terminals/enrol/{code}/again
! /terminals/enrol/{code}/cancel
! /terminals/{id}/refresh
! /terminals/{id}/unlock
?! /terminals/{id}/reload
?! /terminals/{id}/move
?! /terminals/{id}/revoke
?! /terminals/{id}/decommission
: journal read
? /journal
? /journal.csv
: licences read
? /settings/licences
? /settings/mail
? /settings/mail.csv
? /settings/mail/{id}
: licences edit
! /settings/licences
?! /settings/licences/bought
?! /settings/licences/{id}/email
! /settings/licences/{id}/send-again
! /settings/licences/{id}/cancel
?! /settings/licences/{id}/unlink
? /settings/mail/{id}/file
! /settings/mail/{id}/again
: policies read
? /settings/policies
: policies edit
! /settings/policies
";

fn access(words: &str) -> String {
    let right = |words: &str| {
        let (area, level) = words.split_once(' ').unwrap();
        let known = (OfficeArea::from_code(area), Level::from_code(level));
        format!("{} {}", known.0.unwrap(), known.1.unwrap())
    };
    match words {
        "anyone" | "signed in" => words.to_owned(),
        rights => rights.split(", ").map(right).collect::<Vec<_>>().join(", "),
    }
}

fn said(access: Access) -> String {
    let right = |(area, level): &(OfficeArea, Level)| format!("{area} {level}");
    match access {
        Access::Anyone => "anyone".into(),
        Access::SignedIn => "signed in".into(),
        Access::Area(area, level) => right(&(area, level)),
        Access::Areas(all) => all.iter().map(right).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn every_address_asks_for_the_right_that_the_manual_and_the_design_say() {
    let mut due = BTreeMap::new();
    let mut present = String::new();
    for line in RIGHTS.lines().filter(|line| !line.is_empty()) {
        let (kinds, rest) = line.split_once(' ').unwrap();
        if kinds == ":" {
            present = access(rest);
        }
        for (sign, method) in [('?', "GET"), ('!', "POST")] {
            if kinds.contains(sign) {
                assert_eq!(due.insert(format!("{method} {rest}"), present.clone()), None, "{rest}");
            }
        }
    }
    let found: BTreeMap<_, _> =
        table().into_iter().map(|route| (format!("{} {}", route.method, route.path), said(route.access))).collect();
    let both: std::collections::BTreeSet<_> = due.keys().chain(found.keys()).collect();
    for route in both {
        assert_eq!(due.get(route), found.get(route), "{route}: what is due, what the table of routes says");
    }
}
