//! A replica without a file.

use super::rows::{self, Arrived, Rows, Stored};
use super::{Changes, Replica, ReplicaError, ReplicaKeys, Staged, Standing};
use crate::domain::{Collection, Cursor, Kdf, KdfName, Policy, RowKey, Salepoint, SalepointId, UserId, Verifier};
use crate::login::LookUp;
use crate::sync::verify::{VerifiedBucket, VerifiedFrame, VerifiedHead};
use crate::sync::{Buckets, Row, bucket_of};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one collection by key.
type Content = BTreeMap<String, Stored>;

/// A replica in memory, for simulated worlds: the behaviour of [`super::Sqlite`] without its file.
#[derive(Clone)]
pub struct Memory {
    keys: ReplicaKeys,
    salepoint: SalepointId,
    visible: Option<Visible>,
    staged: BTreeMap<Collection, (Staged, Content)>,
}

#[derive(Clone)]
struct Visible {
    standing: Standing,
    content: [Content; 2],
}

impl Memory {
    /// An empty replica of a terminal under this salepoint.
    pub fn new(keys: ReplicaKeys, salepoint: SalepointId) -> Self {
        Self { keys, salepoint, visible: None, staged: BTreeMap::new() }
    }

    fn collections(&self) -> [Collection; 2] {
        rows::collections(self.salepoint)
    }

    fn with_rows<T>(&self, then: impl FnOnce(&Rows<'_>) -> Result<T, ReplicaError>) -> Result<T, ReplicaError> {
        let read = |collection, key: &str| {
            let place = rows::place_of(self.collections(), collection)?;
            Ok(self.visible.as_ref().and_then(|visible| visible.content[place].get(key).cloned()))
        };
        then(&Rows { salepoint: self.salepoint, read: &read })
    }

    /// Applies a frame's parts to content, checks nothing but the rows themselves.
    fn apply_parts(&self, frame: &VerifiedFrame, content: &mut [Content; 2]) -> Result<(), ReplicaError> {
        let mut arrived = Vec::new();
        for part in frame.parts() {
            let collection = part.head.head().collection;
            let place = rows::place_of(self.collections(), collection)?;
            arrived.push((place, collection, rows::take_in(&self.keys, collection, &part.rows)?));
        }
        for (place, _, rows) in &arrived {
            for row in rows {
                content[*place].remove(row.key);
            }
        }
        for (place, collection, rows) in &arrived {
            for row in rows {
                insert(&mut content[*place], *collection, row)?;
            }
            one_tag_each(&content[*place], *collection)?;
        }
        Ok(())
    }

    fn try_activate(
        &self,
        heads: &[VerifiedHead; 2],
        catch_up: Option<&VerifiedFrame>,
    ) -> Result<(Visible, Changes), ReplicaError> {
        let (cursor, goal) = rows::goal(self.collections(), heads, catch_up)?;
        if let Some(visible) = &self.visible
            && visible.standing.cursor.epoch == cursor.epoch
        {
            rows::may_follow(visible.standing.cursor, cursor)?;
        }
        let staged = |collection| {
            let staged = self.staged.get(&collection).ok_or(ReplicaError::Order(rows::NOT_STAGED))?;
            Ok::<_, ReplicaError>(staged.1.clone())
        };
        let [directory, salepoint] = self.collections();
        let mut content = [staged(directory)?, staged(salepoint)?];
        if let Some(frame) = catch_up {
            self.apply_parts(frame, &mut content)?;
        }
        for (content, head) in content.iter().zip(goal) {
            rows::add_up(&buckets(content), head.head())?;
        }
        let changes = self.changes_to(&content);
        let heads = goal.iter().map(|head| head.signed().clone()).collect();
        Ok((Visible { standing: Standing { cursor, heads }, content }, changes))
    }

    fn changes_to(&self, after: &[Content; 2]) -> Changes {
        let mut changes = Changes::default();
        let nothing = Content::new();
        for (place, collection) in self.collections().into_iter().enumerate() {
            let before = self.visible.as_ref().map_or(&nothing, |visible| &visible.content[place]);
            let keys: BTreeSet<&String> = before.keys().chain(after[place].keys()).collect();
            let body = |content: &Content, key| content.get(key).map(|row: &Stored| row.body.clone());
            for key in keys {
                let (before, after) = (body(before, key), body(&after[place], key));
                rows::tally(&mut changes, collection, key, before.as_deref(), after.as_deref());
            }
        }
        changes
    }
}

fn insert(content: &mut Content, collection: Collection, row: &Arrived<'_>) -> Result<(), ReplicaError> {
    let Some(body) = row.body else { return Ok(()) };
    match content.insert(row.key.into(), Stored { body: body.into(), tag: row.tag }) {
        None => Ok(()),
        Some(_) => Err(ReplicaError::Refused { collection, why: rows::CONFLICT }),
    }
}

fn one_tag_each(content: &Content, collection: Collection) -> Result<(), ReplicaError> {
    let mut tags = BTreeSet::new();
    if content.values().filter_map(|row| row.tag).all(|tag| tags.insert(tag)) {
        return Ok(());
    }
    Err(ReplicaError::Refused { collection, why: rows::CONFLICT })
}

fn buckets(content: &Content) -> Buckets {
    Buckets::of_rows(content.iter().map(|(key, row)| (key.as_str(), row.body.as_slice())))
}

impl Replica for Memory {
    fn standing(&self) -> Result<Option<Standing>, ReplicaError> {
        Ok(self.visible.as_ref().map(|visible| visible.standing.clone()))
    }

    fn kdfs(&self) -> Result<Vec<Kdf>, ReplicaError> {
        let Some(visible) = &self.visible else { return Ok(Vec::new()) };
        let keys = visible.content[0].keys().filter_map(|key| key.parse().ok());
        let kdfs = keys.filter(|key| matches!(key, RowKey::Kdf(_)));
        self.with_rows(|rows| kdfs.filter_map(|key| rows.directory(&key).transpose()).collect())
    }

    fn salepoint(&self) -> Result<Option<Salepoint>, ReplicaError> {
        self.with_rows(|rows| rows.salepoint(&RowKey::Salepoint))
    }

    fn policy(&self) -> Result<Policy, ReplicaError> {
        self.with_rows(|rows| Ok(rows.salepoint(&RowKey::Policy)?.unwrap_or_default()))
    }

    fn look_up(&self, kdf: &KdfName, verifier: &Verifier) -> Result<LookUp, ReplicaError> {
        let tag = self.keys.tag(verifier);
        let Some(visible) = &self.visible else { return Ok(LookUp::Damaged) };
        match visible.content[0].iter().find(|(_, row)| row.tag == Some(tag)) {
            Some((key, _)) => rows::or_damaged(self.with_rows(|rows| rows.owner(key, &tag, kdf))),
            None => Ok(LookUp::Nobody),
        }
    }

    fn user(&self, user: UserId) -> Result<LookUp, ReplicaError> {
        if self.visible.is_none() {
            return Ok(LookUp::Damaged);
        }
        rows::or_damaged(self.with_rows(|rows| rows.user(user)))
    }

    fn apply(&mut self, frame: &VerifiedFrame) -> Result<Changes, ReplicaError> {
        let visible = self.visible.as_ref().ok_or(ReplicaError::Order(rows::NOTHING_VISIBLE))?;
        let Visible { mut standing, mut content } = visible.clone();
        rows::may_follow(standing.cursor, frame.cursor())?;
        self.apply_parts(frame, &mut content)?;
        for part in frame.parts() {
            let head = part.head.head();
            let place = rows::place_of(self.collections(), head.collection)?;
            rows::add_up(&buckets(&content[place]), head)?;
            standing.heads[place] = part.head.signed().clone();
        }
        standing.cursor = frame.cursor();
        let changes = self.changes_to(&content);
        self.visible = Some(Visible { standing, content });
        Ok(changes)
    }

    /// Nothing but this module's code can change what is in memory.
    fn damaged(&self) -> Result<Vec<(Collection, usize)>, ReplicaError> {
        Ok(Vec::new())
    }

    fn repair(&mut self, bucket: &VerifiedBucket) -> Result<(), ReplicaError> {
        let visible = self.visible.as_ref().ok_or(ReplicaError::Order(rows::NOTHING_VISIBLE))?;
        let Visible { mut standing, mut content } = visible.clone();
        rows::may_repair(standing.cursor, bucket)?;
        let head = bucket.head().head();
        let place = rows::place_of(self.collections(), head.collection)?;
        content[place].retain(|key, _| bucket_of(key) != bucket.bucket());
        for row in rows::take_in_chunk(&self.keys, head.collection, bucket.rows())? {
            insert(&mut content[place], head.collection, &row)?;
        }
        one_tag_each(&content[place], head.collection)?;
        rows::add_up(&buckets(&content[place]), head)?;
        standing.heads[place] = bucket.head().signed().clone();
        self.visible = Some(Visible { standing, content });
        Ok(())
    }

    fn staged(&self) -> Result<Vec<Staged>, ReplicaError> {
        Ok(self.staged.values().map(|(staged, _)| *staged).collect())
    }

    fn begin_staging(&mut self, collection: Collection, cursor: Cursor) -> Result<(), ReplicaError> {
        rows::place_of(self.collections(), collection)?;
        self.staged.insert(collection, (Staged { collection, cursor, chunks: 0, rows: 0 }, Content::new()));
        Ok(())
    }

    fn stage(&mut self, collection: Collection, chunk: u32, rows: &[Row]) -> Result<(), ReplicaError> {
        let entry = self.staged.get(&collection).ok_or(ReplicaError::Order(rows::NOT_STAGING))?;
        let (mut staged, mut content) = entry.clone();
        rows::is_next(&staged, chunk)?;
        for row in rows::take_in_chunk(&self.keys, collection, rows)? {
            insert(&mut content, collection, &row)?;
        }
        one_tag_each(&content, collection)?;
        staged.chunks += 1;
        staged.rows += rows.len() as u64;
        self.staged.insert(collection, (staged, content));
        Ok(())
    }

    fn activate(
        &mut self,
        heads: &[VerifiedHead; 2],
        catch_up: Option<&VerifiedFrame>,
    ) -> Result<Changes, ReplicaError> {
        match self.try_activate(heads, catch_up) {
            Ok((visible, changes)) => {
                self.visible = Some(visible);
                self.staged.clear();
                Ok(changes)
            }
            Err(error @ (ReplicaError::Mismatch { .. } | ReplicaError::Refused { .. })) => {
                self.staged.clear();
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    fn discard_staged(&mut self) -> Result<(), ReplicaError> {
        self.staged.clear();
        Ok(())
    }
}
