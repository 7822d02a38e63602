-- Head office, version 7: salepoints and stores that are closed, and the lists of them.

-- `closed_at` NULL: open. `folded_name`: as that of users.
ALTER TABLE salepoint ADD COLUMN closed_at BIGINT;
ALTER TABLE salepoint ADD COLUMN folded_name TEXT;
CREATE INDEX salepoint_by_name ON salepoint (folded_name, id, closed_at);
CREATE INDEX salepoint_by_store ON salepoint (store_id);
ALTER TABLE store ADD COLUMN closed_at BIGINT;
ALTER TABLE store ADD COLUMN folded_name TEXT;
CREATE INDEX store_by_name ON store (folded_name, id, closed_at);

-- Whose default a store is, and who has another group at some salepoint.
CREATE INDEX app_user_by_default_store ON app_user (default_store_id) WHERE default_store_id IS NOT NULL;
CREATE INDEX user_salepoint_by_group ON user_salepoint (group_id, user_id) WHERE group_id IS NOT NULL;
