-- Head office, version 30: an entry of the audit trail says which file's import made it.

-- The file's name; NULL: none, or an import of an earlier version.
ALTER TABLE audit_entry ADD COLUMN file TEXT;
