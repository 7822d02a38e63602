-- Head office, version 9: one change of a user concerns rows of many collections, and each page of the database that
-- it touches is written twice. So rows stand in the order they are written, and indexes hold a number for a collection.

CREATE TABLE collection (
    id   INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
INSERT INTO collection (name) SELECT DISTINCT collection FROM replica_row ORDER BY collection;

-- As before: what the terminals get. `body` NULL: a tombstone. `bucket` is set in the directory only.
CREATE TABLE replica_row_new (
    collection_id BIGINT NOT NULL REFERENCES collection (id),
    row_key       TEXT NOT NULL,
    revision      BIGINT NOT NULL,
    bucket        BIGINT,
    body          BLOB
);
INSERT INTO replica_row_new (collection_id, row_key, revision, bucket, body)
    SELECT c.id, r.row_key, r.revision, r.bucket, r.body
    FROM collection c JOIN replica_row r ON r.collection = c.name ORDER BY c.name, r.row_key;
DROP TABLE replica_row;
ALTER TABLE replica_row_new RENAME TO replica_row;
CREATE UNIQUE INDEX replica_row_by_key ON replica_row (row_key, collection_id);
CREATE INDEX replica_row_by_revision ON replica_row (collection_id, revision);
CREATE INDEX replica_row_by_bucket ON replica_row (collection_id, bucket) WHERE bucket IS NOT NULL;
CREATE INDEX replica_row_tombstone ON replica_row (revision) WHERE body IS NULL;

-- How many entries of each terminal's journal are flagged.
CREATE INDEX journal_entry_flagged_by_uploader ON journal_entry (uploader_id)
    WHERE link <> 'follows' OR is_foreign <> 0;
