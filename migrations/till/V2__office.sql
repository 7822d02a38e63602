-- What head office has acknowledged, ordered and stated. A new enrolment forgets it.

ALTER TABLE state ADD COLUMN uploaded     INTEGER;  -- the last journal entry head office has stored
ALTER TABLE state ADD COLUMN order_epoch  INTEGER;  -- the last order done
ALTER TABLE state ADD COLUMN order_number INTEGER;
ALTER TABLE state ADD COLUMN removal      BLOB;     -- CBOR: why this terminal was removed
ALTER TABLE state ADD COLUMN removed_at   INTEGER;  -- by head office's clock
