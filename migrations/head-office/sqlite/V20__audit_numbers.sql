-- Head office, version 20: entries of the audit trail are numbered without a gap, so that missing ones show.

-- `audit_number`: the last entry's.
ALTER TABLE counter ADD COLUMN audit_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_entry ADD COLUMN number BIGINT;
UPDATE audit_entry SET number = numbered.number
    FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS number FROM audit_entry) AS numbered
    WHERE numbered.id = audit_entry.id;
CREATE UNIQUE INDEX audit_entry_by_number ON audit_entry (number);
UPDATE counter SET audit_number = (SELECT count(*) FROM audit_entry);
