//! What every page has around its content.

use super::Failure;
use super::back::Back;
use super::guard::Visit;
use super::texts::Texts;
use askama::Template;
use axum::response::Html;
use head_office_domain::office_rights::{Level, OfficeArea};
use std::fmt::Display;
use std::sync::Arc;
use sync_core::domain::Language;

/// The languages, each by its own name.
pub const LANGUAGES: [(Language, &str); 4] =
    [(Language::En, "English"), (Language::Et, "Eesti"), (Language::Lv, "Latviešu"), (Language::Ru, "Русский")];

/// How pages look, as a browser was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Appearance {
    /// As the browser or its system has it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Appearance {
    const ALL: [(Self, &str, &str); 3] = [
        (Self::Auto, "auto", "appearance-auto"),
        (Self::Light, "light", "appearance-light"),
        (Self::Dark, "dark", "appearance-dark"),
    ];

    /// Its name in the cookie and in the page.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(known, ..)| *known == self).map_or("", |(_, code, _)| code)
    }

    /// The one of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(appearance, ..)| *appearance)
    }
}

/// What is offered at the left to whom may look into its area: heading, name, address. Pages of a subject are below its
/// address.
const NAVIGATION: &[(&str, &str, &str, OfficeArea)] = &[
    ("nav-personnel", "users", "/users", OfficeArea::Users),
    ("nav-personnel", "groups", "/groups", OfficeArea::UserGroups),
    ("nav-places", "salepoints", "/salepoints", OfficeArea::Salepoints),
    ("nav-places", "stores", "/stores", OfficeArea::Stores),
    ("terminals", "terminals", "/terminals", OfficeArea::Terminals),
    ("terminals", "area-journal", "/journal", OfficeArea::Journal),
    ("nav-settings", "licences", "/settings/licences", OfficeArea::Licences),
    ("nav-settings", "company", "/settings/company", OfficeArea::Policies),
    ("nav-settings", "area-policies", "/settings/policies", OfficeArea::Policies),
    ("nav-settings", "mail", "/settings/mail", OfficeArea::Licences),
];

/// See the module.
pub struct Frame {
    texts: Arc<Texts>,
    /// The title of the page without the product's name.
    pub title: String,
    /// The code of the page's language.
    pub language: &'static str,
    /// How the page looks.
    pub appearance: Appearance,
    /// The company's name.
    pub company: String,
    /// Where stylesheet and mark are.
    pub assets: String,
    /// Whether this is the first page.
    pub is_home: bool,
    /// What is offered at the left, below the first page.
    pub navigation: Vec<NavigationGroup>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// The list that the reader came from.
    pub back: Back,
}

/// A heading with links below it.
pub struct NavigationGroup {
    /// The heading.
    pub name: String,
    /// The links.
    pub links: Vec<NavigationLink>,
}

/// A link at the left.
pub struct NavigationLink {
    /// Its words.
    pub name: String,
    /// Where to.
    pub address: &'static str,
    /// Whether this page is there.
    pub is_current: bool,
}

/// Who is signed in, as the account menu shows it.
pub struct Account {
    /// First and last name.
    pub name: String,
    /// The e-mail address, or nothing.
    pub email: String,
    /// The user group's name.
    pub group: String,
}

impl Frame {
    /// For a page with this title.
    pub fn new(visit: &Visit, title: &str) -> Self {
        let texts = visit.texts();
        let account = visit.who.as_ref().map(|who| Account {
            name: format!("{} {}", who.user.first_name, who.user.last_name),
            email: who.email.clone().unwrap_or_default(),
            group: who.group.name.clone(),
        });
        let may_read = |area| visit.who.as_ref().is_some_and(|who| who.may(area, Level::Read));
        let mut navigation: Vec<NavigationGroup> = Vec::new();
        for &(heading, name, address, _) in NAVIGATION.iter().filter(|(.., area)| may_read(*area)) {
            let is_current = visit.path == address || visit.path.starts_with(&format!("{address}/"));
            let link = NavigationLink { name: texts.t(name), address, is_current };
            let heading = texts.t(heading);
            match navigation.last_mut().filter(|group| group.name == heading) {
                Some(group) => group.links.push(link),
                None => navigation.push(NavigationGroup { name: heading, links: vec![link] }),
            }
        }
        Self {
            title: title.to_owned(),
            language: visit.language.code(),
            appearance: visit.appearance,
            company: visit.company.clone(),
            assets: visit.web.assets.folder(),
            is_home: visit.path == "/",
            navigation,
            account,
            back: visit.back.clone(),
            texts,
        }
    }

    /// Where a link leads: with the way back to the list that the reader came from, see [`Back::at`].
    pub fn at(&self, address: impl AsRef<str>) -> String {
        self.back.at(address.as_ref())
    }

    /// The same of an address with something in it.
    pub fn path(&self, before: &str, id: impl Display, after: &str) -> String {
        self.back.at(&format!("{before}{id}{after}"))
    }

    /// The words for a key.
    pub fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// The appearances: code, name, whether it is this page's.
    pub fn appearances(&self) -> [(&'static str, String, bool); 3] {
        Appearance::ALL.map(|(appearance, code, key)| (code, self.t(key), appearance == self.appearance))
    }

    /// The languages: code, name, whether it is this page's.
    pub fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        LANGUAGES.map(|(language, name)| (language.code(), name, language.code() == self.language)).to_vec()
    }
}

impl Visit {
    /// The words of the page's language, and times by the company's time zone.
    pub fn texts(&self) -> Arc<Texts> {
        self.web.texts.of(self.language).in_zone(self.zone)
    }
}

/// A page as an answer.
pub fn html(page: &impl Template) -> Result<Html<String>, Failure> {
    Ok(Html(page.render()?))
}
