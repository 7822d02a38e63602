-- Head office, version 13: what grants decide, and the journal by salepoint.

-- `keeper_id`: who may give a place to users, or open it again, although nobody has it: whoever added it, closed it or
-- opened it again. NULL as soon as somebody has it.
ALTER TABLE salepoint ADD COLUMN keeper_id TEXT REFERENCES app_user (id);
ALTER TABLE store ADD COLUMN keeper_id TEXT REFERENCES app_user (id);
UPDATE salepoint SET keeper_id = (
    SELECT a.by_user_id FROM audit_entry a WHERE a.record_id = salepoint.id AND a.kind = 'salepoint'
    AND (a.before IS NULL OR (a.before LIKE '%"open":true%') <> (a.after LIKE '%"open":true%'))
    ORDER BY a.at DESC, a.id DESC LIMIT 1
) WHERE NOT EXISTS (SELECT 1 FROM user_salepoint g WHERE g.salepoint_id = salepoint.id);
UPDATE store SET keeper_id = (
    SELECT a.by_user_id FROM audit_entry a WHERE a.record_id = store.id AND a.kind = 'store'
    AND (a.before IS NULL OR (a.before LIKE '%"open":true%') <> (a.after LIKE '%"open":true%'))
    ORDER BY a.at DESC, a.id DESC LIMIT 1
) WHERE NOT EXISTS (SELECT 1 FROM user_store g WHERE g.store_id = store.id);
CREATE INDEX salepoint_kept ON salepoint (keeper_id) WHERE keeper_id IS NOT NULL;
CREATE INDEX store_kept ON store (keeper_id) WHERE keeper_id IS NOT NULL;

-- The lists look at it.
DROP INDEX salepoint_by_name;
CREATE INDEX salepoint_by_name ON salepoint (folded_name, id, closed_at, keeper_id);
DROP INDEX store_by_name;
CREATE INDEX store_by_name ON store (folded_name, id, closed_at, keeper_id);

-- The newest entries of a salepoint, of a terminal and of a user, all of them or those that ended in one way.
CREATE INDEX journal_entry_by_salepoint ON journal_entry (salepoint_id, happened_at);
CREATE INDEX journal_entry_by_salepoint_and_outcome ON journal_entry (salepoint_id, outcome, happened_at);
CREATE INDEX journal_entry_by_uploader_and_outcome ON journal_entry (uploader_id, outcome, happened_at);
CREATE INDEX journal_entry_by_user_and_time ON journal_entry (user_id, happened_at);
-- What was brought by another terminal than the one it names.
CREATE INDEX journal_entry_of_another ON journal_entry (terminal_id, happened_at) WHERE terminal_id <> uploader_id;
