-- Head office, version 1. Ids are UUIDs as text, times are milliseconds since 1970, booleans are 0 or 1.
-- The PostgreSQL folder beside this one, once there is one, holds the same versions.

CREATE TABLE company (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

-- One row. Locked by every transaction that changes a collection, so that revisions are gapless and in commit order.
-- `floor`: the revision below which tombstones may be missing.
CREATE TABLE counter (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch    BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    floor    BIGINT NOT NULL
);

-- Facts about this installation, such as the address it serves under.
CREATE TABLE fact (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE policy (
    name  TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Live KDFs; passwords are set under the one that was made last.
CREATE TABLE kdf (
    name       TEXT NOT NULL PRIMARY KEY,
    salt       BLOB NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes     BIGINT NOT NULL,
    lanes      BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE store (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE salepoint (
    id       TEXT NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    store_id TEXT REFERENCES store (id)
);

CREATE TABLE user_group (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE group_action (
    group_id TEXT NOT NULL REFERENCES user_group (id),
    action   TEXT NOT NULL,
    PRIMARY KEY (group_id, action)
);

-- An area without a row: none.
CREATE TABLE group_area (
    group_id TEXT NOT NULL REFERENCES user_group (id),
    area     TEXT NOT NULL,
    level    TEXT NOT NULL,
    PRIMARY KEY (group_id, area)
);

-- `ref`: the company's own number for the person. `verifier_revision` counts POS passwords ever set for this user.
CREATE TABLE app_user (
    id                TEXT NOT NULL PRIMARY KEY,
    ref               TEXT UNIQUE,
    first_name        TEXT NOT NULL,
    last_name         TEXT NOT NULL,
    language          TEXT NOT NULL,
    active            BIGINT NOT NULL,
    group_id          TEXT NOT NULL REFERENCES user_group (id),
    default_store_id  TEXT REFERENCES store (id),
    verifier_revision BIGINT NOT NULL
);

-- `group_id`: another group at this salepoint; NULL: the user's own.
CREATE TABLE user_salepoint (
    user_id      TEXT NOT NULL REFERENCES app_user (id),
    salepoint_id TEXT NOT NULL REFERENCES salepoint (id),
    group_id     TEXT REFERENCES user_group (id),
    PRIMARY KEY (user_id, salepoint_id)
) WITHOUT ROWID;
CREATE INDEX user_salepoint_by_salepoint ON user_salepoint (salepoint_id);

CREATE TABLE user_store (
    user_id  TEXT NOT NULL REFERENCES app_user (id),
    store_id TEXT NOT NULL REFERENCES store (id),
    PRIMARY KEY (user_id, store_id)
) WITHOUT ROWID;
CREATE INDEX user_store_by_store ON user_store (store_id);

-- `verifier` is encrypted and `uniqueness` keyed, both under keys that are files and not in this database.
CREATE TABLE pos_password (
    user_id    TEXT NOT NULL PRIMARY KEY REFERENCES app_user (id),
    kdf        TEXT NOT NULL REFERENCES kdf (name),
    verifier   BLOB NOT NULL,
    uniqueness BLOB NOT NULL UNIQUE
);

-- A replaced POS password stays taken until an offline terminal can no longer log its former owner in by it.
CREATE TABLE released_password (
    uniqueness  BLOB NOT NULL PRIMARY KEY,
    user_id     TEXT NOT NULL REFERENCES app_user (id),
    taken_until BIGINT NOT NULL
);

CREATE TABLE terminal (
    id               TEXT NOT NULL PRIMARY KEY,
    salepoint_id     TEXT NOT NULL REFERENCES salepoint (id),
    name             TEXT NOT NULL,
    token_hash       BLOB NOT NULL UNIQUE,
    app_version      TEXT NOT NULL,
    key_place        TEXT NOT NULL,
    enrolled_at      BIGINT NOT NULL,
    applied_epoch    BIGINT,
    applied_revision BIGINT,
    last_seen_at     BIGINT,
    UNIQUE (salepoint_id, name)
);

-- `name`: the first three characters of the secret.
CREATE TABLE enrol_code (
    name          TEXT NOT NULL PRIMARY KEY,
    secret_hash   BLOB NOT NULL,
    salepoint_id  TEXT NOT NULL REFERENCES salepoint (id),
    terminal_name TEXT NOT NULL,
    expires_at    BIGINT NOT NULL,
    wrong_tries   BIGINT NOT NULL,
    nonce         BLOB,
    terminal_id   TEXT REFERENCES terminal (id)
);

-- What the terminals get, derived from the tables above. `body` NULL: a tombstone. `bucket` is set in the directory,
-- whose digest is kept up to date; other collections' digests are computed when somebody needs them.
CREATE TABLE replica_row (
    collection TEXT NOT NULL,
    row_key    TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    bucket     BIGINT,
    body       BLOB,
    PRIMARY KEY (collection, row_key)
) WITHOUT ROWID;
CREATE INDEX replica_row_by_revision ON replica_row (collection, revision);
CREATE INDEX replica_row_by_key ON replica_row (row_key);
CREATE INDEX replica_row_by_bucket ON replica_row (collection, bucket) WHERE bucket IS NOT NULL;

CREATE TABLE digest_bucket (
    collection TEXT NOT NULL,
    bucket     BIGINT NOT NULL,
    row_count  BIGINT NOT NULL,
    hash       BLOB NOT NULL,
    PRIMARY KEY (collection, bucket)
) WITHOUT ROWID;
