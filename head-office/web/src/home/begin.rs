//! What is to be done after `init`, ticked as it is done: by what there is, so that nobody ticks anything.

use super::super::texts::Texts;
use head_office_store::beginnings::Beginnings;

/// How far it has come.
#[derive(Clone, Copy)]
pub struct Begun {
    /// The reader can sign in by e-mail and office password.
    pub account: bool,
    /// What there is.
    pub found: Beginnings,
    /// Somebody else can do everything, too.
    pub administrator: bool,
}

/// The list.
pub struct Checklist {
    /// How many of how many are done.
    pub count: String,
    /// In the order in which they follow from each other.
    pub steps: Vec<Step>,
}

/// A step.
pub struct Step {
    /// Whether it is done.
    pub is_done: bool,
    /// What is to be done.
    pub words: String,
    /// What for.
    pub help: String,
    /// Where.
    pub address: &'static str,
}

impl Checklist {
    /// `None`: all is done.
    pub fn new(texts: &Texts, begun: Begun) -> Option<Self> {
        let Beginnings { store, salepoint, cashier, terminal } = begun.found;
        let steps = [
            (begun.account, "home-step-account", "home-step-account-help", "/account"),
            (store, "home-step-store", "home-step-store-help", "/stores/new"),
            (salepoint, "home-step-salepoint", "home-step-salepoint-help", "/salepoints/new"),
            (cashier, "home-step-users", "home-step-users-help", "/users/new"),
            (terminal, "home-step-terminal", "home-step-terminal-help", "/terminals/enrol"),
            (begun.administrator, "home-step-administrator", "home-step-administrator-help", "/settings/licences"),
        ];
        let done = steps.iter().filter(|(is_done, ..)| *is_done).count() as u64;
        let all = steps.len() as u64;
        (done < all).then(|| Self {
            count: texts.with("home-steps-done", &[("done", &texts.number(done)), ("all", &texts.number(all))]),
            steps: steps
                .map(|(is_done, words, help, address)| Step {
                    is_done,
                    words: texts.t(words),
                    help: texts.t(help),
                    address,
                })
                .into(),
        })
    }
}
