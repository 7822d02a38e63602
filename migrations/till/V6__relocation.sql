-- Where head office says that it moves to, until it was reached there; and which of its statements that was.

ALTER TABLE state ADD COLUMN relocation_office TEXT;
ALTER TABLE state ADD COLUMN relocation_epoch  INTEGER;
ALTER TABLE state ADD COLUMN relocation_number INTEGER;
