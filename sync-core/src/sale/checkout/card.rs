//! Paying by card: asked, answered for, and taken back.

use super::{CardBegun, Checkout, CheckoutError, MOST_REFERENCE, Phase, Step, Token};
use crate::sale::cart::{CartError, MOST_CARDS, Now};
use crate::sale::cash::{PaymentKind, Payments};
use crate::sale::document::{CardAnswer, CardAttempt, Person};
use crate::sale::money::Money;
use crate::sale::rights::{Deed, Leave, Wish};

impl Checkout {
    /// Asks for a card: what is left, or a part of it. That it is asked for is written first.
    ///
    /// # Errors
    /// Why it is not.
    pub fn card(&mut self, amount: Money, by: &Person, now: Now) -> Result<Vec<Step>, CheckoutError> {
        self.only_in(Phase::Paying)?;
        self.payments.clone().take_card(amount)?;
        if self.cart.cards.len() >= MOST_CARDS {
            return Err(CartError::Full.into());
        }
        self.cart.meet(by);
        self.card = Some(CardBegun { amount, at: now.at, by: by.id });
        self.go(Phase::CardBegins);
        Ok(vec![self.store_draft()])
    }

    /// What the card terminal said, as somebody says. It is written before anything follows from it.
    ///
    /// # Errors
    /// When nobody asked.
    pub fn card_said(
        &mut self,
        is_approved: bool,
        reference: Option<&str>,
        by: &Person,
        now: Now,
    ) -> Result<Vec<Step>, CheckoutError> {
        self.only_in(Phase::CardAsked)?;
        let reference = reference.map(str::trim).filter(|reference| !reference.is_empty());
        if reference.is_some_and(|reference| reference.chars().count() > MOST_REFERENCE) {
            return Err(CheckoutError::Reference);
        }
        let card = self.card.ok_or(CheckoutError::NotNow)?;
        if is_approved {
            self.payments.take_card(card.amount)?;
        }
        self.cart.meet(by);
        self.cart.cards.push(CardAttempt {
            amount: card.amount,
            begun_at: card.at,
            answered_at: now.at,
            answer: if is_approved { CardAnswer::Approved } else { CardAnswer::Declined },
            by: by.id,
            reference: reference.map(str::to_owned),
            approval: None,
        });
        self.card = None;
        self.go(Phase::CardAnswers);
        Ok(vec![self.store_draft()])
    }

    /// The last card payment was taken back at the card terminal (C4).
    ///
    /// # Errors
    /// When that is not allowed, or there is none.
    pub fn card_reversed(&mut self, leave: &Leave, now: Now) -> Result<Vec<Step>, CheckoutError> {
        self.only_in(Phase::Paying)?;
        if !leave.covers(&Wish::of(Deed::ReverseCard)) {
            return Err(CheckoutError::NotAllowed);
        }
        let at = self.payments.taken().iter().rposition(|paid| paid.kind == PaymentKind::Card);
        let attempt = self.cart.cards.iter().rposition(|card| card.answer == CardAnswer::Approved);
        let (Some(at), Some(attempt)) = (at, attempt) else { return Err(CheckoutError::NotNow) };
        let approval = self.cart.use_up(leave)?;
        let card = &mut self.cart.cards[attempt];
        (card.answer, card.by, card.approval) = (CardAnswer::Reversed, leave.by().id, approval);
        card.answered_at = now.at;
        let total = self.cart.totals().map_err(CartError::from)?.total;
        self.payments.take_off(at);
        let left = Payments::replayed_or_cards(total, self.step, self.payments.taken());
        self.payments = left.unwrap_or_else(|| Payments::new(total, self.step));
        self.go(Phase::CardAnswers);
        Ok(vec![self.store_draft()])
    }

    /// The draft of this state is on disk.
    pub fn draft_stored(&mut self, token: Token) -> Vec<Step> {
        match (token == self.token(), self.phase, self.card) {
            (true, Phase::CardBegins, Some(card)) => {
                self.go(Phase::CardAsked);
                vec![Step::AskCard(card.amount)]
            }
            (true, Phase::CardAnswers, _) => {
                self.go(Phase::Paying);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The draft of this state could not be written: what was about to follow from it does not.
    pub fn draft_failed(&mut self, token: Token) -> Vec<Step> {
        match (token == self.token(), self.phase) {
            (true, Phase::CardBegins) => {
                // Nobody was asked.
                self.card = None;
                self.go(Phase::Paying);
                Vec::new()
            }
            // What the card terminal said is not forgotten: it is tried again.
            (true, Phase::CardAnswers) => {
                self.go(Phase::CardAnswers);
                vec![self.store_draft()]
            }
            _ => Vec::new(),
        }
    }
}
