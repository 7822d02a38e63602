-- What only this terminal knows. Nothing here can be fetched again: migrations only ever add.

-- The journal: append-only, each entry carrying the hash of the one before.
CREATE TABLE entry (
    seq  INTEGER PRIMARY KEY,
    body BLOB    NOT NULL  -- CBOR; the next entry carries its SHA-256
) STRICT;

-- Refusals while throttled, counted until the next entry is written.
CREATE TABLE pending (
    kind     BLOB    PRIMARY KEY,  -- CBOR, as in an entry
    terminal BLOB    NOT NULL,
    last_at  INTEGER NOT NULL,
    epoch    INTEGER,
    revision INTEGER,
    count    INTEGER NOT NULL
) STRICT;

CREATE TABLE throttle (
    bucket     TEXT    PRIMARY KEY,
    debt_ms    INTEGER NOT NULL,
    boot       BLOB    NOT NULL,
    at_boot_ms INTEGER NOT NULL
) STRICT;

-- Facts there are one of. A new file counts as a lost one until somebody who knows better says otherwise.
CREATE TABLE state (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    lost              INTEGER NOT NULL DEFAULT 1,
    mark_epoch        INTEGER,  -- the highest cursor ever applied here
    mark_revision     INTEGER,
    contact_server_at INTEGER,  -- the last verified contact, in head office's time and in ours
    contact_wall      INTEGER,
    contact_boot      BLOB,
    contact_boot_ms   INTEGER
) STRICT;

INSERT INTO state (id) VALUES (1);
