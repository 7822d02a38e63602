//! One user's way into the office: what is known of it, and the card that shows and changes it. The page of licences and
//! the user's own page show the same.

use super::super::super::Failure;
use super::super::super::form::Field;
use super::super::super::guard::Member;
use super::super::super::record_form::Open;
use super::super::super::sign_in::try_again;
use super::super::super::texts::Texts;
use super::may_edit;
use head_office_domain::ahead::is_over;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::LINK_LIFE_MS;
use head_office_office::accounts::{Email, EmailError, LicenceError};
use head_office_office::office::Office;
use head_office_office::personnel::authority::{self, AuthorityError};
use head_office_store::groups::{self, Group};
use head_office_store::licences::{self, Holder};
use head_office_store::mail::MailState;
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// Where mail goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mailing {
    /// To a mail server.
    ToServer,
    /// Into a folder.
    Kept,
}

impl Mailing {
    /// As configured.
    pub fn of(office: &Office) -> Self {
        if office.mail_server().is_some() { Self::ToServer } else { Self::Kept }
    }

    /// The key of what is said when a mail was queued.
    pub fn key(self) -> &'static str {
        match self {
            Self::ToServer => "licence-mail-on-its-way",
            Self::Kept => "licence-mail-kept",
        }
    }
}

/// How it stands with somebody's way into the office.
pub struct State {
    /// `ok`, `mail`, `warn`, `bad` or `off`.
    pub tone: &'static str,
    /// In words.
    pub text: String,
    /// Whether it may become another one without the reader doing anything: a mail is under way, or its link unused.
    pub moves: bool,
}

/// In the reader's language.
pub fn state(texts: &Texts, holder: &Holder, mailing: Mailing, now: UnixMs) -> State {
    let told = |tone, text: String| State { tone, text, moves: false };
    let say = |tone, key: &str| told(tone, texts.t(key));
    if !holder.active {
        return say("off", "licence-is-deactivated");
    }
    let Some(pending) = &holder.pending else {
        return match (holder.last_sign_in_at, &holder.email) {
            (Some(at), _) => told("ok", texts.with("licence-signed-in", &[("time", &texts.last_seen(at, now))])),
            (None, Some(_)) => say("ok", "licence-confirmed"),
            (None, None) => say("mail", "licence-no-email"),
        };
    };
    let answer = pending.answer.clone().unwrap_or_default();
    let settled = pending.settled_at.map(|at| texts.since(at, now)).unwrap_or_default();
    let mail = match pending.mail {
        _ if is_over(pending.expires_at, LINK_LIFE_MS, now) => say("warn", "licence-expired"),
        MailState::Expired | MailState::Cancelled => say("warn", "licence-expired"),
        MailState::Waiting if answer.is_empty() => say("mail", "licence-waiting"),
        MailState::Waiting => {
            let next = pending.next_at.map(|at| texts.clock(at)).unwrap_or_default();
            told("warn", texts.with("licence-not-sent-yet", &[("answer", &answer), ("time", &next)]))
        }
        MailState::Refused => told("bad", texts.with("licence-refused", &[("answer", &answer)])),
        MailState::Sent => {
            let key = if mailing == Mailing::ToServer { "licence-sent" } else { "licence-kept" };
            told("mail", texts.with(key, &[("time", &settled)]))
        }
    };
    let is_over = is_over(pending.expires_at, LINK_LIFE_MS, now);
    let mail = State { moves: !is_over && matches!(pending.mail, MailState::Waiting | MailState::Sent), ..mail };
    match &holder.email {
        None => mail,
        Some(_) => {
            let text = texts.with("licence-new-email", &[("email", &pending.email), ("state", &mail.text)]);
            State { text, ..mail }
        }
    }
}

/// Whether `by` may decide about a user's way into the office.
pub fn may_decide(tx: &mut Tx<'_>, by: UserId, user: &User) -> Result<bool, DbError> {
    match authority::check_access(tx, by, user) {
        Ok(()) => Ok(true),
        Err(AuthorityError::Lacking) => Ok(false),
        Err(AuthorityError::Db(error)) => Err(error),
    }
}

/// Why something typed is no address of somebody.
pub fn email_problem(texts: &Texts, error: EmailError) -> String {
    match error {
        EmailError::Empty => texts.t("licence-email-empty"),
        EmailError::NotAnAddress => texts.t("email-not-an-address"),
        EmailError::NotCarried => texts.t("email-not-carried"),
    }
}

/// Why nothing was done, in words.
pub fn problem(texts: &Texts, error: &LicenceError) -> String {
    match error {
        LicenceError::NoneFree => texts.t("licence-none-free"),
        LicenceError::NoUser => texts.t("licence-user-unknown"),
        LicenceError::Deactivated => texts.t("licence-deactivated"),
        LicenceError::NothingAllowed => texts.t("licence-nothing-allowed"),
        LicenceError::Linked => texts.t("licence-linked-already"),
        LicenceError::NotLinked => texts.t("licence-not-linked"),
        LicenceError::NothingAsked => texts.t("licence-nothing-asked"),
        LicenceError::EmailTaken => texts.t("email-taken"),
        LicenceError::LacksRights => texts.t("licence-lacks-rights"),
        LicenceError::LastAdministrator => texts.t("last-administrator"),
        LicenceError::FewerThanUsed(used) => texts.counted("licences-fewer", *used),
        LicenceError::NoSuchNumber => texts.t("licences-no-number"),
        LicenceError::Throttled(wait) => try_again(texts, wait.ms),
        LicenceError::Office(_) => texts.t("failure-internal"),
    }
}

/// Whether it is the address that is refused.
pub fn is_about_email(error: &LicenceError) -> bool {
    matches!(error, LicenceError::EmailTaken | LicenceError::Throttled(_))
}

/// What is known of a user's way into the office.
pub struct Found {
    /// The user.
    pub user: User,
    /// The user's own group, whose rights count in the office.
    pub group: Group,
    /// The licence, if there is one.
    pub holder: Option<Holder>,
    may_decide: bool,
    is_any_free: bool,
}

impl Found {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.user.first_name, self.user.last_name)
    }
}

/// Reads it.
pub async fn find(member: &Member, id: UserId) -> Result<Found, Failure> {
    let by = member.who.user.id;
    let work = move |office: &Office| {
        Ok(office.read(|tx| {
            let Some(user) = users::find(tx, id)? else { return Ok(None) };
            let Some(group) = groups::find(tx, user.group)? else { return Ok(None) };
            let holder = licences::holder(tx, id)?;
            let may_decide = may_decide(tx, by, &user)?;
            let is_any_free = licences::count(tx)?.free() > 0;
            Ok::<_, DbError>(Some(Found { user, group, holder, may_decide, is_any_free }))
        })?)
    };
    member.visit.web.ask(work).await?.ok_or(Failure::NotFound)
}

/// The card.
pub struct Card {
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// How far it has come, where there is a licence.
    pub state: Option<State>,
    /// The e-mail's field and what it leads to; `None`: it cannot be changed.
    pub email: Option<(Field, String)>,
    /// Why it cannot be changed, or what to do first; may be empty.
    pub reason: String,
    /// Where that is done.
    pub cure: Option<(String, String)>,
    /// What each of its two forms sends as its id, so that it is done once: the e-mail, and the link again.
    pub forms: [Uuid; 2],
    /// Below this address are the things that can be done.
    pub address: String,
    /// Which page the reader comes back to.
    pub from: &'static str,
    /// What sending the e-mail's field is called: who has no confirmed address is invited.
    pub save: &'static str,
    /// Whether the link can be mailed again.
    pub may_send_again: bool,
    /// Whether an invitation can be withdrawn, which asks first.
    pub may_cancel_invitation: bool,
    /// Whether another address that waits to be confirmed can be withdrawn.
    pub may_keep_email: bool,
    /// Whether the licence can be freed.
    pub may_unlink: bool,
}

impl Card {
    /// In the reader's language; `email`: what was typed, if anything was.
    pub fn new(member: &Member, found: &Found, email: Option<Field>, from: &'static str) -> Self {
        let texts = member.visit.texts();
        let office = &member.visit.web.office;
        let now = office.clock.now();
        let holder = found.holder.as_ref();
        let chosen = |is_so, yes: &str, no: &str| texts.t(if is_so { yes } else { no });
        let mut facts = vec![(texts.t("office-licence"), chosen(holder.is_some(), "office-licence-linked", "none"))];
        if let Some(holder) = holder {
            let last = holder.last_sign_in_at.map(|at| texts.last_seen(at, now));
            facts.extend([
                (texts.t("email"), holder.email.clone().unwrap_or_else(|| "—".into())),
                (
                    texts.t("office-password"),
                    chosen(holder.has_password, "office-password-chosen", "office-password-not-chosen"),
                ),
                (texts.t("office-last-sign-in"), last.unwrap_or_else(|| texts.t("office-never"))),
            ]);
        }
        let has_rights = may_edit(member) && found.may_decide;
        let (reason, cure) = if !may_edit(member) {
            (texts.t("office-read-only"), None)
        } else if !found.may_decide {
            (texts.t("licence-lacks-rights"), None)
        } else if !found.user.active {
            (texts.t("licence-deactivated"), None)
        } else if holder.is_none() && !found.is_any_free {
            (texts.t("licence-none-free"), Some((super::ADDRESS.to_owned(), texts.t("licences"))))
        } else if holder.is_none() && !found.group.allows_anything_in_the_office() {
            (texts.t("licence-nothing-allowed"), group_page(member, found))
        } else {
            (String::new(), None)
        };
        let present = holder.and_then(|holder| holder.pending.as_ref().map(|one| &one.email).or(holder.email.as_ref()));
        let has_email = holder.is_some_and(|holder| holder.email.is_some());
        let help = texts.t(if has_email { "licence-email-new-help" } else { "licence-email-help" });
        let field = email.unwrap_or_else(|| Field::holding(present.map_or("", String::as_str)));
        let pending = holder.is_some_and(|holder| holder.pending.is_some());
        Self {
            facts,
            state: holder.map(|holder| state(&texts, holder, Mailing::of(office), now)),
            email: reason.is_empty().then_some((field, help)),
            cure,
            forms: [Uuid::now_v7(), Uuid::now_v7()],
            address: format!("{}/{}", super::ADDRESS, found.user.id),
            from,
            save: if has_email { "save-changes" } else { "licence-invite" },
            may_send_again: reason.is_empty() && pending,
            may_cancel_invitation: has_rights && pending && !has_email,
            may_keep_email: has_rights && pending && has_email,
            // Whoever is invited only loses the licence with the invitation.
            may_unlink: has_rights && holder.is_some() && (has_email || !pending),
            reason,
        }
    }
}

/// Where the user's group is given rights, if the reader may look there.
fn group_page(member: &Member, found: &Found) -> Option<(String, String)> {
    let sees_groups = member.who.may(OfficeArea::UserGroups, Level::Read);
    sees_groups.then(|| (format!("/groups/{}", found.group.id), member.visit.texts().t("licence-open-group")))
}

/// Gives a user this address, with a free licence if there is none yet. What was done, or the field with what is wrong.
pub async fn set_email(
    member: &Member,
    open: Open,
    id: UserId,
    typed: &str,
) -> Result<Result<&'static str, Field>, Failure> {
    let texts = member.visit.texts();
    let refused = |problem| Ok(Err(Field { typed: typed.to_owned(), problem }));
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(error) => return refused(email_problem(&texts, error)),
    };
    let is_linked = find(member, id).await?.holder.is_some();
    let sender = open.sender(member);
    let work = move |office: &Office| {
        Ok(match is_linked {
            true => office.change_email(sender, id, &email).map(|waits| if waits { "changed" } else { "cancelled" }),
            false => office.link_licence(sender, id, &email).map(|()| "linked"),
        })
    };
    match member.visit.web.ask(work).await? {
        Ok(done) => Ok(Ok(done)),
        Err(LicenceError::Office(error)) => Err(error.into()),
        Err(error) => refused(problem(&texts, &error)),
    }
}
