//! The chain that demo, tour and tests share: `chain.toml`, and what is to be known about its people.

/// The import file.
pub const TOML: &str = include_str!("../chain.toml");

/// The salepoint whose terminal the demo is.
pub const SALEPOINT: &str = "Kesklinn";

/// Somebody whose password is worth trying at Kesklinn.
pub struct Person {
    /// As on the invoice.
    pub name: &'static str,
    /// The POS password.
    pub password: &'static str,
    /// What it shows.
    pub shows: &'static str,
}

/// Whom to try, in the order of the tour.
pub const PEOPLE: [Person; 9] = [
    Person { name: "Alice Brown", password: "260847", shows: "granted, English" },
    Person { name: "Mari Maasikas", password: "482913", shows: "granted, Estonian" },
    Person { name: "Jānis Bērziņš", password: "730164", shows: "granted, Latvian; picks a store" },
    Person { name: "Ольга Иванова", password: "915273", shows: "granted, Russian" },
    Person { name: "Liis Kuusk", password: "591368", shows: "granted, a supervisor" },
    Person { name: "Marika Saar", password: "674920", shows: "granted, another user group at this salepoint" },
    Person { name: "Kärt Õun", password: "kärt2õun", shows: "granted, a password with letters" },
    Person { name: "Peeter Pärn", password: "847205", shows: "refused: lacks this salepoint" },
    Person { name: "Toomas Tamm", password: "318642", shows: "refused: deactivated" },
];

/// Peeter's grants with Kesklinn among them: what the office does after the refusal.
pub const PEETER_GETS_KESKLINN: &str = r#"
[[user]]
ref = "e-006"
first_name = "Peeter"
last_name = "Pärn"
group = "Cashier"
language = "et"
salepoints = [{ name = "Sadama" }, { name = "Kesklinn" }]
"#;
