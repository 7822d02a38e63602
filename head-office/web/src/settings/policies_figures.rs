//! What a policy comes to, in words and numbers, beside the fields that decide it.

use super::super::texts::Texts;
use super::policies_fields::{Input, Typed};
use head_office_office::personnel::{Risk, Severity, generated_digits, guesses_a_day, risk, supervisor_guesses_a_day};
use head_office_office::terminals::is_present;
use head_office_store::terminals::Record;
use sync_core::domain::{Policy, UnixMs};

/// For longer than this nobody should go by data of a terminal that is out of touch without having thought about it.
const LONG_S: u32 = 90 * 86_400;
/// From here on a risk is said to be less than this.
const HARDLY_EVER: u64 = 1_000_000_000;

/// What figures are computed from, beside the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// How many users there are.
    pub users: u64,
    /// When those terminals in service that are not connected were last heard of.
    pub last_seen_at: Vec<UnixMs>,
    /// The time now.
    pub now: UnixMs,
}

impl Facts {
    /// Of so many users and these terminals.
    pub fn new(users: u64, terminals: &[Record], now: UnixMs) -> Self {
        let in_service = terminals.iter().filter(|one| one.enrolled.removed.is_none());
        let last_seen_at = in_service.filter_map(|one| one.last_seen_at).filter(|at| !is_present(Some(*at), now));
        Self { users, last_seen_at: last_seen_at.collect(), now }
    }

    fn out_of_touch_for(&self, seconds: u32) -> u64 {
        self.last_seen_at.iter().filter(|at| self.now.since(**at) > i64::from(seconds) * 1_000).count() as u64
    }
}

/// Fields that belong together, and what comes of them.
pub struct Row {
    /// Its id.
    pub id: &'static str,
    /// What it is about.
    pub title: String,
    /// What the fields mean.
    pub text: String,
    /// The fields.
    pub inputs: Vec<Input>,
    /// What comes of them.
    pub says: Vec<Says>,
    /// What guessing comes to; only where that is decided.
    pub risks: Option<Risks>,
}

/// A consequence.
pub struct Says {
    /// In words.
    pub text: String,
    /// Whether it is one to watch out for.
    pub is_warning: bool,
}

/// What guessing comes to for passwords of some lengths.
pub struct Risks {
    /// For whom.
    pub caption: String,
    /// One for each length.
    pub lines: Vec<RiskLine>,
}

/// What guessing comes to for passwords of one length.
pub struct RiskLine {
    /// The length.
    pub digits: String,
    /// What is special about it; may be empty.
    pub tag: String,
    /// The risk.
    pub risk: String,
    /// The class of its tag; empty: no tag.
    pub class: &'static str,
}

/// The rows of the page.
pub fn rows(texts: &Texts, typed: &Typed, facts: &Facts) -> Vec<Row> {
    let policy = &typed.policy;
    let inputs = |settings: &[&str]| {
        typed.inputs.iter().filter(|input| settings.contains(&input.setting)).cloned().collect::<Vec<_>>()
    };
    vec![
        Row {
            id: "passwords",
            title: texts.t("policy-passwords"),
            text: texts.t("policy-passwords-text"),
            inputs: inputs(&["min_password_length"]),
            says: Vec::new(),
            risks: Some(risks(texts, policy, facts)),
        },
        Row {
            id: "throttle",
            title: texts.t("policy-throttle"),
            text: texts.t("policy-throttle-text"),
            inputs: inputs(&["throttle_attempts", "throttle_refill_s"]),
            says: vec![
                says(texts.counted("policy-guesses-a-day", guesses_a_day(policy))),
                says(texts.with("policy-throttle-wait", &[("time", &texts.duration(policy.throttle_refill_s))])),
            ],
            risks: None,
        },
        Row {
            id: "supervisors",
            title: texts.t("policy-supervisors"),
            text: texts.t("policy-supervisors-text"),
            inputs: inputs(&["supervisor_attempts", "supervisor_refill_s"]),
            says: vec![says(texts.counted("policy-guesses-a-day", supervisor_guesses_a_day(policy)))],
            risks: None,
        },
        Row {
            id: "age",
            title: texts.t("policy-age"),
            text: texts.t("policy-age-text"),
            inputs: inputs(&["fresh_for_s", "valid_for_s"]),
            says: age(texts, policy, facts),
            risks: None,
        },
        Row {
            id: "lock",
            title: texts.t("policy-lock"),
            text: texts.t("policy-lock-text"),
            inputs: inputs(&["auto_lock_s"]),
            says: vec![Says { text: left_alone(texts, policy), is_warning: policy.auto_lock_s == 0 }],
            risks: None,
        },
    ]
}

/// What is dangerous about a policy and was less so before. Empty: nothing.
pub fn dangers(texts: &Texts, before: &Policy, after: &Policy, facts: &Facts) -> Vec<String> {
    let mut dangers = Vec::new();
    let shortest = |policy: &Policy| risk(facts.users, policy.min_password_length, policy);
    let (was, is) = (shortest(before), shortest(after));
    if is.severity() == Severity::Certain && is.is_worse_than(was) {
        dangers.push(format!("{}: {}.", texts.t("policy-danger-guess"), in_words(texts, is)));
    }
    if after.valid_for_s > before.valid_for_s && after.valid_for_s > LONG_S {
        dangers.push(dismissed(texts, after));
    }
    if after.auto_lock_s == 0 && before.auto_lock_s != 0 {
        dangers.push(left_alone(texts, after));
    }
    dangers
}

fn says(text: String) -> Says {
    Says { text, is_warning: false }
}

fn dismissed(texts: &Texts, policy: &Policy) -> String {
    texts.with("policy-dismissed", &[("time", &texts.duration(policy.valid_for_s))])
}

fn left_alone(texts: &Texts, policy: &Policy) -> String {
    match policy.auto_lock_s {
        0 => texts.t("policy-left-alone-always"),
        seconds => texts.with("policy-left-alone", &[("time", &texts.duration(seconds))]),
    }
}

/// What comes of how long terminals may be out of touch.
fn age(texts: &Texts, policy: &Policy, facts: &Facts) -> Vec<Says> {
    let mut age = vec![Says { text: dismissed(texts, policy), is_warning: policy.valid_for_s > LONG_S }];
    for (key, seconds) in [("policy-older-than", policy.fresh_for_s), ("policy-expired", policy.valid_for_s)] {
        let count = facts.out_of_touch_for(seconds);
        if count > 0 {
            let text = texts.counted_with(key, count, &[("time", &texts.duration(seconds))]);
            age.push(Says { text, is_warning: key == "policy-expired" });
        }
    }
    age
}

/// For the shortest passwords that are allowed, for six digits, and for those that are generated.
fn risks(texts: &Texts, policy: &Policy, facts: &Facts) -> Risks {
    let generated = generated_digits(facts.users, policy);
    let mut lengths = vec![policy.min_password_length, 6, generated, generated + 1];
    lengths.sort_unstable();
    lengths.dedup();
    let line = |digits: u32| {
        let risk = risk(facts.users, digits, policy);
        let shortest = (digits == policy.min_password_length).then(|| texts.t("policy-shortest"));
        let drawn = (digits == generated).then(|| texts.t("policy-generated"));
        RiskLine {
            digits: texts.number(u64::from(digits)),
            tag: shortest.into_iter().chain(drawn).collect::<Vec<_>>().join(", "),
            risk: in_words(texts, risk),
            class: match risk.severity() {
                Severity::Certain => "bad",
                Severity::High => "warn",
                Severity::Low => "",
            },
        }
    };
    let [users, attempts] = [facts.users, guesses_a_day(policy)].map(|number| texts.number(number));
    Risks {
        caption: texts.with("policy-stranger", &[("users", &users), ("attempts", &attempts)]),
        lines: lengths.into_iter().map(line).collect(),
    }
}

fn in_words(texts: &Texts, risk: Risk) -> String {
    match risk {
        Risk::Certain(hits) => texts.with("policy-certainly", &[("hits", &texts.number(hits))]),
        Risk::OneIn(days) if days > HARDLY_EVER => {
            texts.with("policy-less-than", &[("days", &texts.number(HARDLY_EVER))])
        }
        Risk::OneIn(days) => texts.with("policy-one-in", &[("days", &texts.number(days))]),
    }
}
