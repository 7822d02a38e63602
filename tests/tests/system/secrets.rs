//! What a thief of the data folder gets: without the device key, nothing to search in; and no secret in any file.

use crate::programs::{Shop, Till, files};
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

/// What a thief of anything but `identity` must not find: the device key and the token, as bytes and as they are written.
fn own_secrets(till: &Till) -> Vec<Vec<u8>> {
    let identity: toml::Table = toml::from_str(&std::fs::read_to_string(till.file("identity")).unwrap()).unwrap();
    let written = identity["secrets"]["file"].as_table().unwrap();
    let texts: Vec<&str> = written.values().map(|value| value.as_str().unwrap()).collect();
    assert!(texts.len() >= 2, "a key and a token: {written:?}");
    texts
        .iter()
        .flat_map(|text| [hex32(text).to_vec(), text.to_lowercase().into(), text.to_uppercase().into()])
        .collect()
}

#[test]
fn the_device_key_and_the_token_are_in_no_file_but_identity() {
    let shop = shop();
    let till = shop.till("till");
    let mut needles = own_secrets(&till);
    assert_eq!(till.outcome(PIN), "granted");
    assert_eq!(till.outcome("111222"), "wrong_password");
    assert!(till.json(&["rotate-key"], "")["device_key"].is_string());
    till.refresh();
    needles.extend(own_secrets(&till));
    let said = format!("{}{}", till.journal(), till.status()).into_bytes();
    let mut written = [files(&till.data), files(&shop.office_data())].concat();
    written.push(("what its commands say".into(), said));
    let holds = |bytes: &[u8]| needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle));
    let holding: Vec<_> = written.iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.clone()).collect();
    assert_eq!(holding, [till.file("identity")]);
}

fn hex32(text: &str) -> [u8; 32] {
    std::array::from_fn(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap())
}
