-- Head office, version 38: the directory says in which language a user is told that they lack a terminal's salepoint.

-- The rows terminals get are made by the program, which does so when it opens the database next.
INSERT INTO fact (name, value) VALUES ('derivation_due', 'directory');
