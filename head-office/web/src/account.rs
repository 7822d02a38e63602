//! One's own account: e-mail address and office password, language, and signing out.

use super::Failure;
use super::form::{self, Field};
use super::frame::{Appearance, Frame, html};
use super::guard::{Member, Visit, back, with_appearance, with_session, without_session};
use super::message::Message;
use super::sign_in::try_again;
use super::texts::Texts;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use head_office_domain::ahead::is_over;
use head_office_office::accounts::{
    CredentialsError, Email, EmailError, LINK_LIFE_MS, OfficePassword, OfficePasswordError,
};
use head_office_office::office::Office;
use head_office_store::{DbError, Tx, confirmations, failed_sign_ins};
use serde::Deserialize;
use std::sync::Arc;
use sync_core::domain::Language;
use zeroize::Zeroizing;

/// For how long a sign-in that failed is shown.
const FAILED_SHOWN_MS: i64 = 90 * 86_400_000;

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    email: Field,
    present: Field,
    password: Field,
    again: Field,
    /// Whether the present password must be typed.
    proves_password: bool,
    /// Whether there is no password yet.
    is_first: bool,
    has_email: bool,
    email_help: String,
    password_help: String,
    /// An address that waits to be confirmed.
    pending: Option<Message>,
    /// Sign-ins that failed lately: when, and from where.
    failed: Vec<(String, String)>,
}

impl Page {
    fn new(member: &Member, email: &str) -> Self {
        let texts = member.visit.texts();
        let has_email = member.who.email.is_some();
        let is_first = !member.who.has_password;
        let keeps = if is_first { String::new() } else { format!(" {}", texts.t("password-keep")) };
        Self {
            frame: Frame::new(&member.visit, &member.visit.texts().t("account")),
            email: Field::holding(email),
            present: Field::default(),
            password: Field::default(),
            again: Field::default(),
            proves_password: member.who.must_prove_password(),
            is_first,
            has_email,
            email_help: texts.t(if has_email { "licence-email-new-help" } else { "email-help" }),
            password_help: texts.t("password-new-help") + &keeps,
            pending: None,
            failed: Vec::new(),
        }
    }

    fn problems(&self) -> Vec<(&'static str, &str)> {
        let fields =
            [("email", &self.email), ("present", &self.present), ("password", &self.password), ("again", &self.again)];
        fields
            .into_iter()
            .filter(|(_, field)| !field.problem.is_empty())
            .map(|(id, field)| (id, &*field.problem))
            .collect()
    }

    fn refused(&self) -> Result<Response, Failure> {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(self)?).into_response())
    }
}

/// `GET /account`
pub async fn show(member: Member) -> Result<Response, Failure> {
    let user = member.who.user.id;
    let now = member.visit.web.office.clock.now();
    let find = move |office: &Office| {
        let find = |tx: &mut Tx<'_>| {
            Ok::<_, DbError>((
                confirmations::pending(tx, user)?,
                failed_sign_ins::since(tx, user, now.plus_ms(-FAILED_SHOWN_MS))?,
            ))
        };
        Ok(office.read(find)?)
    };
    let (pending, failed) = member.visit.web.ask(find).await?;
    let texts = member.visit.texts();
    let mut page = Page::new(&member, member.who.email.as_deref().unwrap_or_default());
    page.failed = failed.into_iter().map(|one| (texts.time(one.at, now), one.from)).collect();
    page.pending =
        pending.filter(|pending| page.has_email && !is_over(pending.expires_at, LINK_LIFE_MS, now)).map(|pending| {
            let title = member.visit.texts().with("account-pending", &[("email", &pending.email)]);
            Message::warning(title, member.visit.texts().t("account-pending-text"))
        });
    Ok(html(&page)?.into_response())
}

/// What the form holds.
#[derive(Deserialize)]
pub struct Typed {
    email: String,
    #[serde(default)]
    present: Zeroizing<String>,
    password: Zeroizing<String>,
    again: Zeroizing<String>,
}

/// `POST /account`
pub async fn save(member: Member, form: Result<Form<Typed>, FormRejection>) -> Result<Response, Failure> {
    let typed = form::fields(form)?;
    let texts = member.visit.texts();
    let mut page = Page::new(&member, &typed.email);
    let email = Email::parse(&typed.email);
    let user = &member.who.user;
    let local_part = typed.email.split('@').next().unwrap_or_default();
    let own = [&user.first_name, &user.last_name, local_part, &member.visit.company];
    // Left empty, the password stays as it is.
    let keeps = member.who.has_password && typed.password.is_empty() && typed.again.is_empty();
    let password = match keeps {
        true => Ok(None),
        false => OfficePassword::choose(&typed.password, &own).map(Some),
    };
    page.email.problem = match email {
        Ok(_) => String::new(),
        Err(EmailError::Empty) => texts.t("email-empty"),
        Err(EmailError::NotAnAddress) => texts.t("email-not-an-address"),
        Err(EmailError::NotCarried) => texts.t("email-not-carried"),
    };
    page.password.problem = password.as_ref().err().map(|error| password_problem(&texts, *error)).unwrap_or_default();
    if typed.password != typed.again {
        page.again.problem = texts.t("password-differs");
    }
    if page.proves_password && typed.present.is_empty() {
        page.present.problem = texts.t("password-present-empty");
    }
    let (Ok(email), Ok(password), true) = (email, password, page.problems().is_empty()) else {
        return page.refused();
    };
    let (who, present) = (Arc::clone(&member.who), typed.present);
    let web = &member.visit.web;
    let choose = move |office: &Office| office.choose_credentials(&who, &present, &email, password.as_ref());
    match web.ask_hashing_signed_in(&member, choose).await? {
        Ok(chosen) => {
            let next = Redirect::to(if chosen.must_confirm { "/account" } else { "/" });
            return Ok(match chosen.session {
                Some(session) => with_session(&member.visit.web, &session, next),
                None => next.into_response(),
            });
        }
        Err(CredentialsError::WrongPassword) => page.present.problem = texts.t("password-present-wrong"),
        Err(CredentialsError::Throttled(wait)) => page.present.problem = try_again(&texts, wait.ms),
        Err(CredentialsError::TooManyMails(wait)) => page.email.problem = try_again(&texts, wait.ms),
        Err(CredentialsError::PasswordFirst) => page.email.problem = texts.t("email-password-first"),
        Err(CredentialsError::EmailTaken) => page.email.problem = texts.t("email-taken"),
        Err(CredentialsError::Office(error)) => return Err(error.into()),
    }
    page.refused()
}

/// Why something typed cannot be the office password, in words.
pub fn password_problem(texts: &Texts, error: OfficePasswordError) -> String {
    texts.t(match error {
        OfficePasswordError::TooShort => "password-too-short",
        OfficePasswordError::TooLong => "password-too-long",
        OfficePasswordError::EasilyGuessed => "password-easily-guessed",
    })
}

/// What the account menu's form of appearances holds.
#[derive(Deserialize)]
pub struct Look {
    appearance: String,
}

/// `POST /account/appearance`
pub async fn appearance(
    visit: Visit,
    headers: HeaderMap,
    form: Result<Form<Look>, FormRejection>,
) -> Result<Response, Failure> {
    let Look { appearance } = form::fields(form)?;
    let appearance = Appearance::from_code(&appearance).ok_or(Failure::Malformed)?;
    Ok(with_appearance(&visit.web, appearance, Redirect::to(&back(&headers))))
}

/// What the account menu's form of languages holds.
#[derive(Deserialize)]
pub struct Chosen {
    language: Language,
}

/// `POST /account/language`
pub async fn language(
    member: Member,
    headers: HeaderMap,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Redirect, Failure> {
    let Chosen { language } = form::fields(form)?;
    let id = member.who.user.id;
    member.visit.web.ask(move |office| office.choose_language(id, language)).await?;
    Ok(Redirect::to(&back(&headers)))
}

/// `POST /sign-out`
pub async fn sign_out(member: Member) -> Result<Response, Failure> {
    let token = member.token;
    member.visit.web.ask(move |office| office.sign_out(&token)).await?;
    Ok(without_session(&member.visit.web, Redirect::to("/sign-in")))
}

/// `POST /sign-out-everywhere`
pub async fn sign_out_everywhere(member: Member) -> Result<Response, Failure> {
    let user = member.who.user.id;
    member.visit.web.ask(move |office| office.sign_out_everywhere(user)).await?;
    Ok(without_session(&member.visit.web, Redirect::to("/sign-in")))
}
