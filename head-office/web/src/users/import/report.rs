//! The page of a file: how far it is, what is wrong with it, what it would change, what it has changed.

use super::super::super::frame::Frame;
use super::super::super::guard::Member;
use super::super::super::long_work::Standing;
use super::jobs::{Job, Stage};
use super::words;
use crate::texts::Texts;
use askama::Template;
use head_office_domain::drawn::not_drawn;
use head_office_office::accounts::throttle::Wait;
use head_office_office::import::{ImportProblem, Report, UserOutcome};

/// How many users are listed.
const LISTED: usize = 200;
const MINUTE_MS: i64 = 60_000;

/// How far it is, while something happens.
pub fn standing(texts: &Texts, job: &Job) -> Standing {
    let stage = job.stage();
    let (words, done) = match &*stage {
        Stage::Checking { done, of } if *of > 0 => {
            let hashed = texts.number(*done as u64);
            (texts.counted_with("import-hashing", *of as u64, &[("done", &hashed)]), Some((*done as u64, *of as u64)))
        }
        Stage::Checking { .. } => (texts.t("import-checking"), None),
        Stage::Importing => (texts.t("import-importing"), None),
        _ => (texts.t("import-settled"), None),
    };
    Standing { words, done, settled: stage.is_settled().then(|| address(job)) }
}

/// Where a file stands.
pub fn address(job: &Job) -> String {
    format!("/users/import/{}", job.id)
}

/// What is wrong in a row.
pub struct Wrong {
    pub row: String,
    pub column: String,
    pub mistake: String,
}

/// A user who is created or changed.
pub struct Line {
    pub row: String,
    pub name: String,
    pub what: String,
    pub warnings: Vec<String>,
}

/// What the page says on top.
pub struct Headline {
    /// `ok`, `bad` or `warn`.
    pub class: &'static str,
    pub title: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "import_file.html")]
pub struct Page {
    frame: Frame,
    address: String,
    file_name: String,
    /// While something happens.
    standing: Option<Standing>,
    headline: Option<Headline>,
    warnings: Vec<String>,
    /// Counts, each with what it counts.
    facts: Vec<(String, String)>,
    wrong: Vec<Wrong>,
    more_wrong: String,
    lines: Vec<Line>,
    more_lines: String,
    /// The button, if it can be imported.
    import: Option<String>,
    /// What has to be typed first: what for, and the label.
    number: Option<(String, String)>,
    number_typed: String,
    number_problem: String,
    /// Whether another file is asked for.
    asks_another: bool,
    is_finished: bool,
    /// The field of the other file has no problem.
    problem: String,
}

impl Page {
    pub fn new(member: &Member, job: &Job) -> Self {
        let texts = member.visit.texts();
        let mut page = Self {
            frame: Frame::new(&member.visit, &texts.t("import-title")),
            address: address(job),
            file_name: job.file_name.clone(),
            standing: None,
            headline: None,
            warnings: Vec::new(),
            facts: Vec::new(),
            wrong: Vec::new(),
            more_wrong: String::new(),
            lines: Vec::new(),
            more_lines: String::new(),
            import: None,
            number: None,
            number_typed: String::new(),
            number_problem: String::new(),
            asks_another: false,
            is_finished: false,
            problem: String::new(),
        };
        match &*job.stage() {
            Stage::Checking { .. } | Stage::Importing => {}
            Stage::Wrong { report, has_changed } => page.say_wrong(&texts, report, *has_changed),
            Stage::Fine { report, has_changed, .. } => page.say_fine(&texts, report, *has_changed),
            Stage::Finished(finished) => {
                let revision = texts.number(finished.cursor.revision.0);
                let count = finished.report.users.len() as u64;
                let title = texts.counted("import-done", count);
                page.say("ok", title, texts.with("import-done-text", &[("revision", &revision)]));
                page.is_finished = true;
                page.say_users(&texts, &finished.report);
            }
            Stage::Throttled(wait) => {
                page.say("bad", texts.t("import-throttled"), throttled(&texts, *wait));
                page.asks_another = true;
            }
            Stage::LacksRights => page.say("bad", texts.t("import-lacks-users"), texts.t("import-lacks-users-text")),
            Stage::Failed => {
                page.say("bad", texts.t("import-failed"), texts.t("import-failed-text"));
                page.asks_another = true;
            }
        }
        if page.headline.is_none() {
            page.standing = Some(standing(&texts, job));
        }
        page
    }

    /// With what was typed instead of the number.
    pub fn with_wrong_number(mut self, texts: &Texts, typed: &str, number: u64) -> Self {
        self.number_typed = head_office_domain::names::shown(typed, 20);
        self.number_problem = texts.with("import-number-wrong", &[("number", &number.to_string())]);
        self
    }

    fn say(&mut self, class: &'static str, title: String, text: String) {
        self.headline = Some(Headline { class, title, text });
    }

    fn say_wrong(&mut self, texts: &Texts, report: &Report, has_changed: bool) {
        let count = report.errors.count() as u64;
        self.say("bad", texts.counted("import-wrong", count), texts.t("import-wrong-text"));
        if has_changed {
            self.warnings.push(texts.t("import-changed"));
        }
        self.wrong = report.errors.problems.iter().map(|problem| wrong(texts, problem)).collect();
        if report.errors.unlisted > 0 {
            self.more_wrong = texts.counted("import-more-mistakes", report.errors.unlisted as u64);
        }
        self.asks_another = true;
        self.say_users(texts, report);
    }

    fn say_fine(&mut self, texts: &Texts, report: &Report, has_changed: bool) {
        let count = report.users.len() as u64;
        if has_changed {
            self.warnings.push(texts.t("import-changed"));
        }
        match count {
            0 => {
                self.say("ok", texts.t("import-nothing"), texts.t("import-nothing-text"));
                self.asks_another = true;
            }
            _ => {
                self.say("info", texts.counted("import-would", count), texts.t("import-would-text"));
                self.import = Some(texts.counted("import-do", count));
            }
        }
        let namesakes = report.users.iter().filter(|user| user.has_namesake).count() as u64;
        if namesakes > 0 {
            self.warnings.push(texts.counted("import-namesakes", namesakes));
        }
        let without = report.users.iter().filter(|user| user.lacks_salepoint).count() as u64;
        if without > 0 {
            self.warnings.push(texts.counted("import-without-salepoint", without));
        }
        let not_drawn = report.users.iter().filter(|user| !not_drawn(&user.name).is_empty()).count() as u64;
        if not_drawn > 0 {
            self.warnings.push(texts.counted("import-not-drawn", not_drawn));
        }
        if let Some(losing) = report.losing {
            let number = losing.to_string();
            self.number =
                Some((texts.counted("import-losing", losing), texts.with("bulk-number", &[("number", &number)])));
        }
        self.say_users(texts, report);
    }

    fn say_users(&mut self, texts: &Texts, report: &Report) {
        let new = report.users.iter().filter(|user| user.is_new).count() as u64;
        let passwords = report.users.iter().filter(|user| user.has_password).count() as u64;
        let mistakes = report.errors.count() as u64;
        let fact = |key: &str, count: u64| (texts.t(key), texts.number(count));
        let changed = report.users.len() as u64 - new;
        self.facts = vec![fact("import-count-new", new), fact("import-count-changed", changed)];
        if mistakes == 0 {
            self.facts.push(fact("import-count-unchanged", report.unchanged));
        }
        self.facts.push(fact("import-count-passwords", passwords));
        self.lines = report.users.iter().take(LISTED).map(|user| line(texts, user)).collect();
        let unlisted = report.users.len().saturating_sub(LISTED);
        if unlisted > 0 {
            self.more_lines = texts.counted("import-more-users", unlisted as u64);
        }
    }
}

/// How long to wait, in minutes.
fn throttled(texts: &Texts, wait: Wait) -> String {
    let minutes = wait.ms.max(1).unsigned_abs().div_ceil(MINUTE_MS.unsigned_abs());
    texts.counted("import-throttled-text", minutes)
}

fn wrong(texts: &Texts, problem: &ImportProblem) -> Wrong {
    Wrong {
        row: texts.number(problem.line as u64),
        column: problem.field.as_deref().map(|code| words::field(texts, code)).unwrap_or_default(),
        mistake: words::mistake(texts, &problem.mistake),
    }
}

fn line(texts: &Texts, user: &UserOutcome) -> Line {
    let password = user.has_password.then(|| texts.t("pos-password"));
    let fields = user.changed.iter().map(|code| words::field(texts, code));
    let what: Vec<_> = user.is_new.then(|| texts.t("import-new")).into_iter().chain(fields).chain(password).collect();
    let warning = |is_so: bool, key: &str| is_so.then(|| texts.t(key));
    let letters = not_drawn(&user.name);
    let letters = (!letters.is_empty()).then(|| texts.with("import-letters", &[("letters", &letters)]));
    let warnings = [
        warning(user.has_namesake, "import-has-namesake"),
        warning(user.lacks_salepoint, "import-lacks-salepoint"),
        letters,
    ];
    Line {
        row: texts.number(user.line as u64),
        name: user.name.clone(),
        what: what.join(", "),
        warnings: warnings.into_iter().flatten().collect(),
    }
}
