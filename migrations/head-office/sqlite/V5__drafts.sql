-- Head office, version 5: what people in the office have typed about a record and not saved yet.

-- `subject`: "user:" and the id of the record, or "user:new". `changes`: JSON. `password`: JSON, a new POS password as
-- saving it would store it, sealed with the key of verifiers; kept no longer than an hour after `password_at`.
CREATE TABLE draft (
    office_user_id TEXT NOT NULL REFERENCES app_user (id),
    subject        TEXT NOT NULL,
    changes        TEXT NOT NULL,
    password       TEXT,
    password_at    BIGINT,
    changed_at     BIGINT NOT NULL,
    PRIMARY KEY (office_user_id, subject)
);
CREATE INDEX draft_by_time ON draft (changed_at);
