-- Head office, version 29: what closing a salepoint or a store took from users, so that it can be given back. Places that
-- were closed before have nothing here: they can be opened again, and given anew.

-- `place_id`: a salepoint or a store. `group_id`: the group at the salepoint, if it was another than the user's own; it may
-- have been deleted since. `was_default`: the store was the one selected at login. Kept for 30 days, or until it is open.
CREATE TABLE closed_place_user (
    place_id    TEXT NOT NULL,
    user_id     TEXT NOT NULL REFERENCES app_user (id),
    group_id    TEXT,
    was_default BIGINT NOT NULL,
    PRIMARY KEY (place_id, user_id)
) WITHOUT ROWID;

-- The salepoints that sold from a store.
CREATE TABLE closed_store_salepoint (
    store_id     TEXT NOT NULL REFERENCES store (id),
    salepoint_id TEXT NOT NULL REFERENCES salepoint (id),
    PRIMARY KEY (store_id, salepoint_id)
) WITHOUT ROWID;
