//! `order`.

use super::confirm::{Person, confirm};
use super::output::{Failure, Output};
use crate::config::Config;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use head_office_office::office::Office;
use head_office_office::terminals::Whom;
use serde_json::{Value, json};
use sync_core::sync::wire::OrderAction;

/// Have terminals refresh or reload their data, or give all attempts back.
///
/// A connected terminal does it at once, another one when it is back; `head-office terminals` shows what is pending.
#[derive(clap::Args, Debug)]
#[command(override_usage = "head-office order [OPTIONS] <ACTION> <TERMINAL|--salepoint <NAME>|--all>")]
pub struct Order {
    /// refresh: catch up and verify everything; reload: fetch everything again; unlock: give all attempts back.
    #[arg(value_name = "ACTION", value_parser = action_parser())]
    action: OrderAction,
    #[command(flatten)]
    whom: Selection,
    /// Do not ask before all terminals reload.
    #[arg(long)]
    yes: bool,
}

#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
struct Selection {
    /// One terminal: an id, "Salepoint / Name", or a name that only one has.
    #[arg(value_name = "TERMINAL")]
    terminal: Option<String>,
    /// The same, as it was written before.
    #[arg(long = "terminal", value_name = "TERMINAL", hide = true)]
    named: Option<String>,
    /// All terminals of a salepoint.
    #[arg(long, value_name = "NAME")]
    salepoint: Option<String>,
    /// All terminals.
    #[arg(long)]
    all: bool,
}

fn action_parser() -> impl TypedValueParser<Value = OrderAction> {
    PossibleValuesParser::new(OrderAction::ALL.map(OrderAction::code))
        .try_map(|code| OrderAction::ALL.into_iter().find(|action| action.code() == code).ok_or("no such action"))
}

impl Order {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?, Person::now())?;
        output.answer(&json, &text);
        Ok(())
    }

    pub fn answer(&self, office: &Office, person: Person) -> Result<(Value, String), Failure> {
        let whom = match (self.whom.terminal.as_ref().or(self.whom.named.as_ref()), &self.whom.salepoint) {
            (Some(terminal), _) => Whom::Terminal(office.find_terminal(terminal)?.id),
            (None, Some(salepoint)) => Whom::Salepoint(salepoint.clone()),
            (None, None) => Whom::All,
        };
        if whom == Whom::All && self.action == OrderAction::Reload {
            let what = "All terminals are going to fetch everything again. They keep working meanwhile, but the more \
                        there are, the longer it takes.";
            confirm(what, self.yes, person)?;
        }
        let given = office.give_order(&whom, self.action)?;
        let code = self.action.code();
        let orders = given.iter().map(|order| {
            json!({ "terminal": order.terminal, "salepoint": order.salepoint, "name": order.name,
                    "epoch": order.id.epoch.0, "number": order.id.number })
        });
        let json = json!({ "action": code, "orders": orders.collect::<Vec<_>>() });
        let lines = given.iter().map(|order| format!("{code}: “{} / {}”\n", order.salepoint, order.name));
        Ok((json, lines.collect()))
    }
}
