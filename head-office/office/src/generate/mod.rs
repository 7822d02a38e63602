//! `generate`: a company of any size, the same for the same seed, to try things with.

mod names;

use crate::db::grants::Viewer;
use crate::db::{Tx, groups, kdfs, receivers, salepoints, stores, users};
use crate::derive::Touched;
use crate::errors::{Bug, OfficeError};
use crate::office::Office;
use crate::office_rights::{Level, OfficeArea};
use crate::passwords::{self, Hashed, hash_all, is_blocked, looks_like_a_date};
use crate::personnel::{self, Editor, Record, recommended_digits};
use crate::places::{put_salepoint, put_store};
use crate::user_groups::{GroupSettings, put_group};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{
    GroupId, Language, PosAction, PosPassword, PosRights, SalepointId, StoreId, UnixMs, UserId, Verifier,
};
use uuid::Uuid;

/// How many users get a POS password that can be typed.
const WITH_PASSWORD: usize = 100;
/// How many salepoints a user has.
const SALEPOINTS_EACH: usize = 5;

/// What to generate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Generate {
    /// How many users.
    pub users: usize,
    /// How many salepoints.
    pub salepoints: usize,
    /// How many stores.
    pub stores: usize,
    /// Another seed, another company.
    pub seed: u64,
}

/// A generated user whose POS password is known.
#[derive(Clone, PartialEq, Eq)]
pub struct GeneratedUser {
    /// The reference.
    pub reference: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The POS password.
    pub pos_password: String,
    /// The salepoints the user has.
    pub salepoints: Vec<String>,
}

impl std::fmt::Debug for GeneratedUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GeneratedUser({})", self.reference)
    }
}

/// What was generated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Generated {
    /// The users whose POS password is known; all others have a random verifier that no password leads to.
    pub known: Vec<GeneratedUser>,
    /// Where head office stands afterwards.
    pub revision: u64,
}

/// Why nothing is generated.
#[derive(Debug, thiserror::Error)]
pub enum NotGenerated {
    /// Nothing of one kind.
    #[error("there must be at least one user, salepoint and store")]
    TooFew,
    /// More than anybody needs.
    #[error("at most 10000000 users, 100000 salepoints and 100000 stores can be generated")]
    TooMany,
    /// It would be mixed with what is there.
    #[error("this head office already has users or salepoints; generate into a new one (another --data)")]
    NotEmpty,
}

impl Office {
    /// Fills an office that has no users yet but its first administrator, who gets all salepoints and stores, as one change.
    ///
    /// # Errors
    /// When there are users already, or the numbers cannot be.
    pub fn generate(
        &self,
        what: &Generate,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Generated, OfficeError> {
        if what.users == 0 || what.salepoints == 0 || what.stores == 0 {
            return Err(NotGenerated::TooFew.into());
        }
        if what.users > 10_000_000 || what.salepoints > 100_000 || what.stores > 100_000 {
            return Err(NotGenerated::TooMany.into());
        }
        self.db.read(refuse_if_not_empty)?;
        let mut random = Random(what.seed);
        let passwords = known_passwords(what, &mut random)?;
        let typed: Vec<_> = passwords.iter().collect();
        let live = self.db.read(kdfs::all)?;
        let hashed = hash_all(&typed, &live, &self.keys.verifiers, &|done| progress(done, typed.len()))?;

        let changed = self.change(|tx, touched| {
            refuse_if_not_empty(tx)?;
            let now = self.clock.now();
            let stores = make_stores(tx, touched, now, what)?;
            let salepoints = make_salepoints(tx, touched, now, (what, &stores))?;
            let groups = make_groups(tx, touched, now)?;
            let mut editor = Editor::machine(now);
            for user in receivers::active(tx, None)? {
                let Some(before) = personnel::load(tx, user)? else { continue };
                let mut after = before.clone();
                after.salepoints.extend(salepoints.iter().map(|(_, salepoint)| (salepoint.id, None)));
                after.stores.extend(&stores);
                personnel::store(tx, touched, &mut editor, Some(&before), &after)?;
            }
            let mut known = Vec::new();
            for index in 0..what.users {
                let user = make_user(index, &mut random, &groups, salepoints[index % salepoints.len()].1.store);
                let (mut named, mut grants) = (Vec::new(), BTreeMap::new());
                for place in 0..SALEPOINTS_EACH.min(salepoints.len()) {
                    let (name, salepoint) = &salepoints[(index + place) % salepoints.len()];
                    // Every eighth user leads the shift at the second salepoint.
                    let group = (index % 8 == 3 && place == 1).then_some(groups.shift_lead);
                    grants.insert(salepoint.id, group);
                    named.push(name.clone());
                }
                let stores = user.default_store.into_iter().collect();
                let record = Record { user: user.clone(), salepoints: grants, stores };
                personnel::store(tx, touched, &mut editor, None, &record)?;
                match (hashed.get(index), passwords.get(index)) {
                    (Some(hashed), Some(password)) => {
                        self.set_known(tx, user.id, hashed)?;
                        known.push(GeneratedUser {
                            reference: user.reference.clone().unwrap_or_default(),
                            first_name: user.first_name.clone(),
                            last_name: user.last_name.clone(),
                            pos_password: password.expose().to_owned(),
                            salepoints: named,
                        });
                    }
                    _ => {
                        let verifier = Verifier::from_bytes(random.bytes());
                        let kdf = &live[0].name;
                        passwords::store(tx, &self.keys.verifiers, user.id, &verifier, kdf, self.clock.now())?;
                    }
                }
            }
            Ok::<_, OfficeError>(known)
        })?;
        Ok(Generated { known: changed.result, revision: changed.cursor.revision.0 })
    }

    fn set_known(&self, tx: &mut Tx<'_>, user: UserId, hashed: &Hashed) -> Result<(), OfficeError> {
        let now = self.clock.now();
        passwords::set(tx, &self.keys.verifiers, user, hashed, now, now).map(drop)
    }
}

/// The first administrator does not count.
fn refuse_if_not_empty(tx: &mut Tx<'_>) -> Result<(), OfficeError> {
    if users::count(tx)? > 1 || !salepoints::all(tx, Viewer::Everything)?.is_empty() {
        return Err(NotGenerated::NotEmpty.into());
    }
    Ok(())
}

/// As many as are wanted, of digits, none like another.
fn known_passwords(what: &Generate, random: &mut Random) -> Result<Vec<PosPassword>, OfficeError> {
    let length = recommended_digits(what.users as u64);
    let mut seen = BTreeSet::new();
    let mut passwords = Vec::new();
    while passwords.len() < WITH_PASSWORD.min(what.users) {
        let digits = format!("{:0width$}", random.below(10u64.pow(length)), width = length as usize);
        let password = PosPassword::new(&digits).map_err(Bug::Drawn)?;
        if !is_blocked(&password) && !looks_like_a_date(&digits) && seen.insert(digits) {
            passwords.push(password);
        }
    }
    Ok(passwords)
}

fn make_stores(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    now: UnixMs,
    what: &Generate,
) -> Result<Vec<StoreId>, OfficeError> {
    let mut made = Vec::new();
    for index in 0..what.stores {
        let town = names::TOWNS[index % names::TOWNS.len()];
        let store = stores::Store {
            address: town.to_owned(),
            id: StoreId(Uuid::now_v7()),
            name: format!("{town} warehouse {}", index + 1),
            closed_at: None,
        };
        put_store(tx, touched, (None, now), None, &store)?;
        made.push(store.id);
    }
    Ok(made)
}

fn make_salepoints(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    now: UnixMs,
    (what, stores): (&Generate, &[StoreId]),
) -> Result<Vec<(String, salepoints::Salepoint)>, OfficeError> {
    let mut made = Vec::new();
    for index in 0..what.salepoints {
        let town = names::TOWNS[index % names::TOWNS.len()];
        let place = names::PLACES[index / names::TOWNS.len() % names::PLACES.len()];
        let salepoint = salepoints::Salepoint {
            id: SalepointId(Uuid::now_v7()),
            name: format!("{town} {place} {}", index + 1),
            language: Language::ALL[index % Language::ALL.len()],
            store: Some(stores[index % stores.len()]),
            address: town.to_owned(),
            receipt_header: String::new(),
            own: Default::default(),
            closed_at: None,
        };
        put_salepoint(tx, touched, (None, now), None, &salepoint)?;
        made.push((salepoint.name.clone(), salepoint));
    }
    Ok(made)
}

struct Groups {
    cashier: GroupId,
    shift_lead: GroupId,
    manager: GroupId,
}

fn make_groups(tx: &mut Tx<'_>, touched: &mut Touched, now: UnixMs) -> Result<Groups, OfficeError> {
    let present = groups::all(tx)?;
    let mut make = |name: &str, pos: PosRights, level: Option<Level>| -> Result<GroupId, OfficeError> {
        if let Some(group) = present.iter().find(|group| group.name == name) {
            return Ok(group.id);
        }
        let office = OfficeArea::ALL.iter().filter_map(|area| Some((*area, level?))).collect();
        let id = GroupId(Uuid::now_v7());
        put_group(tx, touched, (None, now), id, None, &GroupSettings { name: name.into(), pos, office })?;
        Ok(id)
    };
    let cashier = PosRights::from_iter([PosAction::Sell, PosAction::OpenDrawer]);
    let shift_lead = PosRights::from_iter([
        PosAction::Sell,
        PosAction::GiveDiscount,
        PosAction::VoidLine,
        PosAction::Refund,
        PosAction::OpenDrawer,
        PosAction::CloseDay,
        PosAction::ApproveForOthers,
    ]);
    Ok(Groups {
        cashier: make("Cashier", cashier, None)?,
        shift_lead: make("Shift lead", shift_lead, Some(Level::Read))?,
        manager: make("Manager", PosRights::from_iter(PosAction::ALL), Some(Level::Edit))?,
    })
}

fn make_user(index: usize, random: &mut Random, groups: &Groups, store: Option<StoreId>) -> users::User {
    let mut pick = |names: &[&str]| names[random.below(names.len() as u64) as usize].to_owned();
    users::User {
        id: UserId(Uuid::now_v7()),
        reference: Some(format!("g-{:06}", index + 1)),
        first_name: pick(names::FIRST),
        last_name: pick(names::LAST),
        language: Language::ALL[random.below(Language::ALL.len() as u64) as usize],
        // Of the users with a known password the last few are deactivated, and one in fifty of the others.
        active: if index < WITH_PASSWORD { index < 95 } else { !index.is_multiple_of(50) },
        group: match index % 20 {
            0 => groups.manager,
            1 | 2 => groups.shift_lead,
            _ => groups.cashier,
        },
        default_store: store,
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere for the same seed. Nothing it makes is secret.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for eight in bytes.chunks_exact_mut(8) {
            eight.copy_from_slice(&self.next().to_le_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestOffice;

    #[test]
    fn the_same_seed_gives_the_same_company_and_its_rows_add_up() {
        let what = Generate { users: 130, salepoints: 7, stores: 3, seed: 5 };
        let (one, other) = (TestOffice::new(), TestOffice::new());
        let first = one.generate(&what, &|_, _| ()).unwrap();
        assert_eq!(first.known, other.generate(&what, &|_, _| ()).unwrap().known);
        assert_eq!(first.known.len(), 100);
        assert!(first.known.iter().all(|user| user.pos_password.len() == 6 && user.salepoints.len() == 5));
        assert_eq!(one.check().unwrap(), Vec::<String>::new());

        let third = TestOffice::new();
        assert_ne!(third.generate(&Generate { seed: 6, ..what }, &|_, _| ()).unwrap().known, first.known);
        assert!(matches!(one.generate(&what, &|_, _| ()), Err(OfficeError::Refused(_))));
    }

    #[test]
    fn generated_passwords_grow_with_the_company() {
        for (users, length) in [(1, 6), (1_000, 6), (1_001, 7), (100_000, 8)] {
            let what = Generate { users, salepoints: 1, stores: 1, seed: 1 };
            let passwords = known_passwords(&what, &mut Random(1)).unwrap();
            assert!(passwords.iter().all(|password| password.expose().len() == length), "{users}");
        }
    }
    #[test]
    fn each_generated_record_is_in_the_trail() {
        let office = TestOffice::new();
        office.generate(&Generate { users: 3, salepoints: 2, stores: 2, seed: 1 }, &|_, _| ()).unwrap();
        let missing = office.db.read(|tx| {
            let mut ids = Vec::new();
            ids.extend(salepoints::all(tx, Viewer::Everything)?.into_iter().map(|one| one.id.0));
            ids.extend(stores::all(tx, Viewer::Everything)?.into_iter().map(|one| one.id.0));
            ids.extend(groups::all(tx)?.into_iter().map(|one| one.id.0));
            ids.extend(receivers::active(tx, None)?.into_iter().map(|id| id.0));
            ids.retain(|id| crate::db::audit::of_record(tx, Viewer::Everything, *id, 1).unwrap().is_empty());
            Ok::<_, crate::db::DbError>(ids)
        });
        assert!(missing.unwrap().is_empty());
    }
}
