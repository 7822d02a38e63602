//! Hostile files, each with the row, the field and the sentence that it must give.

use super::apply::How;
use super::problems::Problem;
use super::table::{self, Words};
use crate::db;
use crate::errors::OfficeError;
use crate::testing::{CHAIN, TestOffice};

/// What a CSV file gives: row, field and sentence of each problem.
fn of_csv(office: &TestOffice, csv: &str) -> Vec<(usize, String, String)> {
    let table = table::read(csv.as_bytes(), &Words::codes()).unwrap();
    let (keys, now) = (&office.keys.verifiers, office.clock.now());
    let how = How { by: None, hashes: None, most_refused: 10, keys, now };
    let found = office.rehearse(&table.file, how).unwrap().errors;
    told(table.errors.with(found).problems)
}

/// The same of a TOML file.
fn of_toml(office: &TestOffice, toml: &str) -> Vec<(usize, String, String)> {
    match office.import_str(toml) {
        Err(OfficeError::Import(errors)) => told(errors.problems),
        Ok(_) => Vec::new(),
        Err(error) => panic!("{toml}: {error}"),
    }
}

fn told(problems: Vec<Problem>) -> Vec<(usize, String, String)> {
    let told = |problem: Problem| (problem.line, problem.field.unwrap_or_default(), problem.mistake.to_string());
    problems.into_iter().map(told).collect()
}

const SPREADSHEET: &str = "this is what a spreadsheet made of the POS password";
const KEYBOARD: &str = "has only characters that the keyboard on a terminal's screen has";

#[test]
fn a_hostile_csv_file_is_refused_with_row_field_and_sentence() {
    let office = TestOffice::with(CHAIN);
    for (csv, row, field, sentence) in [
        ("ref,pos_password\nmari,\"=\"\"004829\"\"\"\n", 2, "pos_password", SPREADSHEET),
        ("ref,pos_password\nmari,1.23457E+11\n", 2, "pos_password", SPREADSHEET),
        ("ref;pos_password\nmari;482913,00\n", 2, "pos_password", SPREADSHEET),
        ("ref,pos_password\nmari,482913\u{a0}\n", 2, "pos_password", SPREADSHEET),
        ("ref,pos_password\nmari,48ñ913\n", 2, "pos_password", KEYBOARD),
        ("ref,pos_password\nmari,48😀913\n", 2, "pos_password", KEYBOARD),
        // Rows are counted as a spreadsheet shows them, whatever stands in a cell.
        ("ref,last_name\nmari,\"a\nb\"\n\nmari,\"x\ny\"\n", 4, "ref", "an entry above has the same ref"),
        ("ref,last_name\r\nmari,\"a\r\nb\"\r\n\r\nmari,x\r\n", 4, "ref", "an entry above has the same ref"),
        ("\"ref\",\"last\nname\",a;b;c\nmari,x,y\n", 1, "", "no column “last name”"),
        ("ref,group\nmari,Casher\n", 2, "group", "no user group “Casher”; did you mean “Cashier”?"),
        ("ref,salepoints\nmari,Sadamm\n", 2, "salepoints", "no salepoint “Sadamm”; did you mean “Sadama”?"),
        ("ref,last_name\nmari,\u{2800}\n", 2, "last_name", "only characters that can be seen"),
        ("ref,last_name\nmari,K\u{202e}ask\n", 2, "last_name", "only characters that can be seen"),
    ] {
        let told = of_csv(&office, csv);
        let as_due =
            |(at, in_field, said): &(usize, String, String)| *at == row && in_field == field && said.contains(sentence);
        assert!(told.iter().any(as_due), "{csv:?}: {told:?}");
    }
}

#[test]
fn a_hostile_toml_file_is_refused_with_line_field_and_sentence() {
    let office = TestOffice::with(CHAIN);
    let mari = "[[user]]\nref = \"mari\"\n";
    for (toml, line, field, sentence) in [
        (format!("{mari}pos_password = \"=\\\"4829\\\"\""), 3, "pos_password", SPREADSHEET),
        (format!("{mari}pos_password = \"48ñ913\""), 3, "pos_password", KEYBOARD),
        ("[[store]]\nname = \"\u{2800}\"".into(), 2, "name", "only characters that can be seen"),
        ("[[salepoint]]\nname = \"Kesk\u{200b}linn\"".into(), 2, "name", "only characters that can be seen"),
        ("[[group]]\nname = \"\\u202Eabc\"".into(), 2, "name", "only characters that can be seen"),
        ("[company]\nname = \"\\u3164\"".into(), 2, "name", "only characters that can be seen"),
        ("[[salepoint]]\nname = \"KESKLINN\"".into(), 1, "name", "has this name"),
        // The first three letters are Cyrillic.
        ("[[store]]\nname = \"Маin\"".into(), 1, "name", "has this name"),
        ("[[group]]\nname = \"Саshiеr\"".into(), 1, "name", "has this name"),
        ("[[salepoint]]\nname = \"Uus\"\nstore = \"Mian\"".into(), 3, "store", "no store “Mian”; did you mean “Main”?"),
        ("[[store]]\nname = \"main\u{a0}\"".into(), 1, "name", "has this name"),
        (format!("[[store]]\nname = \"{}\"", "a".repeat(1_000)), 2, "name", "is longer than 200 characters"),
        ("[[salepoint]]\nname = \"Uus\"\nlanguage = \"xx\"".into(), 3, "language", "xx"),
        ("[[group]]\nname = \"Uus\"\npos = [\"sell\", \"fly\"]".into(), 3, "pos", "fly"),
    ] {
        let told = of_toml(&office, &toml);
        let as_due = |(at, in_field, said): &(usize, String, String)| {
            *at == line && in_field == field && said.contains(sentence)
        };
        assert!(told.iter().any(as_due), "{toml:?}: {told:?}");
    }
}

#[test]
fn a_file_finds_what_it_names_however_it_is_composed_spaced_and_written() {
    let office = TestOffice::with(CHAIN);
    let jüri = office.db.read(|tx| db::users::by_reference(tx, "jüri")).unwrap().unwrap();
    let decomposed = "[[user]]\nref = \" ju\u{308}ri\"\nlast_name = \"Puu\"\ngroup = \"cashier\"\n\
                      salepoints = [{ name = \"SADAMA\" }]\nstores = [\"main\"]";
    office.import_str(decomposed).unwrap();
    let after = office.db.read(|tx| db::users::by_reference(tx, "jüri")).unwrap().unwrap();
    assert_eq!((after.id, after.last_name.as_str()), (jüri.id, "Puu"), "the same user, and not one more");

    let csv = "ref,last_name,salepoints\n\"=\"\"ju\u{308}ri\"\"\",Kuusk,sadama\n";
    assert_eq!(of_csv(&office, csv), []);
    let table = table::read(csv.as_bytes(), &Words::codes()).unwrap();
    assert!(matches!(&table.file.users[0].reference, super::file::Named::As(reference) if reference.value == "jüri"));
}
