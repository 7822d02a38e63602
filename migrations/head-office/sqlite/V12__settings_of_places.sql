-- Head office, version 12: settings of salepoints and stores.

-- `address`, `receipt_header`: lines. The others: where the salepoint's terminals are held more strictly than the
-- company's policy holds all of them; NULL: as the company. Times in seconds.
ALTER TABLE salepoint ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE salepoint ADD COLUMN receipt_header TEXT NOT NULL DEFAULT '';
ALTER TABLE salepoint ADD COLUMN throttle_attempts BIGINT;
ALTER TABLE salepoint ADD COLUMN auto_lock_s BIGINT;
ALTER TABLE salepoint ADD COLUMN fresh_for_s BIGINT;
ALTER TABLE salepoint ADD COLUMN valid_for_s BIGINT;
ALTER TABLE store ADD COLUMN address TEXT NOT NULL DEFAULT '';
