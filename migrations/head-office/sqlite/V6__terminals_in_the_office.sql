-- Head office, version 6: who makes enrolment codes, and when a terminal was heard to have applied what it has.
ALTER TABLE enrol_code ADD COLUMN made_by TEXT REFERENCES app_user (id);
ALTER TABLE terminal ADD COLUMN applied_at BIGINT;
