//! What a thief of the data folder gets: without the device key, nothing to search in; and no secret in any file.

use crate::programs::{Shop, files};
use std::collections::HashSet;
use std::path::Path;
use sync_core::domain::{Kdf, KdfMemory, PosPassword, SalepointId, Verifier};
use sync_core::replica::{DeviceKey, Replica, ReplicaKeys, Sqlite};
use tests::chain;

const PIN: &str = "7391";
const LETTERS: &str = "žurnāls-Öö-77";

fn shop() -> Shop {
    let more = format!(
        "{}\n[[user]]\nref = \"e-100\"\nfirst_name = \"Pin\"\nlast_name = \"Holder\"\npos_password = \"{PIN}\"\n\
         group = \"Cashier\"\nsalepoints = [{{ name = \"Kesklinn\" }}]\n\
         [[user]]\nref = \"e-101\"\nfirst_name = \"Letter\"\nlast_name = \"Holder\"\npos_password = \"{LETTERS}\"\n\
         group = \"Cashier\"\nsalepoints = [{{ name = \"Kesklinn\" }}]\n",
        chain::TOML
    );
    Shop::with_chain(&more)
}

/// Everything a guess could be recognised by: the verifier itself, unkeyed hashes of it, and tags under the keys at hand.
fn traces(verifier: &Verifier, keys: &[ReplicaKeys]) -> Vec<[u8; 32]> {
    use sha2::{Digest, Sha256, Sha512_256};
    let verifier_bytes = verifier.expose();
    let hex: String = verifier_bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut traces = vec![
        *verifier_bytes,
        Sha256::digest(verifier_bytes).into(),
        Sha512_256::digest(verifier_bytes).into(),
        Sha256::digest(Sha256::digest(verifier_bytes)).into(),
        Sha256::digest(hex.as_bytes()).into(),
    ];
    traces.extend(keys.iter().map(|keys| keys.tag(verifier).0));
    traces
}

/// Tries all four-digit passwords against every 32 bytes of every file; the ones found.
fn search(folder: &Path, kdf: &Kdf, keys: &[ReplicaKeys]) -> Vec<String> {
    let stolen = files(folder);
    let windows: HashSet<&[u8]> = stolen.iter().flat_map(|(_, bytes)| bytes.windows(32)).collect();
    let mut memory = KdfMemory::default();
    let candidates = (0..10_000).map(|number| format!("{number:04}"));
    candidates
        .filter(|candidate| {
            let password = PosPassword::new(candidate).unwrap();
            let verifier = kdf.verifier(&password, &mut memory).unwrap();
            traces(&verifier, keys).iter().any(|trace| windows.contains(trace.as_slice()))
        })
        .collect()
}

#[test]
fn a_copied_folder_without_the_device_key_gives_no_password_away() {
    let shop = shop();
    let till = shop.till("till");
    assert_eq!(till.outcome(PIN), "granted");
    let identity: toml::Table = toml::from_str(&std::fs::read_to_string(till.file("identity")).unwrap()).unwrap();
    let device_key = hex32(identity["secrets"]["file"]["device_key"].as_str().unwrap());
    let salepoint: SalepointId = identity["salepoint"].as_str().unwrap().parse().unwrap();

    let keys = ReplicaKeys::derive(&DeviceKey::from_random(device_key));
    let kdf = {
        let replica = Sqlite::open_read_only(&till.file("replica.db"), keys.clone(), salepoint).unwrap().unwrap();
        replica.kdfs().unwrap().remove(0)
    };
    assert_eq!(search(&till.data, &kdf, &[keys]), [PIN], "with the key it is found: this test can fail");

    std::fs::remove_file(till.file("identity")).unwrap();
    let guessed = [[0; 32], *b"tillgate device key tillgate key", [0xff; 32]];
    let guessed = guessed.map(|bytes| ReplicaKeys::derive(&DeviceKey::from_random(bytes)));
    assert_eq!(search(&till.data, &kdf, &guessed), Vec::<String>::new());
}

#[test]
fn no_password_and_no_verifier_is_in_any_file_log_or_journal() {
    let shop = shop();
    let till = shop.till("till");
    for password in [PIN, LETTERS, "geheim-geheim-1"] {
        till.login(password);
    }
    till.refresh();
    let identity: toml::Table = toml::from_str(&std::fs::read_to_string(till.file("identity")).unwrap()).unwrap();
    let keys = ReplicaKeys::derive(&DeviceKey::from_random(hex32(
        identity["secrets"]["file"]["device_key"].as_str().unwrap(),
    )));
    let salepoint: SalepointId = identity["salepoint"].as_str().unwrap().parse().unwrap();
    let replica = Sqlite::open_read_only(&till.file("replica.db"), keys, salepoint).unwrap().unwrap();
    let kdf = replica.kdfs().unwrap().remove(0);
    drop(replica);

    let mut needles: Vec<Vec<u8>> = vec![LETTERS.into(), "geheim-geheim-1".into()];
    for password in [PIN, LETTERS, "geheim-geheim-1"] {
        let verifier = kdf.verifier(&PosPassword::new(password).unwrap(), &mut KdfMemory::default()).unwrap();
        let hex: String = verifier.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        needles.extend([verifier.expose().to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()]);
    }
    // What a file of the shop's folder was made from is not a trace: the import file lies beside, not below.
    let written: Vec<_> = [files(&till.data), files(&shop.office_data())].concat();
    assert!(written.iter().any(|(path, _)| path.to_string_lossy().contains("logs")), "there are logs to search");
    for (path, bytes) in &written {
        for needle in &needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{} contains {}", path.display(), String::from_utf8_lossy(needle));
        }
    }
    let journal = format!("{}{}", till.journal(), till.status());
    assert!(!journal.contains(LETTERS) && !journal.contains("geheim"));
}

/// All strings of a table, whatever they lie under.
fn strings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.push(text.clone()),
        toml::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        toml::Value::Table(table) => table.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// Whoever may read one file is not given what lies in the other.
#[test]
fn neither_device_key_nor_token_is_in_any_file_but_identity() {
    let shop = shop();
    let till = shop.till("till");
    let mut secrets = Vec::new();
    for step in ["login", "refresh", "rotate-key", "login", "status", "journal"] {
        let identity: toml::Table = toml::from_str(&std::fs::read_to_string(till.file("identity")).unwrap()).unwrap();
        strings(&identity["secrets"], &mut secrets);
        till.run(&[step], PIN);
    }
    secrets.sort();
    secrets.dedup();
    secrets.retain(|secret| secret.len() >= 32);
    assert!(secrets.len() >= 3, "two device keys and a token, not {}", secrets.len());
    let mut needles: Vec<Vec<u8>> = secrets.iter().map(|secret| secret.clone().into_bytes()).collect();
    needles.extend(secrets.iter().map(|secret| secret.to_uppercase().into_bytes()));
    let is_hex = |secret: &&String| secret.len() == 64 && secret.chars().all(|c| c.is_ascii_hexdigit());
    needles.extend(secrets.iter().filter(is_hex).map(|secret| hex32(secret).to_vec()));
    let written = [files(&till.data), files(&shop.office_data())].concat();
    let identity = till.file("identity");
    assert!(written.iter().any(|(path, _)| path.to_string_lossy().contains("logs")), "there are logs to search");
    for (path, bytes) in written.iter().filter(|(path, _)| *path != identity) {
        for needle in &needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{} holds a secret of identity", path.display());
        }
    }
}

fn hex32(text: &str) -> [u8; 32] {
    std::array::from_fn(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap())
}
