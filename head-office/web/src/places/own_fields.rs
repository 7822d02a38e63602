//! Where a salepoint's terminals are held more strictly than the company's, as its form has it: fields as those of the
//! policy, of which each may be left empty.

use super::super::record_form::Values;
use super::super::settings::policies_fields::{Input, field_name, input, problem_words, shown, unit_of};
use super::super::texts::Texts;
use head_office_domain::own_limits::{OwnLimits, OwnProblem};
use head_office_office::policy::is_looser;
use head_office_store::policy::settings;
use sync_core::domain::Policy;

/// What stands for no own value where the form says what it is based on.
const AS_COMPANY: &str = "company";

/// What was typed.
pub struct OwnTyped {
    /// The fields, with what is wrong with them.
    pub inputs: Vec<Input>,
    /// The values that are meant; where something is wrong, none.
    pub own: OwnLimits,
}

/// Own values as the form is based on them.
pub fn holding(mut own: OwnLimits, values: Values) -> Values {
    own.settings().into_iter().fold(values, |values, (name, value)| {
        let value = value.map_or_else(|| AS_COMPANY.to_owned(), |value| value.to_string());
        values.holding(name, &value)
    })
}

/// What the form is based on, if it says so.
pub fn own_of(base: &Values) -> Option<OwnLimits> {
    let mut own = OwnLimits::default();
    for (name, value) in own.settings() {
        *value = match base.get(name) {
            AS_COMPANY => None,
            number => Some(number.parse().ok()?),
        };
    }
    Some(own)
}

/// A value of [`holding`] in words.
pub fn in_words(texts: &Texts, name: &str, value: &str) -> String {
    value.parse().map_or_else(|_| texts.t("own-as-company"), |value| shown(texts, name, value))
}

impl OwnTyped {
    /// Reads what was typed; `before` is what is saved.
    pub fn read(texts: &Texts, typed: &Values, company: &Policy, before: OwnLimits) -> Self {
        let mut own = OwnLimits::default();
        let mut inputs = Vec::new();
        let mut company_values = *company;
        let company_values = settings(&mut company_values);
        for (name, value) in own.settings() {
            let of_company = company_values.iter().find(|(known, _)| *known == name).map_or(0, |(_, value)| **value);
            let (mut input, meant) = input(texts, name, &with_unit(typed, name, of_company));
            match meant {
                Some(meant) => *value = Some(meant),
                None if input.field.typed.trim().is_empty() => {}
                None => input.field.problem = texts.t("policy-no-number"),
            }
            let company = [("value", shown(texts, name, of_company))];
            let company = company.each_ref().map(|(name, value)| (*name, value.as_str()));
            let is_overruled = before.get(name).is_some_and(|own| is_looser(name, own, of_company));
            input.help = texts.with(if is_overruled { "own-overruled" } else { "own-empty" }, &company);
            inputs.push(input);
        }
        for problem in own.problems(company, before) {
            let words = wrong(texts, problem).1;
            let of = inputs.iter_mut().find(|input| input.setting == problem.setting());
            if let Some(input) = of.filter(|input| input.field.problem.is_empty()) {
                input.field.problem = words;
            }
        }
        Self { inputs, own }
    }

    /// Names of fields, and what is wrong with them.
    pub fn problems(&self) -> Vec<(String, String)> {
        let wrong = self.inputs.iter().filter(|input| !input.field.problem.is_empty());
        wrong.map(|input| (input.id.clone(), input.field.problem.clone())).collect()
    }
}

/// The field of an own value that cannot be, and why.
pub fn wrong(texts: &Texts, problem: OwnProblem) -> (String, String) {
    let words = match problem {
        OwnProblem::Impossible(problem) => problem_words(texts, problem),
        OwnProblem::LessStrict(company) => {
            texts.with("own-less-strict", &[("value", &shown(texts, company.name, company.value))])
        }
    };
    (field_name(problem.setting()).to_owned(), words)
}

/// What is typed for one setting. Where nothing is, the unit is that in which people say the company's.
fn with_unit(typed: &Values, name: &str, of_company: u32) -> Values {
    let mut typed = if typed.get(name) == AS_COMPANY { Values::default() } else { typed.clone() };
    let unit = format!("{}_unit", field_name(name));
    if typed.get(&unit).is_empty() {
        typed.set(&unit, &unit_of(of_company).0.to_string());
    }
    typed
}
