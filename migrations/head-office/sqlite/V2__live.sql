-- Head office, version 2: terminals that are removed, moved and given orders, and the journals they upload.

-- `terminals_version` counts changes of terminals and orders, so that whoever keeps them in memory notices.
-- `order_number`: the last order's.
ALTER TABLE counter ADD COLUMN terminals_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE counter ADD COLUMN order_number BIGINT NOT NULL DEFAULT 0;

-- A removed terminal stays, for its journal, but its name is free again: the table is made anew without the constraint
-- that took in all. Codes refer to terminals and so are put aside meanwhile.
CREATE TABLE enrol_code_aside AS SELECT * FROM enrol_code;
DROP TABLE enrol_code;

-- `chain_id`: whose journal this terminal continues: that of the terminal it was before, or its own.
-- `removal`: NULL: in service; or revoked, decommissioned, replaced (by the terminal it was enrolled as again).
CREATE TABLE terminal_new (
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
    chain_id         TEXT NOT NULL,
    removal          TEXT,
    removed_at       BIGINT
);
INSERT INTO terminal_new (id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at, applied_epoch,
                          applied_revision, last_seen_at, chain_id)
    SELECT id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at, applied_epoch, applied_revision,
           last_seen_at, id FROM terminal;
DROP TABLE terminal;
ALTER TABLE terminal_new RENAME TO terminal;
CREATE UNIQUE INDEX terminal_in_service ON terminal (salepoint_id, name) WHERE removal IS NULL;
CREATE INDEX terminal_by_chain ON terminal (chain_id);

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
INSERT INTO enrol_code (name, secret_hash, salepoint_id, terminal_name, expires_at, wrong_tries, nonce, terminal_id)
    SELECT name, secret_hash, salepoint_id, terminal_name, expires_at, wrong_tries, nonce, terminal_id
    FROM enrol_code_aside;
DROP TABLE enrol_code_aside;

-- Orders that their terminal has not reported done.
CREATE TABLE terminal_order (
    epoch       BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    terminal_id TEXT NOT NULL REFERENCES terminal (id),
    action      TEXT NOT NULL,
    given_at    BIGINT NOT NULL,
    PRIMARY KEY (epoch, number)
);
CREATE INDEX terminal_order_by_terminal ON terminal_order (terminal_id);

-- Journals as they were uploaded. An entry is known by the SHA-256 of its bytes (`hash`), which is also what the next
-- one in its chain carries (`previous_hash`). A journal that began again, or that was continued twice, is another
-- branch of its chain. `link`: how it stands to the entry before it. `terminal_id`: the terminal the entry names;
-- `is_foreign`: which is none of its chain. `uploader_id`, `salepoint_id`: who brought it, and where that one then stood.
CREATE TABLE journal_entry (
    hash          BLOB NOT NULL PRIMARY KEY,
    previous_hash BLOB NOT NULL,
    chain_id      TEXT NOT NULL,
    branch        BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    link          TEXT NOT NULL,
    is_foreign    BIGINT NOT NULL,
    entry_id      TEXT NOT NULL,
    terminal_id   TEXT NOT NULL,
    uploader_id   TEXT NOT NULL REFERENCES terminal (id),
    salepoint_id  TEXT NOT NULL REFERENCES salepoint (id),
    happened_at   BIGINT NOT NULL,
    received_at   BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    outcome       TEXT,
    user_id       TEXT,
    repeats       BIGINT NOT NULL,
    body          BLOB NOT NULL,
    UNIQUE (chain_id, branch, seq)
);
CREATE INDEX journal_entry_by_time ON journal_entry (happened_at);
CREATE INDEX journal_entry_by_uploader ON journal_entry (uploader_id, happened_at);
CREATE INDEX journal_entry_flagged ON journal_entry (chain_id) WHERE link <> 'follows' OR is_foreign <> 0;
