//! What a price list consists of, row by row, as it travels: each row's image is one of these.

use super::super::barcode::{CodePattern, ScannedCode};
use super::super::calendar::Day;
use super::super::cash::CashStep;
use super::super::document::Unit;
use super::super::ids::{ArticleId, CategoryId, VatClassId};
use super::super::money::{Price, Quantity, Rate};
use crate::domain::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names in some languages, by the code of each (ISO 639-1).
pub type Names = BTreeMap<String, String>;

/// Something from a day on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FromDay<T> {
    /// The first day.
    pub day: Day,
    /// What holds from then on.
    pub value: T,
}

/// What is in force on a day; before all of it the earliest, marked so (C8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InForce<T> {
    /// What.
    pub value: T,
    /// Since when.
    pub since: Day,
    /// It is not yet: it is the earliest there is.
    pub is_early: bool,
}

/// Which of them is in force; `None`: there are none. They may come in any order.
pub fn in_force<T: Copy>(dated: &[FromDay<T>], day: Day) -> Option<InForce<T>> {
    let made = |one: &FromDay<T>, is_early| InForce { value: one.value, since: one.day, is_early };
    let begun = dated.iter().filter(|one| one.day <= day).max_by_key(|one| one.day);
    let earliest = || dated.iter().min_by_key(|one| one.day);
    begun.map(|one| made(one, false)).or_else(|| earliest().map(|one| made(one, true)))
}

/// `list`: the price list itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PriceList {
    /// Its name.
    pub name: String,
    /// The currency (ISO 4217).
    pub currency: String,
    /// How many digits its minor unit has.
    pub minor_digits: u8,
    /// To what cash is rounded.
    pub cash_step: CashStep,
    /// How codes with a weight or a price are read.
    #[serde(default)]
    pub patterns: Vec<CodePattern>,
}

/// What a VAT class stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatKind {
    /// Taxed.
    Taxed,
    /// Taxed at nothing.
    Zero,
    /// Not taxed.
    Exempt,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// `vat/{class}`: a VAT class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VatClass {
    /// Its letter on paper.
    pub letter: char,
    /// Its name, by language.
    #[serde(default)]
    pub names: Names,
    /// What it stands for.
    pub kind: VatKind,
    /// Its rates.
    pub rates: Vec<FromDay<Rate>>,
}

/// `category/{id}`: a shelf on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Its name, by language.
    #[serde(default)]
    pub names: Names,
    /// The one above it.
    #[serde(default)]
    pub parent: Option<CategoryId>,
    /// Where it stands among its like.
    #[serde(default)]
    pub position: i32,
}

/// A code that stands for so much of an article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ArticleCode {
    /// The code, as it is kept and compared.
    pub code: ScannedCode,
    /// How much: a six-pack is six.
    pub quantity: Quantity,
}

/// `article/{id}`: an article that the list has, or that is asked for at the till.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Article {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its name, by language.
    #[serde(default)]
    pub names: Names,
    /// What it is counted in.
    #[serde(default)]
    pub unit: Unit,
    /// Its VAT class.
    pub class: VatClassId,
    /// Its shelf.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Whether it is counted in stores.
    #[serde(default)]
    pub is_stocked: bool,
    /// Whether its price is asked for at the till.
    #[serde(default)]
    pub is_asked: bool,
    /// Whether anything may be taken off it.
    #[serde(default)]
    pub is_discountable: bool,
    /// Its codes.
    #[serde(default)]
    pub codes: Vec<ArticleCode>,
    /// Its prices, VAT included; none: not sold from then on.
    #[serde(default)]
    pub prices: Vec<FromDay<Option<Price>>>,
}

/// The name in a language, or the one for all.
pub(super) fn name_in<'a>(language: Language, names: &'a Names, name: &'a str) -> &'a str {
    names.get(language.code()).filter(|name| !name.is_empty()).map_or(name, String::as_str)
}

/// One row that came, or went (`None`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// The list.
    List(Option<PriceList>),
    /// A VAT class.
    Vat(VatClassId, Option<VatClass>),
    /// A category.
    Category(CategoryId, Option<Category>),
    /// An article.
    Article(ArticleId, Option<Box<Article>>),
}
