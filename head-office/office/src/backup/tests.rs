use super::*;
use crate::accounts::Token;
use crate::clock::Clock;
use crate::db::{Db, company};
use crate::testing::{CHAIN, NOW, TestOffice};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use sync_core::domain::Bytes32;
use zeroize::Zeroizing;

fn passphrase() -> Passphrase {
    Passphrase::new(Zeroizing::new("correct horse battery".into())).unwrap()
}

fn back_up(office: &Office, file: &Path) -> BackedUp {
    office.backup(file, &passphrase(), Overwrite::Never, &|_, _| ()).unwrap()
}

fn put_back(data: &Path, file: &Path, keys: Option<&Path>) -> Result<Restored, BackupError> {
    let what = Restore { data, file, keys, over_existing: true };
    restore(&what, &Clock::standing_at(NOW), || Ok(passphrase()))
}

fn open(data: &Path) -> Office {
    Office::open_at(crate::testing::settings(data.to_owned()), Clock::standing_at(NOW)).unwrap()
}

/// Every file below a folder, by its path in it; not the lock, which every command makes.
fn content(folder: &Path) -> BTreeMap<PathBuf, Bytes32> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(found.insert(
                    path.strip_prefix(folder).unwrap().to_owned(),
                    Bytes32(Sha256::digest(fs::read(&path).unwrap()).into()),
                )),
            }
        }
    }
    found.remove(Path::new("lock"));
    found
}

/// An office whose processes have all ended; its folder.
fn stopped(office: TestOffice) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::rename(office.data(), &data).unwrap();
    (folder, data)
}

#[test]
fn a_backup_put_back_elsewhere_is_the_same_in_a_new_epoch() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.backup");
    let token = |office: &Office| {
        let link = office.sign_in_link("ilze").unwrap().address;
        Token::from_text(link.rsplit('/').next().unwrap()).unwrap()
    };
    let session = office.use_link(&token(&office)).unwrap().unwrap();
    let unused = token(&office);
    let made = back_up(&office, &file);
    let before = office.cursor().unwrap();
    assert_eq!((made.cursor, made.users, made.keys), (before, 4, folder.path().join("shop.backup.keys")));
    for (path, bytes) in
        [(&made.database, made.database_bytes), (&folder.path().join("shop.backup.keys"), made.keys_bytes)]
    {
        let metadata = fs::metadata(path).unwrap();
        assert_eq!((metadata.len(), metadata.permissions().mode() & 0o777), (bytes, 0o600), "{path:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left");

    // The keys beside it are found by themselves.
    let data = folder.path().join("new/data");
    let restored = put_back(&data, &file, None).unwrap();
    assert_eq!((restored.keys, restored.moved_to), (KeysTaken::Backup, None));
    let again = open(&data);
    assert_eq!(again.check().unwrap(), Vec::<String>::new());
    assert!(again.cursor().unwrap() == restored.cursor && restored.cursor.epoch > before.epoch);
    assert_eq!(restored.cursor.revision, before.revision);
    assert!(office.signed_in(&session).unwrap().is_some());
    assert!(again.signed_in(&session).unwrap().is_none(), "nobody is signed in by a restore");
    assert!(again.use_link(&unused).unwrap().is_none(), "and no link lets anybody in again");
    assert_eq!(again.keys.authority.fingerprint(), office.keys.authority.fingerprint());
    again.import_str("[[user]]\nref = \"mari\"\nlast_name = \"Mets\"").unwrap();
    assert!(matches!(
        office.backup(&file, &passphrase(), Overwrite::Never, &|_, _| ()),
        Err(BackupError::Exists(path)) if path == file
    ));
    office.backup(&file, &passphrase(), Overwrite::Replace, &|_, _| ()).unwrap();
}

/// Again and again, also within one second or with the clock set back: each time a greater epoch.
#[test]
fn every_restore_begins_a_greater_epoch() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a");
    back_up(&office, &file);
    let mut highest = office.cursor().unwrap().epoch;
    let (_folder, data) = stopped(office);
    for unix_ms in [NOW.0, NOW.0, NOW.0, 0, NOW.0 + 5_000_000, NOW.0] {
        let what = Restore { data: &data, file: &file, keys: None, over_existing: true };
        let clock = Clock::standing_at(sync_core::domain::UnixMs(unix_ms));
        let restored = restore(&what, &clock, || Ok::<_, BackupError>(passphrase())).unwrap();
        assert!(restored.cursor.epoch > highest, "{restored:?} after {highest:?}");
        assert!(restored.cursor.epoch.0 >= (unix_ms / 1_000) as u64);
        assert_eq!(restored.keys, KeysTaken::Folder);
        highest = restored.cursor.epoch;
        assert_eq!(open(&data).check().unwrap(), Vec::<String>::new());
    }
    let aside = fs::read_dir(&data)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("before-restore-"));
    assert_eq!(aside.count(), 6, "nothing that was there is lost");
}

/// The database file from before a restore, copied back by hand: `serve` notices by the note when it starts.
#[test]
fn a_database_copied_back_across_a_restore_begins_a_new_epoch() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a");
    back_up(&office, &file);
    let (_folder, data) = stopped(office);
    let restored = put_back(&data, &file, None).unwrap();
    fs::copy(&file, data.join("head-office.db")).unwrap();
    let again = open(&data);
    assert!(again.check().unwrap().join("\n").contains("copied back"));
    again.settle_epoch().unwrap();
    assert!(again.cursor().unwrap().epoch > restored.cursor.epoch);
    assert_eq!(again.check().unwrap(), Vec::<String>::new());
}

#[test]
fn what_was_there_is_moved_aside_whole() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a");
    back_up(&office, &file);
    office.import_str("[[user]]\nref = \"mari\"\nlast_name = \"Later\"").unwrap();
    let later = office.cursor().unwrap();
    let (_folder, data) = stopped(office);
    let keys_before = content(&data.join("keys"));
    let moved_to = put_back(&data, &file, None).unwrap().moved_to.unwrap();
    assert_eq!(moved_to, data.join("before-restore-20260101T000000Z"));
    assert_eq!(content(&moved_to.join("keys")), keys_before);
    let before = Db::open(&moved_to.join("head-office.db")).unwrap();
    assert_eq!(before.read(company::counter).unwrap().cursor, later, "with what was only in its write-ahead log");
    assert!(fs::read_dir(&data).unwrap().all(|entry| entry.unwrap().file_name() != "restoring"));
}

/// Whatever is wrong is named, and nothing is changed.
#[test]
fn what_can_not_be_put_back_is_refused_and_named() {
    let office = TestOffice::with(CHAIN);
    let other = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (good, others) = (path("good"), path("others"));
    back_up(&office, &good);
    back_up(&other, &others);
    let write = |name: &str, bytes: &[u8]| fs::write(path(name), bytes).unwrap();
    let whole = fs::read(&good).unwrap();
    write("empty", b"");
    write("text", &b"just a text, long enough to be looked at ".repeat(20));
    write("cut", &whole[..whole.len() / 2]);
    let mut flipped = whole.clone();
    for place in (flipped.len() / 3..flipped.len()).step_by(1_021) {
        flipped[place] ^= 0xff;
    }
    write("flipped", &flipped);
    write("in-use", &whole);
    write("in-use-wal", b"frames");
    fs::copy(&good, path("newer")).unwrap();
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
               VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
    Db::open(&path("newer")).unwrap().write(|tx| tx.execute(sql, &[])).unwrap();
    fs::copy(&good, path("foreign")).unwrap();
    Db::open(&path("foreign")).unwrap().write(|tx| tx.execute("DROP TABLE counter", &[])).unwrap();
    drop(Db::create(&path("never-made")).unwrap());
    let no_keys = tempfile::tempdir().unwrap();

    let keys_of_good = path("good.keys");
    let (_folder, data) = stopped(office);
    for (name, keys, expect) in [
        ("none", None, "No such file"),
        ("empty", None, "it is empty"),
        ("text", None, "it is not a database"),
        ("good.keys", None, "is the backup of the keys"),
        ("cut", None, "it is damaged"),
        ("flipped", None, "it is damaged"),
        ("in-use", None, "-wal file"),
        ("newer", None, "install the newer version"),
        ("foreign", None, "not a head office's"),
        ("never-made", None, "not a head office's"),
        ("good", Some("text"), "is no backup of keys"),
        ("good", Some("good"), "is no backup of keys"),
        ("good", Some("others.keys"), "the database is of company"),
        ("others", None, "the database is of company"),
        ("others", Some("good.keys"), "the database is of company"),
    ] {
        let before = content(&data);
        let keys = keys.map(path);
        let error = put_back(&data, &path(name), keys.as_deref()).unwrap_err().to_string();
        assert!(error.contains(expect), "{name} {keys:?}: {error}");
        assert_eq!(content(&data), before, "{name} {keys:?}");
    }
    fs::remove_file(&keys_of_good).unwrap();
    let error = put_back(no_keys.path(), &good, None).unwrap_err();
    assert!(matches!(error, BackupError::NoKeys(_)), "{error}");
    let error = put_back(&no_keys.path().join("new"), &path("others"), Some(&good)).unwrap_err();
    assert!(matches!(error, BackupError::NotKeys(_)), "{error}");
    assert!(content(no_keys.path()).iter().all(|(path, _)| path.ends_with("lock")), "{:?}", content(no_keys.path()));
}

#[test]
fn a_wrong_passphrase_says_so_and_changes_nothing() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a");
    back_up(&office, &file);
    let data = folder.path().join("data");
    let what = Restore { data: &data, file: &file, keys: None, over_existing: false };
    let wrong = || Passphrase::new(Zeroizing::new("correct horse batterz".into()));
    let error = restore(&what, &Clock::standing_at(NOW), wrong).unwrap_err();
    assert!(error.to_string().contains("passphrase is wrong"), "{error}");
    assert_eq!(content(&data), BTreeMap::new());
}

#[test]
fn a_head_office_in_use_or_unasked_for_is_left_alone() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a");
    back_up(&office, &file);
    let error = put_back(office.data(), &file, None).unwrap_err();
    assert!(error.to_string().contains("head office is running"), "{error}");
    let (_folder, data) = stopped(office);
    let before = content(&data);
    let what = Restore { data: &data, file: &file, keys: None, over_existing: false };
    let error = restore(&what, &Clock::standing_at(NOW), || Ok::<_, BackupError>(passphrase())).unwrap_err();
    assert!(matches!(error, BackupError::Occupied(_)), "{error}");
    assert_eq!(content(&data), before);
}

/// Of two sets of keys the newer one serves, whichever way round.
#[test]
fn restore_never_replaces_newer_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let office = TestOffice::with(CHAIN);
    let key = |office: &Office| office.keys.signing().key.public();
    back_up(&office, &path("old"));
    let (_moved, older) = {
        let copy = path("older");
        put_back(&copy, &path("old"), None).unwrap();
        (0, copy)
    };
    for _ in 0..2 {
        office.rotate_signing_key().unwrap();
    }
    back_up(&office, &path("new"));
    let newest = key(&office);

    // The folder's are a continuation of the backup's.
    let (_folder, data) = stopped(office);
    let restored = put_back(&data, &path("old"), Some(&path("old.keys"))).unwrap();
    assert_eq!((restored.keys, key(&open(&data))), (KeysTaken::Folder, newest));
    assert_eq!(open(&data).check().unwrap(), Vec::<String>::new());

    // The backup's are a continuation of the folder's.
    let restored = put_back(&older, &path("new"), Some(&path("new.keys"))).unwrap();
    assert_eq!((restored.keys, key(&open(&older))), (KeysTaken::Backup, newest));
    let moved_to = restored.moved_to.unwrap();
    assert!(moved_to.join("keys/signing-seed.hex").exists());
    assert_eq!(open(&older).check().unwrap(), Vec::<String>::new());

    // The newer database with the older keys alone: they do not know its signing key.
    let third = path("third");
    put_back(&third, &path("old"), None).unwrap();
    let error = put_back(&third, &path("new"), None).unwrap_err();
    assert!(error.to_string().contains("rotation statements do not know"), "{error}");

    // Both were rotated since: nobody can say which is newer.
    open(&third).rotate_signing_key().unwrap();
    let error = put_back(&third, &path("new"), Some(&path("new.keys"))).unwrap_err();
    assert!(matches!(error, BackupError::KeysParted(_)), "{error}");
    fs::rename(third.join("keys"), third.join("keys-of-before")).unwrap();
    let restored = put_back(&third, &path("new"), None).unwrap();
    assert_eq!((restored.keys, key(&open(&third))), (KeysTaken::Backup, newest));
}

/// Stopped after the keys took their place, before the database did: the same restore goes through.
#[test]
fn a_restore_stopped_half_way_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let office = TestOffice::with(CHAIN);
    back_up(&office, &path("a"));
    let whole = path("whole");
    put_back(&whole, &path("a"), None).unwrap();
    let half = path("half");
    fs::create_dir_all(half.join("restoring/keys")).unwrap();
    fs::rename(whole.join("keys"), half.join("keys")).unwrap();
    let restored = put_back(&half, &path("a"), None).unwrap();
    assert_eq!(restored.keys, KeysTaken::Folder);
    assert!(!half.join("restoring").exists());
    assert_eq!(open(&half).check().unwrap(), Vec::<String>::new());
}

/// A writer hammers while backups are made: each is one moment, and put back it is whole.
#[test]
fn backups_made_while_others_write_are_whole() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let made = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0.. {
                let text = format!(
                    "[[user]]\nref = \"u{number}\"\nfirst_name = \"A\"\nlast_name = \"B\"\ngroup = \"Cashier\"\n\
                     pos_password = \"long{number}x\"\nsalepoints = [{{ name = \"Sadama\" }}]"
                );
                office.import_str(&text).unwrap();
                if number % 5 == 4 {
                    office.rotate_signing_key().unwrap();
                }
                if stop.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let files = ["0", "1"].map(|name| folder.path().join(name));
        let made = files.map(|file| office.backup(&file, &passphrase(), Overwrite::Never, &|_, _| ()));
        // Before any of it is judged: the writer must end also when a backup failed.
        stop.store(true, Ordering::SeqCst);
        made
    });
    let made = made.map(Result::unwrap);
    assert!(made[1].cursor.revision > made[0].cursor.revision, "it was written meanwhile: {made:?}");
    for backed_up in made {
        let data = folder.path().join(format!("data-{}", backed_up.cursor.revision));
        put_back(&data, &backed_up.database, None).unwrap();
        let office = open(&data);
        assert_eq!(office.check().unwrap(), Vec::<String>::new());
        assert_eq!(office.db.read(crate::db::users::count).unwrap(), backed_up.users);
    }
}

/// A disk too small for the database, and one too small for a restore.
#[test]
fn a_full_disk_leaves_nothing_under_the_final_names() {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(&small).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "needs the right to mount a tmpfs, which CI has");
        eprintln!("skipped: needs the right to mount a tmpfs");
        return;
    }
    let _unmounted = Unmount(small.clone());
    let office = TestOffice::new();
    office.generate(&crate::generate::Generate { users: 500, salepoints: 2, stores: 2, seed: 1 }, &|_, _| ()).unwrap();
    let error = office.backup(&small.join("a"), &passphrase(), Overwrite::Never, &|_, _| ()).unwrap_err();
    assert!(matches!(error, BackupError::NoRoom(_)), "{error}");
    assert_eq!(content(&small), BTreeMap::new());

    let file = folder.path().join("a");
    back_up(&office, &file);
    let data = small.join("data");
    let error = put_back(&data, &file, None).unwrap_err();
    assert!(matches!(error, BackupError::NoRoom(_)), "{error}");
    assert_eq!(content(&data), BTreeMap::new());
}

struct Unmount(PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// Keys and database take effect together: wherever the last steps of a restore were stopped, whoever opens the folder
/// next finds both of the backup, and never the keys of one beside the database of the other.
#[test]
fn a_restore_that_is_stopped_between_its_renames_is_finished_by_the_next_command() {
    let office = TestOffice::with(CHAIN);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop");
    back_up(&office, &file);
    for stopped_after in 0..4 {
        let good = folder.path().join(format!("good-{stopped_after}"));
        put_back(&good, &file, None).unwrap();
        let (_other, data) = stopped(TestOffice::new());
        let ready = data.join("restored");
        fs::create_dir(&ready).unwrap();
        for name in ["keys", "head-office.db"] {
            fs::rename(good.join(name), ready.join(name)).unwrap();
        }
        let steps: [(&str, &str); 3] = [
            ("keys", "restored/former-keys"),
            ("restored/keys", "keys"),
            ("restored/head-office.db", "head-office.db"),
        ];
        for beside in ["head-office.db-wal", "head-office.db-shm"] {
            // The last step removes them first; without a changed page there are none.
            let _ = fs::remove_file(data.join(beside));
        }
        for (from, to) in &steps[..stopped_after] {
            fs::rename(data.join(from), data.join(to)).unwrap();
        }
        let opened = open(&data);
        assert_eq!(opened.company(), office.company(), "stopped after {stopped_after}");
        assert_eq!(opened.check().unwrap(), Vec::<String>::new(), "stopped after {stopped_after}");
        assert!(!ready.exists(), "stopped after {stopped_after}");
    }
}
