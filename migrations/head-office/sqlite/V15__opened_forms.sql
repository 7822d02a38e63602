-- Head office, version 15: forms that somebody opened.

-- What was typed belongs to the form it was typed in, not to a person and a record: two forms of one record are two drafts.
-- Drafts of the kind before are dropped: they do not say what salepoints and stores the user had when they were begun, so
-- saving one could give back what was taken away meanwhile. They were kept for a week at most.
DROP TABLE draft;

-- `form_id`: made when the form is opened, and in its address. `subject`: "user:" and the id of the record, or "user:new".
-- `changes`: JSON. `password`: JSON, a new POS password as saving it would store it, sealed with the key of verifiers; kept
-- no longer than an hour after `password_at`.
CREATE TABLE draft (
    office_user_id TEXT NOT NULL REFERENCES app_user (id),
    form_id        TEXT NOT NULL,
    subject        TEXT NOT NULL,
    changes        TEXT NOT NULL,
    password       TEXT,
    password_at    BIGINT,
    changed_at     BIGINT NOT NULL,
    PRIMARY KEY (office_user_id, form_id)
);
CREATE INDEX draft_by_time ON draft (changed_at);
CREATE INDEX draft_by_subject ON draft (office_user_id, subject, changed_at);

-- A form as it was sent when it could not be saved: refused, left, or nobody was signed in any more. `pairs`: JSON, names
-- and values, never of a password. Kept as long as a draft.
CREATE TABLE left_form (
    office_user_id TEXT NOT NULL REFERENCES app_user (id),
    form_id        TEXT NOT NULL,
    path           TEXT NOT NULL,
    pairs          TEXT NOT NULL,
    left_at        BIGINT NOT NULL,
    PRIMARY KEY (office_user_id, form_id)
);
CREATE INDEX left_form_by_time ON left_form (left_at);
CREATE INDEX left_form_by_path ON left_form (office_user_id, path, left_at);

-- What a form has made, so that one that is sent again makes nothing more.
CREATE TABLE made_by_form (
    office_user_id TEXT NOT NULL REFERENCES app_user (id),
    form_id        TEXT NOT NULL,
    record_id      TEXT NOT NULL,
    made_at        BIGINT NOT NULL,
    PRIMARY KEY (office_user_id, form_id)
);
CREATE INDEX made_by_form_by_time ON made_by_form (made_at);
