//! The form of a salepoint.

use super::super::Failure;
use super::super::choose::{FEW, Unresolved, resolve};
use super::super::form::{Field, lines_problem, name_problem};
use super::super::frame::{Frame, LANGUAGES, html};
use super::super::guard::Member;
use super::super::place_field::{PlaceField, meant, up_to};
use super::super::record_form::{Apart, Conflict, Head, Merged, Open, Received, Values, bring_together};
use super::super::settings::policies_fields::{self, Input};
use super::super::texts::Texts;
use super::super::users::language_name;
use super::own_fields::{self, OwnTyped};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::names;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_domain::own_limits::OwnLimits;
use head_office_office::places::{PlaceError, SalepointSettings};
use head_office_store::audit::{self, Recorded};
use head_office_store::grants::Viewer;
use head_office_store::salepoints::{self, Salepoint};
use head_office_store::{DbError, Tx, policy, stores};
use serde::Deserialize;
use sync_core::domain::{Policy, SalepointId, StoreId};

const KEYS: [&str; 5] = ["name", "language", "store", "address", "receipt_header"];

#[derive(Template)]
#[template(path = "salepoint_form.html")]
struct Page {
    frame: Frame,
    crumbs: Vec<(String, String)>,
    conflict: Option<Conflict>,
    problems: Vec<(String, String)>,
    /// Why nothing can be changed; empty: it can.
    read_only: String,
    /// Whose form it is; `None`: it is a new one.
    record: Option<SalepointId>,
    /// Whether what a new one can do without is unfolded: something stands or is wrong there.
    receipt_is_open: bool,
    own_is_open: bool,
    form: Head,
    name: Field,
    language: Field,
    store: PlaceField,
    address: Field,
    receipt_header: Field,
    /// The lines of that, as they are printed; empty: none.
    receipt: String,
    own: Vec<Input>,
    languages: Vec<(String, String)>,
    submit: String,
    cancel: String,
}

impl Page {
    fn new(member: &Member, salepoint: Option<&Salepoint>, choices: &Choices, values: &Values, form: Head) -> Self {
        let texts = member.visit.texts();
        let stores = &choices.stores;
        let hidden = salepoint.and_then(|salepoint| hidden_store(salepoint, stores));
        let own_before = salepoint.map(|salepoint| salepoint.own).unwrap_or_default();
        let title = salepoint.map_or_else(|| texts.t("salepoint-new"), |salepoint| salepoint.name.clone());
        let mut crumbs = vec![("/salepoints".to_owned(), texts.t("salepoints"))];
        let address = salepoint.map(|salepoint| format!("/salepoints/{}", salepoint.id));
        crumbs.extend(address.clone().map(|address| (address, title.clone())));
        let mut store = Field::of(values, "store");
        let not_yours = hidden.map(|store| (store.to_string(), texts.t("store-not-yours")));
        if let (false, Some((id, words))) = (stores.len() <= FEW, &not_yours)
            && *id == store.typed
        {
            store.typed.clone_from(words);
        }
        let first = [(String::new(), texts.t("none"))].into_iter().chain(not_yours).collect();
        let look = up_to(&format!("?form={}", form.id), "store");
        let store = PlaceField::new(&texts, store, first, stores, look);
        let own = OwnTyped::read(&texts, values, &choices.policy, own_before).inputs;
        Self {
            frame: Frame::new(&member.visit, &title),
            crumbs,
            conflict: None,
            problems: Vec::new(),
            read_only: String::new(),
            record: salepoint.map(|salepoint| salepoint.id),
            receipt_is_open: !values.get("receipt_header").is_empty(),
            own_is_open: own.iter().any(|input| !input.field.typed.trim().is_empty()),
            form,
            name: Field::of(values, "name"),
            language: Field::of(values, "language"),
            store,
            address: Field::of(values, "address"),
            receipt_header: Field::of(values, "receipt_header"),
            receipt: names::lines(values.get("receipt_header"), names::RECEIPT_HEADER).unwrap_or_default(),
            own,
            languages: LANGUAGES.map(|(code, name)| (code.code().to_owned(), name.to_owned())).to_vec(),
            submit: texts.t(if salepoint.is_none() { "salepoint-add" } else { "save-changes" }),
            cancel: address.unwrap_or_else(|| "/salepoints".into()),
        }
    }

    fn refuse(mut self, problems: Vec<(String, String)>) -> Result<Response, Failure> {
        for (id, problem) in &problems {
            let field = match id.as_str() {
                "name" => &mut self.name,
                "language" => &mut self.language,
                "store" => &mut self.store.field,
                "address" => &mut self.address,
                "receipt_header" => &mut self.receipt_header,
                id => match self.own.iter_mut().find(|input| input.id == id) {
                    Some(input) => &mut input.field,
                    None => continue,
                },
            };
            field.problem.clone_from(problem);
        }
        self.receipt_is_open |= !self.receipt_header.problem.is_empty();
        self.own_is_open |= self.own.iter().any(|input| !input.field.problem.is_empty());
        self.problems = problems;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&self)?).into_response())
    }
}

fn values(settings: &SalepointSettings) -> Values {
    let store = settings.store.map(|store| store.to_string()).unwrap_or_default();
    let values = Values::default()
        .holding("name", &settings.name)
        .holding("language", settings.language.code())
        .holding("store", &store)
        .holding("address", &settings.address)
        .holding("receipt_header", &settings.receipt_header);
    own_fields::holding(settings.own, values)
}

/// The store that a salepoint sells from, if the reader does not have it: it stays as it is, unless another is chosen.
fn hidden_store(salepoint: &Salepoint, stores: &[(StoreId, String)]) -> Option<StoreId> {
    salepoint.store.filter(|store| stores.iter().all(|(known, _)| known != store))
}

/// What the values mean, or what is wrong with them.
fn settings(
    texts: &Texts,
    choices: &Choices,
    values: &Values,
    before: Option<&Salepoint>,
) -> Result<SalepointSettings, Vec<(String, String)>> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem: String| problems.push((field.to_owned(), problem));
    let name = names::name(values.get("name"));
    let name = name.map_err(|error| wrong("name", name_problem(texts, error))).unwrap_or_default();
    let language = values.get("language").parse();
    let language = language.map_err(|_| wrong("language", texts.t("salepoint-language-missing"))).unwrap_or_default();
    let hidden = before.and_then(|before| hidden_store(before, &choices.stores));
    let store = store_meant(texts, &choices.stores, hidden, values);
    let store = store.map_err(|problem| wrong("store", problem)).unwrap_or_default();
    let [address, receipt_header] =
        [("address", names::ADDRESS), ("receipt_header", names::RECEIPT_HEADER)].map(|(field, limit)| {
            let lines = names::lines(values.get(field), limit);
            lines.map_err(|error| wrong(field, lines_problem(texts, error))).unwrap_or_default()
        });
    let own_before = before.map(|before| before.own).unwrap_or_default();
    let own = OwnTyped::read(texts, values, &choices.policy, own_before);
    problems.extend(own.problems());
    match problems.is_empty() {
        true => Ok(SalepointSettings { name, language, store, address, receipt_header, own: own.own }),
        false => Err(problems),
    }
}

/// The store of this id or name, or the only one whose name contains that.
fn store_meant(
    texts: &Texts,
    stores: &[(StoreId, String)],
    hidden: Option<StoreId>,
    values: &Values,
) -> Result<Option<StoreId>, String> {
    let typed = meant(values.get("store"), values.get("found_by"), values.get("store_id")).trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let means_hidden = |hidden: &StoreId| typed == hidden.to_string() || typed == texts.t("store-not-yours");
    if let Some(hidden) = hidden.filter(means_hidden) {
        return Ok(Some(hidden));
    }
    match resolve(typed, stores) {
        Ok(store) => Ok(Some(store)),
        Err(Unresolved::Nothing | Unresolved::Unknown(_)) => Err(texts.t("salepoint-store-unknown")),
        Err(several) => Err(several.words(texts)),
    }
}

/// What the form was just looked at for.
#[derive(Deserialize)]
pub struct Looked {
    /// What stands in the field of the store.
    store: Option<String>,
}

impl Looked {
    /// The values with that, and whether stores that match it are asked for.
    fn for_store(looked: Result<Query<Self>, QueryRejection>, typed: Values) -> Result<(Values, bool), Failure> {
        let Query(Self { store }) = looked.map_err(|_| Failure::Malformed)?;
        let is_asked = store.is_some();
        Ok((store.map_or(typed.clone(), |store| typed.holding("store", &store)), is_asked))
    }
}

/// `GET /salepoints/new`
pub async fn new_salepoint(
    member: Member,
    open: Open,
    looked: Result<Query<Looked>, QueryRejection>,
) -> Result<Response, Failure> {
    let viewer = member.viewer();
    let choices = member.visit.web.ask(move |office| Ok(office.read(|tx| Choices::find(tx, viewer))?)).await?;
    let language = member.visit.language;
    let blank = values(&SalepointSettings { language, ..SalepointSettings::default() });
    let typed = open.kept(&member).await?.map_or(blank, |kept| kept.typed);
    let (typed, is_asked) = Looked::for_store(looked, typed)?;
    let form = open.head(&member, Values::default()).await?;
    let mut page = Page::new(&member, None, &choices, &typed, form);
    page.store.is_asked = is_asked;
    Ok(html(&page)?.into_response())
}

/// `POST /salepoints/new`
pub async fn add_salepoint(
    member: Member,
    open: Open,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let viewer = member.viewer();
    let choices = member.visit.web.ask(move |office| Ok(office.read(|tx| Choices::find(tx, viewer))?)).await?;
    let page = Page::new(&member, None, &choices, &sent.typed, open.head(&member, Values::default()).await?);
    let settings = match settings(&texts, &choices, &sent.typed, None) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let sender = open.sender(&member);
    match member.visit.web.ask(move |office| Ok(office.add_salepoint(sender, &settings))).await? {
        Ok(made) => Ok(Redirect::to(&format!("/salepoints/{}/users?done=added", made.id)).into_response()),
        Err(error) => page.refuse(vec![problem(&texts, error)?]),
    }
}

/// What is wrong, beside its field.
fn problem(texts: &Texts, error: PlaceError) -> Result<(String, String), Failure> {
    match error {
        PlaceError::NameTaken => Ok(("name".into(), texts.t("name-taken"))),
        PlaceError::NoSuchStore => Ok(("store".into(), texts.t("salepoint-store-unknown"))),
        PlaceError::OwnLimit(problem) => Ok(own_fields::wrong(texts, problem)),
        error => Err(error.into()),
    }
}

/// What settings are chosen among and compared with.
struct Choices {
    stores: Vec<(StoreId, String)>,
    policy: Policy,
}

impl Choices {
    fn find(tx: &mut Tx<'_>, viewer: Viewer) -> Result<Self, DbError> {
        let stores = stores::open(tx, viewer)?.into_iter().map(|store| (store.id, store.name)).collect();
        Ok(Self { stores, policy: policy::load(tx)? })
    }
}

/// What the form of a salepoint is made of.
struct Found {
    salepoint: Salepoint,
    choices: Choices,
    last: Option<Recorded>,
}

async fn find(member: &Member, id: &str) -> Result<Found, Failure> {
    let id: SalepointId = id.parse().map_err(|_| Failure::NotFound)?;
    let viewer = member.viewer();
    let work = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| {
            let Some(salepoint) = salepoints::find(tx, viewer, id)? else { return Ok(None) };
            let last = audit::of_record(tx, viewer, id.0, 1)?.pop();
            Ok::<_, DbError>(Some(Found { salepoint, choices: Choices::find(tx, viewer)?, last }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

/// Why this reader can change nothing here; empty: it can be changed.
fn read_only(member: &Member, found: &Found) -> String {
    let texts = member.visit.texts();
    if !member.who.may(OfficeArea::Salepoints, Level::Edit) {
        texts.t("look-only")
    } else if found.salepoint.closed_at.is_some() {
        texts.t("salepoint-closed-read-only")
    } else {
        String::new()
    }
}

/// `GET /salepoints/{id}/edit`
pub async fn edit_salepoint(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    looked: Result<Query<Looked>, QueryRejection>,
) -> Result<Response, Failure> {
    let found = find(&member, &id).await?;
    let saved = values(&SalepointSettings::from(&found.salepoint));
    let (typed, base) = match open.kept(&member).await? {
        Some(kept) => (kept.typed, kept.base),
        None => (saved.clone(), saved),
    };
    let (typed, is_asked) = Looked::for_store(looked, typed)?;
    let form = open.head(&member, base).await?;
    let mut page = Page::new(&member, Some(&found.salepoint), &found.choices, &typed, form);
    page.store.is_asked = is_asked;
    page.read_only = read_only(&member, &found);
    Ok(html(&page)?.into_response())
}

/// `POST /salepoints/{id}/edit`
pub async fn change_salepoint(
    member: Member,
    open: Open,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let found = find(&member, &id).await?;
    let sent = match open.receive(&member, form).await? {
        Received::Sent(sent) => sent,
        Received::Answered(answer) => return Ok(answer),
    };
    let texts = member.visit.texts();
    let (id, choices) = (found.salepoint.id, &found.choices);
    let form = open.head(&member, sent.base.clone()).await?;
    let mut page = Page::new(&member, Some(&found.salepoint), choices, &sent.typed, form);
    let reason = read_only(&member, &found);
    if !reason.is_empty() {
        page.read_only = reason;
        return page.refuse(Vec::new());
    }
    let yours = match settings(&texts, choices, &sent.typed, Some(&found.salepoint)) {
        Ok(settings) => settings,
        Err(problems) => return page.refuse(problems),
    };
    let (by, viewer) = (member.who.user.id, member.viewer());
    let changed = move |office: &head_office_office::office::Office| {
        let save = |base: &Values, typed: &Values| {
            let both = settings_of(base).zip(settings_of(typed)).ok_or(PlaceError::ChangedMeanwhile);
            both.and_then(|(base, typed)| office.change_salepoint(by, id, &base, &typed))
        };
        let saved = || {
            let salepoint = office.read(|tx| salepoints::find(tx, viewer, id))?;
            Ok(salepoint.map(|salepoint| values(&SalepointSettings::from(&salepoint))))
        };
        let is_changed = |error: &PlaceError| matches!(error, PlaceError::ChangedMeanwhile);
        bring_together(sent.base, values(&yours), &keys(), save, saved, is_changed)
    };
    match member.visit.web.ask(changed).await? {
        Ok(()) => {
            open.forget(&member).await?;
            Ok(Redirect::to(&format!("/salepoints/{id}?done=changed")).into_response())
        }
        Err(Apart::Both(merged)) => told(&member, open, &id.to_string(), &merged).await,
        Err(Apart::Refused(error)) => page.refuse(vec![problem(&texts, error)?]),
        Err(Apart::Gone) => Err(Failure::NotFound),
    }
}

fn keys() -> Vec<String> {
    KEYS.into_iter().chain(OwnLimits::NAMES).map(str::to_owned).collect()
}

/// What values that were read before mean, if they say so.
fn settings_of(base: &Values) -> Option<SalepointSettings> {
    let store = match base.get("store") {
        "" => None,
        id => Some(id.parse().ok()?),
    };
    Some(SalepointSettings {
        name: base.get("name").to_owned(),
        language: base.get("language").parse().ok()?,
        store,
        address: base.get("address").to_owned(),
        receipt_header: base.get("receipt_header").to_owned(),
        own: own_fields::own_of(base)?,
    })
}

/// The form once more, with what somebody else saved meanwhile.
async fn told(member: &Member, open: Open, id: &str, merged: &Merged) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let found = find(member, id).await?;
    let saved = values(&SalepointSettings::from(&found.salepoint));
    let name = |key: &str| match key {
        "name" => texts.t("column-name"),
        "language" => texts.t("salepoint-language"),
        "store" => texts.t("salepoint-store"),
        "address" => texts.t("address"),
        "receipt_header" => texts.t("receipt-header"),
        limit => policies_fields::name(&texts, limit),
    };
    let shown = |key: &str, value: &str| match key {
        "language" => value.parse().map_or_else(|_| value.to_owned(), |code| language_name(code).to_owned()),
        "store" => {
            let store = found.choices.stores.iter().find(|(id, _)| id.to_string() == value);
            match store {
                Some((_, name)) => name.clone(),
                None if value.is_empty() => "—".to_owned(),
                None => texts.t("store-not-yours"),
            }
        }
        limit if OwnLimits::NAMES.contains(&limit) => own_fields::in_words(&texts, limit, value),
        _ => value.replace('\n', " / "),
    };
    let now = member.visit.web.office.clock.now();
    let conflict = Conflict::new(&texts, merged, &saved, (found.last.as_ref(), now), name, shown);
    let form = open.head(member, saved).await?;
    let mut page = Page::new(member, Some(&found.salepoint), &found.choices, &merged.values, form);
    page.conflict = Some(conflict);
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}
