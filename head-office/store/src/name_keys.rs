//! The keys that names are sorted by, stored beside them: made wherever a name is written, and all of them anew when the
//! company's language changes.

use super::{DbError, Tx};
use crate::name_order::NameOrder;
use sync_core::domain::Language;

/// Where names are listed: the table, the name, its key.
const NAMES: [[&str; 3]; 6] = [
    ["app_user", "first_name", "first_name_key"],
    ["app_user", "last_name", "last_name_key"],
    ["salepoint", "name", "name_key"],
    ["store", "name", "name_key"],
    ["terminal", "name", "name_key"],
    ["user_group", "name", "name_key"],
];

/// That of a name whose key was not made yet.
const EMPTY: &[u8] = &[];

/// The company's language; before there is a company, English.
///
/// # Errors
/// Those of the database.
pub fn language(tx: &mut Tx<'_>) -> Result<Language, DbError> {
    tx.query_one("SELECT language FROM company", &[])?.map_or(Ok(Language::default()), |mut row| row.take(0))
}

/// The order of names in the company's language.
///
/// # Errors
/// Those of the database.
pub fn order(tx: &mut Tx<'_>) -> Result<NameOrder, DbError> {
    Ok(NameOrder::of(language(tx)?))
}

/// The key of a name that is about to be stored.
///
/// # Errors
/// Those of the database.
pub fn key(tx: &mut Tx<'_>, name: &str) -> Result<Vec<u8>, DbError> {
    Ok(order(tx)?.key(name))
}

/// Gives the company another language, and all names their keys in it. Whether it was another.
///
/// # Errors
/// Those of the database.
pub fn set_language(tx: &mut Tx<'_>, language: Language) -> Result<bool, DbError> {
    let sql = "UPDATE company SET language = ?1 WHERE language <> ?1";
    if tx.execute(sql, &[language.into()])? == 0 {
        return Ok(false);
    }
    for [table, _, key] in NAMES {
        tx.execute(&format!("UPDATE {table} SET {key} = ?1"), &[EMPTY.into()])?;
    }
    fill(tx)?;
    Ok(true)
}

/// Makes the keys of names that have none.
///
/// # Errors
/// Those of the database.
pub fn fill(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let order = order(tx)?;
    for [table, name, key] in NAMES {
        let sql = format!("UPDATE {table} SET {key} = ?2 WHERE id = ?1");
        for mut row in tx.query(&format!("SELECT id, {name} FROM {table} WHERE {key} = ?1"), &[EMPTY.into()])? {
            let (id, name) = (row.take::<String>(0)?, row.take::<String>(1)?);
            tx.execute(&sql, &[id.as_str().into(), order.key(&name).into()])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;

    #[test]
    fn names_of_an_older_version_get_their_keys_in_the_language_of_who_began() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let [id, group] = [1, 2].map(|number| format!("00000000-0000-0000-0000-00000000000{number}"));
        let older = Db::create_at_version(&path, 25).unwrap();
        older.damage(&format!(
            "INSERT INTO company (id, name) VALUES ('{id}', 'Kohvik');
             INSERT INTO user_group (id, name) VALUES ('{group}', 'Õpetajad');
             INSERT INTO app_user (id, ref, first_name, last_name, language, active, group_id, verifier_revision)
             VALUES ('{id}', 'administrator', 'Žanna', 'Õun', 'et', 1, '{group}', 0);
             INSERT INTO store (id, name) VALUES ('{id}', 'Ladu 10');
             INSERT INTO salepoint (id, name, language) VALUES ('{id}', 'Pood 2', 'et');
             INSERT INTO terminal (id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at, chain_id)
             VALUES ('{id}', '{id}', 'Till 2', zeroblob(32), '0.1.0', 'file', 5, '{id}');"
        ));
        drop(older);
        Db::upgrade(&path).unwrap();
        let db = Db::open(&path).unwrap();
        let keys = |tx: &mut Tx<'_>| {
            let mut keys = Vec::new();
            for [table, name, key] in NAMES {
                for mut row in tx.query(&format!("SELECT {name}, {key} FROM {table}"), &[])? {
                    keys.push((row.take::<String>(0)?, row.take::<Vec<u8>>(1)?));
                }
            }
            Ok::<_, DbError>(keys)
        };
        let due = |language, keys: &[(String, Vec<u8>)]| {
            keys.len() == 6 && keys.iter().all(|(name, key)| *key == NameOrder::of(language).key(name))
        };
        assert_eq!(db.read(language).unwrap(), Language::Et);
        assert!(due(Language::Et, &db.read(keys).unwrap()));
        assert!(db.write(|tx| set_language(tx, Language::Ru)).unwrap());
        assert!(due(Language::Ru, &db.read(keys).unwrap()), "all anew in another language");
    }
}
