-- Head office, version 8: changes of many users at once, so that they can be undone.

-- `action` and `target_id`: what was done, with which salepoint, store or user group; `target_name`: its name then.
-- `user_count`: of how many users. `undone_at` NULL: not undone.
CREATE TABLE bulk_change (
    id          TEXT NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    by_user_id  TEXT NOT NULL REFERENCES app_user (id),
    action      TEXT NOT NULL,
    target_id   TEXT,
    target_name TEXT,
    user_count  BIGINT NOT NULL,
    undone_at   BIGINT,
    undone_by   TEXT REFERENCES app_user (id)
);
CREATE INDEX bulk_change_by_time ON bulk_change (at);

-- `was`: what undoing needs to know: the group before, the group at the salepoint, or that the store was the default one.
-- `kept_because`: why undoing left the user as is; NULL: it did not, or was not tried.
CREATE TABLE bulk_change_user (
    change_id    TEXT NOT NULL REFERENCES bulk_change (id),
    user_id      TEXT NOT NULL REFERENCES app_user (id),
    was          TEXT NOT NULL,
    kept_because TEXT,
    PRIMARY KEY (change_id, user_id)
) WITHOUT ROWID;
