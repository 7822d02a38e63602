-- Head office, version 25: enrolment codes that wait to be shown.

-- What a code's secret is computed from, under a key that is not in this database; NULL once the code was shown to who made
-- it, and for codes that were shown as they were made.
ALTER TABLE enrol_code ADD COLUMN fresh TEXT;
