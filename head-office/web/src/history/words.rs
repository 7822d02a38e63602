//! What the names and codes of images are called, and what differs between two of them.

use super::super::frame::LANGUAGES;
use super::super::texts::Texts;
use head_office_domain::own_limits::OwnLimits;
use head_office_store::audit::NOT_YOURS;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the fields of images are called, in the order they are shown; others stand by their own name, at the end.
const FIELDS: [(&str, &str); 32] = [
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
    ("time_zone", "company-time-zone"),
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

/// An image of the trail: names of fields with their values.
pub type Image = Map<String, Value>;

/// A field that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What it is called.
    pub field: String,
    /// How.
    pub how: How,
}

/// How a field differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// It was this and is that.
    Single([String; 2]),
    /// What came to a list, left it, and is there with something else beside it.
    List(Members),
}

/// Members of a list, each with what stands beside it: before and after.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Members {
    /// What is new.
    pub came: Vec<(String, Option<String>)>,
    /// What is not there any more.
    pub went: Vec<(String, Option<String>)>,
    /// What has something else beside it.
    pub changed: Vec<(String, [Option<String>; 2])>,
}

/// An image, if it is one.
pub fn image(text: &str) -> Option<Image> {
    serde_json::from_str(text).ok()
}

/// The fields that differ, in the order they are shown.
pub fn differences(texts: &Texts, before: Option<&Image>, after: Option<&Image>) -> Vec<Difference> {
    let known = FIELDS.map(|(field, _)| field);
    let all: BTreeSet<&str> =
        before.into_iter().chain(after).flat_map(|image| image.keys()).map(String::as_str).collect();
    let others = all.iter().copied().filter(|field| !known.contains(field));
    let in_order = known.into_iter().filter(|field| all.contains(field)).chain(others);
    let of =
        |image: Option<&Image>, field: &str| image.and_then(|image| image.get(field)).cloned().unwrap_or(Value::Null);
    let differing = in_order.filter_map(|field| {
        let (from, to) = (of(before, field), of(after, field));
        (from != to).then(|| difference(texts, field, &from, &to))
    });
    differing.collect()
}

fn difference(texts: &Texts, field: &str, from: &Value, to: &Value) -> Difference {
    let known = FIELDS.iter().find(|(name, _)| *name == field);
    let name = known.map_or_else(|| field.to_owned(), |(_, key)| texts.t(key));
    let is_list = |value: &Value| matches!(value, Value::Array(_) | Value::Object(_));
    if !is_list(from) && !is_list(to) {
        return Difference { field: name, how: How::Single([shown(texts, field, from), shown(texts, field, to)]) };
    }
    let (had, has) = (members(texts, field, from), members(texts, field, to));
    let only = |all: &BTreeMap<String, Option<String>>, others: &BTreeMap<String, Option<String>>| {
        all.iter()
            .filter(|(name, _)| !others.contains_key(*name))
            .map(|(name, beside)| (name.clone(), beside.clone()))
            .collect()
    };
    let changed = has.iter().filter_map(|(name, beside)| {
        let before = had.get(name).filter(|before| *before != beside)?;
        Some((name.clone(), [before.clone(), beside.clone()]))
    });
    let members = Members { changed: changed.collect(), came: only(&has, &had), went: only(&had, &has) };
    Difference { field: name, how: How::List(members) }
}

/// The members of a list in words, each with what stands beside it.
fn members(texts: &Texts, field: &str, value: &Value) -> BTreeMap<String, Option<String>> {
    let alone = |value: &Value| (shown(texts, field, value), None);
    match value {
        Value::Null => BTreeMap::new(),
        Value::Array(members) => members.iter().map(alone).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, beside)| {
                let beside = (!beside.is_null()).then(|| shown(texts, field, beside));
                (coded(texts, field, name), beside)
            })
            .collect(),
        single => BTreeMap::from([alone(single)]),
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
        // Lists within lists are in no image.
        list => list.to_string(),
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
