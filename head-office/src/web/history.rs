//! What was changed of a record, when and by whom, in words: the card on every page of a record that has an audit trail.
//!
//! A page reads `audit::of_record(tx, id, history::READ)`, makes a [`History`] of it and calls `history::card` of
//! `templates/history.html`. The trail's images are JSON objects; [`FIELDS`] and [`VALUES`] say what their names and
//! codes are called. A list, or an object from name to name, is shown by what came and what went.

use super::frame::LANGUAGES;
use super::texts::Texts;
use crate::db::audit::{AuditKind, NOT_YOURS, Recorded};
use crate::own_limits::OwnLimits;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use sync_core::domain::UnixMs;

/// How many entries a page reads.
pub const READ: u64 = 50;
/// How many entries are shown at once.
const SHOWN: usize = 5;
/// How many names of a list are shown.
const NAMED: usize = 12;

/// What the fields of images are called, in the order they are shown; others stand by their own name, at the end.
const FIELDS: [(&str, &str); 31] = [
    ("name", "column-name"),
    ("pos", "group-at-pos"),
    ("office", "group-in-office"),
    ("open", "history-open"),
    ("store", "column-store"),
    ("address", "address"),
    ("receipt_header", "receipt-header"),
    ("users", "users"),
    ("first_name", "column-first-name"),
    ("last_name", "column-last-name"),
    ("email", "email"),
    ("licences", "licences-bought"),
    ("group", "column-group"),
    ("salepoints", "column-salepoints"),
    ("stores", "column-stores"),
    ("default_store", "default-store"),
    ("language", "column-language"),
    ("active", "user-active"),
    ("ref", "column-reference"),
    ("terminal", "column-terminal"),
    ("salepoint", "column-salepoint"),
    ("state", "column-state"),
    ("order", "column-order"),
    ("min_password_length", "policy-min-password-length"),
    ("throttle_attempts", "policy-throttle-attempts"),
    ("throttle_refill_s", "policy-throttle-refill"),
    ("supervisor_attempts", "policy-supervisor-attempts"),
    ("supervisor_refill_s", "policy-supervisor-refill"),
    ("auto_lock_s", "policy-auto-lock"),
    ("fresh_for_s", "policy-fresh-for"),
    ("valid_for_s", "policy-valid-for"),
];

/// What codes are called: field, code, words.
const VALUES: [(&str, &str, &str); 32] = [
    ("state", "in_service", "terminal-in-service"),
    ("state", "revoked", "terminal-revoked"),
    ("state", "decommissioned", "terminal-decommissioned"),
    ("state", "replaced", "terminal-replaced"),
    ("order", "refresh", "order-refresh"),
    ("order", "reload", "order-reload"),
    ("order", "unlock", "order-unlock"),
    ("pos", "login_when_stale", "pos-login-when-stale"),
    ("pos", "force_resync", "pos-force-resync"),
    ("pos", "unlock_terminal", "pos-unlock-terminal"),
    ("pos", "approve_for_others", "pos-approve-for-others"),
    ("pos", "sell", "pos-sell"),
    ("pos", "give_discount", "pos-give-discount"),
    ("pos", "change_price", "pos-change-price"),
    ("pos", "void_line", "pos-void-line"),
    ("pos", "refund", "pos-refund"),
    ("pos", "open_drawer", "pos-open-drawer"),
    ("pos", "close_day", "pos-close-day"),
    ("office", "users", "users"),
    ("office", "user_groups", "groups"),
    ("office", "salepoints", "salepoints"),
    ("office", "stores", "stores"),
    ("office", "terminals", "terminals"),
    ("office", "licences", "area-licences"),
    ("office", "policies", "area-policies"),
    ("office", "journal", "area-journal"),
    ("office", "sales", "area-sales"),
    ("office", "reports", "area-reports"),
    ("office", "purchase_invoices", "area-purchase-invoices"),
    ("office", "inventory_counts", "area-inventory-counts"),
    ("office", "read", "level-read"),
    ("office", "edit", "level-edit"),
];

/// The trail of one record.
pub struct History {
    /// The newest entries, the newest first.
    pub newest: Vec<Entry>,
    /// Those before.
    pub earlier: Vec<Entry>,
}

/// What was done at once.
pub struct Entry {
    /// What.
    pub what: String,
    /// By whom.
    pub who: String,
    /// When, as people write it.
    pub when: String,
    /// When, as machines write it.
    pub exactly_when: String,
    /// The fields that differ.
    pub changes: Vec<Change>,
}

/// A field that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its name.
    pub field: String,
    /// What it was; `None`: the record is new, or what follows says it.
    pub from: Option<String>,
    /// What it is.
    pub to: String,
}

impl History {
    /// In the reader's language.
    pub fn new(texts: &Texts, recorded: Vec<Recorded>, now: UnixMs) -> Self {
        let mut newest: Vec<_> = recorded.into_iter().map(|one| entry(texts, one, now)).collect();
        let earlier = newest.split_off(newest.len().min(SHOWN));
        Self { newest, earlier }
    }
}

fn entry(texts: &Texts, recorded: Recorded, now: UnixMs) -> Entry {
    let Recorded { entry, by_name } = recorded;
    let (before, after) = (entry.before.as_deref().and_then(object), entry.after.as_deref().and_then(object));
    let what = match (entry.kind, &before, &after) {
        (AuditKind::PosPassword, ..) => "history-pos-password",
        (AuditKind::SignInLink, ..) => "history-sign-in-link",
        (AuditKind::ForgottenPassword, ..) => "history-forgotten",
        (AuditKind::SignedInByLink, ..) => "history-signed-in-by-link",
        (AuditKind::OfficeCredentials, ..) => "history-credentials",
        (AuditKind::LicenceLinked, ..) => "history-licence-linked",
        (AuditKind::LicenceUnlinked, ..) => "history-licence-unlinked",
        (AuditKind::ConfirmationSent, ..) => "history-confirmation-sent",
        (AuditKind::EmailChangeAsked, ..) => "history-email-asked",
        (AuditKind::EmailChangeCancelled, ..) => "history-email-cancelled",
        (AuditKind::EmailConfirmed, ..) => "history-email-confirmed",
        (AuditKind::LicencesBought, ..) => "history-licences-bought",
        (AuditKind::TerminalOrder, ..) => "history-order",
        (AuditKind::EnrolCode, _, Some(_)) => "history-enrol-code",
        (AuditKind::EnrolCode, _, None) => "history-enrol-code-cancelled",
        (_, None, Some(_)) => "history-added",
        (_, Some(_), None) => "history-removed",
        _ => "history-changed",
    };
    Entry {
        what: texts.t(what),
        who: by_name.unwrap_or_else(|| {
            texts.t(match entry.kind {
                AuditKind::ForgottenPassword => "history-by-anybody",
                _ => "history-by-command",
            })
        }),
        when: texts.time(entry.at, now),
        exactly_when: entry.at.to_string(),
        changes: changes(texts, before.as_ref(), after.as_ref()),
    }
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

fn changes(texts: &Texts, before: Option<&Map<String, Value>>, after: Option<&Map<String, Value>>) -> Vec<Change> {
    let known = FIELDS.map(|(field, _)| field);
    let all: BTreeSet<&str> =
        before.into_iter().chain(after).flat_map(|image| image.keys()).map(String::as_str).collect();
    let others = all.iter().copied().filter(|field| !known.contains(field));
    let in_order = known.into_iter().filter(|field| all.contains(field)).chain(others);
    let of = |image: Option<&Map<String, Value>>, field: &str| {
        image.and_then(|image| image.get(field)).cloned().unwrap_or(Value::Null)
    };
    let differing = in_order.filter_map(|field| {
        let (from, to) = (of(before, field), of(after, field));
        (from != to).then(|| change(texts, field, &from, &to, before.is_none()))
    });
    differing.collect()
}

fn change(texts: &Texts, field: &str, from: &Value, to: &Value, is_new: bool) -> Change {
    let known = FIELDS.iter().find(|(name, _)| *name == field);
    let name = known.map_or_else(|| field.to_owned(), |(_, key)| texts.t(key));
    if !is_list(from) && !is_list(to) {
        let from = (!is_new).then(|| shown(texts, field, from));
        return Change { field: name, from, to: shown(texts, field, to) };
    }
    let (from, to) = (members(texts, field, from), members(texts, field, to));
    let came = names(texts, to.difference(&from));
    let went = names(texts, from.difference(&to));
    if is_new {
        return Change { field: name, from: None, to: came };
    }
    let parts = [("history-list-added", came), ("history-list-removed", went)];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    let to = parts.map(|(key, names)| texts.with(key, &[("names", names)])).collect::<Vec<_>>().join("; ");
    Change { field: name, from: None, to }
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// The members of a list in words; of an object, each name with what stands beside it.
fn members(texts: &Texts, field: &str, value: &Value) -> BTreeSet<String> {
    match value {
        Value::Null => BTreeSet::new(),
        Value::Array(members) => members.iter().map(|member| shown(texts, field, member)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, beside)| match beside {
                Value::Null => coded(texts, field, name),
                beside => format!("{} ({})", coded(texts, field, name), shown(texts, field, beside)),
            })
            .collect(),
        single => BTreeSet::from([shown(texts, field, single)]),
    }
}

fn names<'a>(texts: &Texts, all: impl Iterator<Item = &'a String>) -> String {
    let all: Vec<_> = all.map(String::as_str).collect();
    let named = all[..all.len().min(NAMED)].join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => named,
        unnamed => format!("{named} {}", texts.counted("more-places", unnamed as u64)),
    }
}

fn shown(texts: &Texts, field: &str, value: &Value) -> String {
    match value {
        Value::Null if OwnLimits::NAMES.contains(&field) => texts.t("own-as-company"),
        Value::Null => "—".into(),
        Value::Bool(true) => texts.t("yes"),
        Value::Bool(false) => texts.t("no"),
        Value::String(text) if text.is_empty() => "—".into(),
        Value::String(text) => coded(texts, field, text),
        Value::Number(number) if field == "auto_lock_s" && number.as_u64() == Some(0) => texts.t("policy-never"),
        Value::Number(number) if field.ends_with("_s") => {
            let seconds = number.as_u64().and_then(|seconds| seconds.try_into().ok());
            seconds.map_or_else(|| number.to_string(), |seconds| texts.duration(seconds))
        }
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), |number| texts.number(number)),
        list => names(texts, members(texts, field, list).iter()),
    }
}

/// A code in words, or a text as it is.
fn coded(texts: &Texts, field: &str, text: &str) -> String {
    if text == NOT_YOURS {
        return texts.t(if field.starts_with("salepoint") { "salepoint-not-yours" } else { "store-not-yours" });
    }
    if field == "language"
        && let Some((_, name)) = LANGUAGES.iter().find(|(language, _)| language.code() == text)
    {
        return (*name).to_owned();
    }
    let known = VALUES.iter().find(|(of, code, _)| *of == field && *code == text);
    known.map_or_else(|| text.replace('\n', " / "), |(_, _, key)| texts.t(key))
}

#[cfg(test)]
mod tests {
    use super::super::texts::AllTexts;
    use super::*;
    use crate::db::audit::{self, AuditEntry};
    use crate::db::grants::Viewer;
    use crate::db::{Db, DbError};
    use serde_json::json;
    use sync_core::domain::Language;
    use uuid::Uuid;

    fn in_words(before: Value, after: Value) -> Vec<String> {
        let entry = AuditEntry {
            at: UnixMs(0),
            by: None,
            kind: AuditKind::User,
            record_id: Uuid::nil(),
            before: Some(before).filter(|image| !image.is_null()).map(|image| image.to_string()),
            after: Some(after).filter(|image| !image.is_null()).map(|image| image.to_string()),
        };
        let texts = AllTexts::load().of(Language::En);
        let history = History::new(&texts, vec![Recorded { entry, by_name: None }], UnixMs(0));
        let one = &history.newest[0];
        assert_eq!(one.who, "Head office’s command line");
        let changes = one.changes.iter().map(|change| match &change.from {
            Some(from) => format!("{}: {from} → {}", change.field, change.to),
            None => format!("{}: {}", change.field, change.to),
        });
        std::iter::once(one.what.clone()).chain(changes).collect()
    }

    #[test]
    fn what_changed_is_said_in_words() {
        let many: Vec<String> = (10..30).map(|number| format!("Place {number}")).collect();
        for (before, after, expect) in [
            (
                json!(null),
                json!({ "first_name": "Mari", "active": true }),
                vec!["Added", "First name: Mari", "Active: yes"],
            ),
            (
                json!({ "last_name": "Kask", "first_name": "Mari", "language": "et" }),
                json!({ "last_name": "Tamm", "first_name": "Mari", "language": "lv" }),
                vec!["Changed", "Last name: Kask → Tamm", "Language: Eesti → Latviešu"],
            ),
            (json!({ "email": "a@b.ee" }), json!({ "email": null }), vec!["Changed", "E-mail: a@b.ee → —"]),
            (json!({ "limit": 1000 }), json!({ "limit": 12_000 }), vec!["Changed", "limit: 1,000 → 12,000"]),
            (json!({ "name": "x" }), json!(null), vec!["Removed", "Name: x → —"]),
            (
                json!({ "salepoints": ["Kesklinn", "Sadama"] }),
                json!({ "salepoints": ["Sadama", "Ülemiste"] }),
                vec!["Changed", "Salepoints: added: Ülemiste; removed: Kesklinn"],
            ),
            (
                json!({ "salepoints": { "Kesklinn": "Cashier", "Sadama": null } }),
                json!({ "salepoints": { "Kesklinn": "Shift lead", "Sadama": null } }),
                vec!["Changed", "Salepoints: added: Kesklinn (Shift lead); removed: Kesklinn (Cashier)"],
            ),
            (
                json!({}),
                json!({ "salepoints": many }),
                vec![
                    "Changed",
                    "Salepoints: added: Place 10, Place 11, Place 12, Place 13, Place 14, Place 15, Place 16, Place 17, \
                     Place 18, Place 19, Place 20, Place 21 and 8 more",
                ],
            ),
            (json!("no object"), json!({ "group": "<b>" }), vec!["Added", "User group: <b>"]),
        ] {
            assert_eq!(in_words(before, after), expect);
        }
    }

    #[derive(askama::Template)]
    #[template(
        source = "{% import \"history.html\" as card %}{% call card::card(frame, history) %}{% endcall %}",
        ext = "html"
    )]
    struct Page<'t> {
        frame: &'t Texts,
        history: History,
    }

    #[test]
    fn the_card_shows_the_newest_first_and_puts_away_the_others() {
        let texts = AllTexts::load().of(Language::En);
        let page = |count: i64| {
            let recorded = (0..count).map(|number| {
                let after = json!({ "first_name": format!("<b>{number}</b>") }).to_string();
                let kind = AuditKind::User;
                let entry = AuditEntry {
                    at: UnixMs(0),
                    by: None,
                    kind,
                    record_id: Uuid::nil(),
                    before: None,
                    after: Some(after),
                };
                Recorded { entry, by_name: Some("Liis Kuusk".into()) }
            });
            let history = History::new(&texts, recorded.collect(), UnixMs(0));
            askama::Template::render(&Page { frame: &texts, history }).unwrap()
        };
        assert!(page(0).contains("Nothing has been changed yet."));
        let five = page(5);
        assert!(five.contains("&#60;b&#62;4") && five.contains("Liis Kuusk") && !five.contains("<details"), "{five}");
        let seven = page(7);
        assert!(seven.find("details").unwrap() < seven.find("&#60;b&#62;5").unwrap(), "{seven}");
    }

    #[test]
    fn what_did_not_change_is_no_entry_and_the_newest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::create(&folder.path().join("head-office.db")).unwrap();
        let record_id = Uuid::now_v7();
        let trail = db.write(|tx| {
            let change = |at| audit::Change { at: UnixMs(at), by: None, kind: AuditKind::Terminal, record_id };
            let [one, other] = [json!({ "name": "Till 1" }), json!({ "name": "Till 2" })];
            audit::record(tx, change(1), None, Some(&one))?;
            audit::record(tx, change(2), Some(&one), Some(&one))?;
            audit::record(tx, change(3), Some(&one), Some(&other))?;
            audit::record(tx, audit::Change { record_id: Uuid::now_v7(), ..change(4) }, None, Some(&one))?;
            Ok::<_, DbError>((
                audit::of_record(tx, Viewer::Everything, record_id, READ)?,
                audit::of_record(tx, Viewer::Everything, record_id, 1)?,
            ))
        });
        let (all, newest) = trail.unwrap();
        assert_eq!(all.iter().map(|one| one.entry.at.0).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(newest, all[..1]);
    }
}
