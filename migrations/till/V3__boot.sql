-- The boot the terminal was last started in, and what its clocks said when it first was.

ALTER TABLE state ADD COLUMN boot      BLOB;
ALTER TABLE state ADD COLUMN boot_wall INTEGER;
ALTER TABLE state ADD COLUMN boot_ms   INTEGER;
