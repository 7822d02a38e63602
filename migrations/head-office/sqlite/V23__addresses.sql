-- Head office, version 23: the names that terminals reach head office by, and its move to another address.

-- Names that terminals were enrolled or moved with, or came by; the private certificate is for them. `used_at`: when one last
-- was, as far as that was written down.
CREATE TABLE office_name (
    name    TEXT NOT NULL PRIMARY KEY,
    used_at BIGINT NOT NULL
);

-- At most one row: the address head office last said that it moves to. Numbered like orders, so that a terminal knows the
-- later of two.
CREATE TABLE office_relocation (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    office  TEXT NOT NULL,
    epoch   BIGINT NOT NULL,
    number  BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);

-- The name in the address that a terminal last came to. NULL: not known.
ALTER TABLE terminal ADD COLUMN office_name TEXT;
