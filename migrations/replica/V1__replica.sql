-- The terminal's copy of its two collections. Everything here can be fetched again.
--
-- There are two slots, 0 and 1: one serves, the other is filled by a reload, and `replica.live` says which.

CREATE TABLE row (
    slot       INTEGER NOT NULL,
    collection TEXT    NOT NULL,
    bucket     INTEGER NOT NULL,  -- digest bucket of the key, 0 to 511
    key        TEXT    NOT NULL,
    body       BLOB    NOT NULL,  -- CBOR, as head office encoded it
    tag        BLOB,              -- beside a credential: HMAC of its verifier under the device key
    mac        BLOB    NOT NULL,  -- HMAC of collection, key, body and tag under the device key
    PRIMARY KEY (slot, collection, bucket, key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX row_by_tag ON row (slot, tag) WHERE tag IS NOT NULL;

-- The KDFs, without walking all buckets.
CREATE INDEX row_kdf ON row (slot, collection, key) WHERE key >= 'kdf/' AND key < 'kdf0';

CREATE TABLE bucket (
    slot       INTEGER NOT NULL,
    collection TEXT    NOT NULL,
    bucket     INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    hash       BLOB    NOT NULL,
    PRIMARY KEY (slot, collection, bucket)
) STRICT, WITHOUT ROWID;

-- Where the visible replica stands; no row while nothing is visible.
CREATE TABLE replica (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    live       INTEGER NOT NULL,
    epoch      INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    heads      BLOB    NOT NULL,  -- CBOR, signed by head office
    digests    BLOB    NOT NULL,  -- what the buckets of the two collections add up to
    device_key TEXT    NOT NULL,  -- id of the key under which tags and MACs were made
    mac        BLOB    NOT NULL   -- HMAC of all the above under the device key
) STRICT;

-- How far a reload has come.
CREATE TABLE staging (
    collection TEXT    PRIMARY KEY,
    epoch      INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    chunks     INTEGER NOT NULL,
    rows       INTEGER NOT NULL,
    device_key TEXT    NOT NULL
) STRICT;
