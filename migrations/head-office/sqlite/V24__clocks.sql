-- Head office, version 24: how far a terminal's clock is ahead of head office's (milliseconds; negative: behind), by its last
-- report. NULL: it has not said.
ALTER TABLE terminal ADD COLUMN clock_off_ms BIGINT;
