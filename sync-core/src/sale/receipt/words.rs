//! The words of the paper. They stand here and not beside the screens' words, because two programs print the same paper.

use crate::domain::Language;
use crate::sale::document::RefundReason;

/// All words of a receipt in one language. A new one is missing nowhere: it would not compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words {
    /// Between whole units of the currency and the rest.
    pub decimal: char,
    /// Title of a sale.
    pub receipt: &'static str,
    /// Title of a sale that names a buyer.
    pub invoice: &'static str,
    /// Title of a refund.
    pub refund: &'static str,
    /// Instead of a title, where somebody learns.
    pub training: &'static str,
    /// Before the number of a copy.
    pub copy: &'static str,
    /// Before a receipt's number.
    pub number: &'static str,
    /// Before the number in the register of companies.
    pub registration: &'static str,
    /// Before a VAT number.
    pub vat_number: &'static str,
    /// Before who sold.
    pub sold_by: &'static str,
    /// Before who gave back.
    pub refunded_by: &'static str,
    /// Before whom an invoice names.
    pub buyer: &'static str,
    /// Before the receipt that is given back.
    pub refund_of: &'static str,
    /// Before why.
    pub reason: &'static str,
    /// Why: the wrong article.
    pub wrong_article: &'static str,
    /// Why: damaged.
    pub damaged: &'static str,
    /// Why: thought otherwise.
    pub changed_mind: &'static str,
    /// Why: paid the wrong way.
    pub wrong_payment: &'static str,
    /// Why: something else.
    pub other: &'static str,
    /// Before what is taken off.
    pub discount: &'static str,
    /// Before a price without VAT, on an invoice.
    pub net_price: &'static str,
    /// Before the total.
    pub total: &'static str,
    /// Before what cash is rounded by.
    pub rounding: &'static str,
    /// Before what is due in cash.
    pub to_pay_in_cash: &'static str,
    /// Before cash that was handed over.
    pub cash: &'static str,
    /// Before what a card was debited.
    pub card: &'static str,
    /// Before what the card terminal called it.
    pub reference: &'static str,
    /// Before what was handed back.
    pub change: &'static str,
    /// Before what goes back in cash.
    pub back_in_cash: &'static str,
    /// Before what goes back to a card.
    pub back_to_card: &'static str,
    /// Head of the taxes.
    pub vat: &'static str,
    /// Head of amounts without VAT.
    pub net: &'static str,
    /// Head of amounts with VAT.
    pub gross: &'static str,
}

impl Words {
    /// In this language.
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::Et => &ESTONIAN,
            Language::Lv => &LATVIAN,
            Language::Ru => &RUSSIAN,
        }
    }

    /// Why something is given back.
    pub const fn why(&self, reason: RefundReason) -> &'static str {
        match reason {
            RefundReason::WrongArticle => self.wrong_article,
            RefundReason::Damaged => self.damaged,
            RefundReason::ChangedMind => self.changed_mind,
            RefundReason::WrongPayment => self.wrong_payment,
            RefundReason::Other => self.other,
        }
    }
}

const ENGLISH: Words = Words {
    decimal: '.',
    receipt: "RECEIPT",
    invoice: "INVOICE",
    refund: "REFUND",
    training: "TRAINING – NOT A RECEIPT",
    copy: "COPY",
    number: "No",
    registration: "Reg. no",
    vat_number: "VAT no",
    sold_by: "Sold by",
    refunded_by: "Refunded by",
    buyer: "Buyer",
    refund_of: "Refund of receipt",
    reason: "Reason",
    wrong_article: "wrong article",
    damaged: "damaged",
    changed_mind: "changed mind",
    wrong_payment: "wrong payment",
    other: "other",
    discount: "Discount",
    net_price: "price without VAT",
    total: "TOTAL",
    rounding: "Rounding (cash)",
    to_pay_in_cash: "To pay in cash",
    cash: "Cash",
    card: "Card",
    reference: "Reference",
    change: "Change",
    back_in_cash: "Returned in cash",
    back_to_card: "Returned to card",
    vat: "VAT",
    net: "Net",
    gross: "Total",
};

const ESTONIAN: Words = Words {
    decimal: ',',
    receipt: "KVIITUNG",
    invoice: "ARVE",
    refund: "TAGASTUS",
    training: "HARJUTUS – EI OLE KVIITUNG",
    copy: "KOOPIA",
    number: "nr",
    registration: "Reg-kood",
    vat_number: "KMKR nr",
    sold_by: "Müüja",
    refunded_by: "Tagastuse tegi",
    buyer: "Ostja",
    refund_of: "Tagastatav kviitung",
    reason: "Põhjus",
    wrong_article: "vale kaup",
    damaged: "kahjustatud",
    changed_mind: "ostja mõtles ümber",
    wrong_payment: "vale makse",
    other: "muu",
    discount: "Allahindlus",
    net_price: "hind käibemaksuta",
    total: "KOKKU",
    rounding: "Ümardamine (sularaha)",
    to_pay_in_cash: "Tasuda sularahas",
    cash: "Sularaha",
    card: "Kaart",
    reference: "Viide",
    change: "Tagasi",
    back_in_cash: "Tagastatud sularahas",
    back_to_card: "Tagastatud kaardile",
    vat: "KM",
    net: "Netosumma",
    gross: "Kokku",
};

const LATVIAN: Words = Words {
    decimal: ',',
    receipt: "KVĪTS",
    invoice: "RĒĶINS",
    refund: "ATGRIEŠANA",
    training: "MĀCĪBAS – NAV KVĪTS",
    copy: "KOPIJA",
    number: "Nr.",
    registration: "Reģ. Nr.",
    vat_number: "PVN Nr.",
    sold_by: "Pārdevējs",
    refunded_by: "Atgriešanu veica",
    buyer: "Pircējs",
    refund_of: "Atgrieztā kvīts",
    reason: "Iemesls",
    wrong_article: "nepareiza prece",
    damaged: "bojāta",
    changed_mind: "pircējs pārdomāja",
    wrong_payment: "nepareizs maksājums",
    other: "cits",
    discount: "Atlaide",
    net_price: "cena bez PVN",
    total: "KOPĀ",
    rounding: "Noapaļošana (skaidra nauda)",
    to_pay_in_cash: "Maksāt skaidrā naudā",
    cash: "Skaidra nauda",
    card: "Karte",
    reference: "Atsauce",
    change: "Atlikums",
    back_in_cash: "Atgriezts skaidrā naudā",
    back_to_card: "Atgriezts kartē",
    vat: "PVN",
    net: "Bez PVN",
    gross: "Kopā",
};

const RUSSIAN: Words = Words {
    decimal: ',',
    receipt: "КВИТАНЦИЯ",
    invoice: "СЧЁТ",
    refund: "ВОЗВРАТ",
    training: "ОБУЧЕНИЕ – НЕ КВИТАНЦИЯ",
    copy: "КОПИЯ",
    number: "№",
    registration: "Рег. №",
    vat_number: "№ НДС",
    sold_by: "Продавец",
    refunded_by: "Возврат выполнил",
    buyer: "Покупатель",
    refund_of: "Возврат по квитанции",
    reason: "Причина",
    wrong_article: "не тот товар",
    damaged: "повреждён",
    changed_mind: "покупатель передумал",
    wrong_payment: "неверная оплата",
    other: "другое",
    discount: "Скидка",
    net_price: "цена без НДС",
    total: "ИТОГО",
    rounding: "Округление (наличные)",
    to_pay_in_cash: "К оплате наличными",
    cash: "Наличные",
    card: "Карта",
    reference: "Ссылка",
    change: "Сдача",
    back_in_cash: "Возвращено наличными",
    back_to_card: "Возвращено на карту",
    vat: "НДС",
    net: "Без НДС",
    gross: "Всего",
};
