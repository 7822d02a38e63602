-- Head office, version 22: the journal as its lists read it, and the refusals of today, counted as they arrive.

-- The table is made anew. `number`: in the order of arrival; it ends every index, so that no list has to sort what happened
-- at one time. `counted_at`: when it happened by the terminal's clock, but not after it arrived: a clock that is ahead puts
-- nothing above all others. `is_machine`: the terminal did it by itself, nobody at it. `is_trouble`: refused, or damaged
-- or not believed. The rest as before.
CREATE TABLE journal_entry_new (
    number        INTEGER NOT NULL PRIMARY KEY,
    hash          BLOB NOT NULL UNIQUE,
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
    counted_at    BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    outcome       TEXT,
    is_machine    BIGINT NOT NULL,
    is_trouble    BIGINT NOT NULL,
    user_id       TEXT,
    repeats       BIGINT NOT NULL,
    body          BLOB NOT NULL,
    UNIQUE (chain_id, branch, seq)
);
INSERT INTO journal_entry_new (number, hash, previous_hash, chain_id, branch, seq, link, is_foreign, entry_id, terminal_id,
                               uploader_id, salepoint_id, happened_at, received_at, counted_at, kind, outcome, is_machine,
                               is_trouble, user_id, repeats, body)
    SELECT rowid, hash, previous_hash, chain_id, branch, seq, link, is_foreign, entry_id, terminal_id, uploader_id,
           salepoint_id, happened_at, received_at,
           CASE WHEN happened_at < received_at THEN happened_at ELSE received_at END, kind, outcome,
           CASE WHEN kind IN ('enrolment', 'refresh', 'reload', 'order_refresh', 'order_reload', 'order_unlock', 'repair',
                              'disbelieved', 'move', 'removal', 'key_rotation') THEN 1 ELSE 0 END,
           CASE WHEN outcome <> 'granted' OR kind IN ('repair', 'disbelieved') THEN 1 ELSE 0 END,
           user_id, repeats, body
    FROM journal_entry ORDER BY rowid;
DROP TABLE journal_entry;
ALTER TABLE journal_entry_new RENAME TO journal_entry;

-- The newest entries of all, of a salepoint, of a terminal and of a user; and those of people, and those that somebody
-- should look at.
CREATE INDEX journal_entry_by_time ON journal_entry (counted_at);
CREATE INDEX journal_entry_by_salepoint ON journal_entry (salepoint_id, counted_at);
CREATE INDEX journal_entry_by_uploader ON journal_entry (uploader_id, counted_at);
CREATE INDEX journal_entry_by_user ON journal_entry (user_id, counted_at) WHERE user_id IS NOT NULL;
CREATE INDEX journal_entry_of_people_by_salepoint ON journal_entry (salepoint_id, counted_at) WHERE is_machine = 0;
CREATE INDEX journal_entry_problem ON journal_entry (counted_at)
    WHERE is_trouble <> 0 OR link <> 'follows' OR is_foreign <> 0;
CREATE INDEX journal_entry_problem_by_salepoint ON journal_entry (salepoint_id, counted_at)
    WHERE is_trouble <> 0 OR link <> 'follows' OR is_foreign <> 0;
CREATE INDEX journal_entry_problem_by_uploader ON journal_entry (uploader_id, counted_at)
    WHERE is_trouble <> 0 OR link <> 'follows' OR is_foreign <> 0;
CREATE INDEX journal_entry_refused_by_salepoint ON journal_entry (salepoint_id, outcome, counted_at)
    WHERE is_trouble <> 0;
CREATE INDEX journal_entry_refused_by_uploader ON journal_entry (uploader_id, outcome, counted_at) WHERE is_trouble <> 0;
-- When a user last logged in.
CREATE INDEX journal_entry_login ON journal_entry (user_id, counted_at) WHERE kind = 'login' AND outcome = 'granted';
-- What was brought by another terminal than the one it names, and what does not fit.
CREATE INDEX journal_entry_of_another ON journal_entry (terminal_id, counted_at) WHERE terminal_id <> uploader_id;
CREATE INDEX journal_entry_flagged ON journal_entry (uploader_id) WHERE link <> 'follows' OR is_foreign <> 0;

-- Attempts to log in or to unlock that a terminal refused, by the hour in which head office heard of them (hours since
-- 1970). Those of the last days only.
CREATE TABLE refused_attempts (
    terminal_id TEXT NOT NULL REFERENCES terminal (id),
    hour        BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    PRIMARY KEY (terminal_id, hour)
) WITHOUT ROWID;
INSERT INTO refused_attempts (terminal_id, hour, attempts)
    SELECT uploader_id, received_at / 3600000, sum(repeats) FROM journal_entry
    WHERE is_trouble <> 0 AND kind IN ('login', 'unlock') GROUP BY uploader_id, received_at / 3600000;
