-- Head office, version 4: people who use the web office, what they change, and the list of users.

-- Names as they are searched and sorted: small letters without accents. NULL: not computed yet; it is when the database
-- is opened, because no database folds accents.
ALTER TABLE app_user ADD COLUMN folded_first_name TEXT;
ALTER TABLE app_user ADD COLUMN folded_last_name TEXT;
CREATE INDEX app_user_by_first_name ON app_user (folded_first_name, folded_last_name, id, active);
CREATE INDEX app_user_by_last_name ON app_user (folded_last_name, folded_first_name, id, active);
CREATE INDEX app_user_by_group ON app_user (group_id, folded_first_name, folded_last_name, id, active);

-- When a user last did something at a terminal.
CREATE INDEX journal_entry_by_user ON journal_entry (user_id, kind, outcome, happened_at);

-- Who may sign in to the office. `folded_email`: in small letters, by which an account is found. `password_hash`: a PHC
-- string (Argon2id) with a salt of its own.
CREATE TABLE office_account (
    user_id       TEXT NOT NULL PRIMARY KEY REFERENCES app_user (id),
    email         TEXT,
    folded_email  TEXT UNIQUE,
    password_hash TEXT,
    created_at    BIGINT NOT NULL
);

-- `id_hash`: SHA-256 of the id in the browser's cookie. `begun_by`: link or password.
CREATE TABLE office_session (
    id_hash      BLOB NOT NULL PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES office_account (user_id),
    begun_by     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX office_session_by_user ON office_session (user_id);

-- `token_hash`: SHA-256 of the token in the link.
CREATE TABLE one_time_link (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES office_account (user_id),
    purpose    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX one_time_link_by_user ON one_time_link (user_id);

-- `subject_hash`: SHA-256 of an e-mail address as typed, or of a network address. `settled_at`: when all attempts are
-- given back.
CREATE TABLE sign_in_throttle (
    subject_hash BLOB NOT NULL PRIMARY KEY,
    settled_at   BIGINT NOT NULL
);
CREATE INDEX sign_in_throttle_by_time ON sign_in_throttle (settled_at);

-- What was changed. `by_user_id` NULL: by whoever may run commands on head office's machine. `before` and `after`: JSON,
-- never with a secret; NULL: there was, or is, none.
CREATE TABLE audit_entry (
    id         TEXT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    by_user_id TEXT REFERENCES app_user (id),
    kind       TEXT NOT NULL,
    record_id  TEXT NOT NULL,
    before     TEXT,
    after      TEXT
);
CREATE INDEX audit_entry_by_record ON audit_entry (record_id, at);

-- How an office user wants a list: its columns in order, separated by commas, and how many rows a page has.
CREATE TABLE list_layout (
    user_id       TEXT NOT NULL REFERENCES app_user (id),
    list          TEXT NOT NULL,
    columns       TEXT NOT NULL,
    rows_per_page BIGINT NOT NULL,
    PRIMARY KEY (user_id, list)
);
