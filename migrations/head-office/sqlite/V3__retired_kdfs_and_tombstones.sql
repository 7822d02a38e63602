-- `retired_until` NULL: live. Else out of use: no longer in the directory, but a POS password is still compared with what
-- was released under it, until this time.
ALTER TABLE kdf ADD COLUMN retired_until BIGINT;

-- Old tombstones are removed, oldest first.
CREATE INDEX replica_row_tombstone ON replica_row (revision) WHERE body IS NULL;
