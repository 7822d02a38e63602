-- Head office, version 26: lists are in the order of the company's language, numbers by value.

-- The first administrator's, unless it was said otherwise.
ALTER TABLE company ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
UPDATE company SET language = coalesce((SELECT language FROM app_user WHERE ref = 'administrator'), 'en');

-- What each name is sorted by, compared byte by byte. Whoever upgrades the database makes those that are empty.
ALTER TABLE app_user ADD COLUMN first_name_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE app_user ADD COLUMN last_name_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE salepoint ADD COLUMN name_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE store ADD COLUMN name_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE terminal ADD COLUMN name_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE user_group ADD COLUMN name_key BLOB NOT NULL DEFAULT x'';

-- The lists, with all that is searched in them.
DROP INDEX app_user_by_first_name;
CREATE INDEX app_user_by_first_name
    ON app_user (first_name_key, last_name_key, id, active, folded_first_name, folded_last_name);
DROP INDEX app_user_by_last_name;
CREATE INDEX app_user_by_last_name
    ON app_user (last_name_key, first_name_key, id, active, folded_first_name, folded_last_name);
DROP INDEX app_user_by_group;
CREATE INDEX app_user_by_group
    ON app_user (group_id, first_name_key, last_name_key, id, active, folded_first_name, folded_last_name);
DROP INDEX salepoint_by_name;
CREATE INDEX salepoint_by_name ON salepoint (name_key, id, closed_at, keeper_id, folded_name);
DROP INDEX store_by_name;
CREATE INDEX store_by_name ON store (name_key, id, closed_at, keeper_id, folded_name);
CREATE UNIQUE INDEX user_group_by_name ON user_group (name_key, id);

-- Who is called just so.
CREATE INDEX app_user_by_folded_name ON app_user (folded_first_name, folded_last_name);
CREATE INDEX salepoint_by_folded_name ON salepoint (folded_name);
CREATE INDEX store_by_folded_name ON store (folded_name);

-- Joiners within words do not count when names are searched: whoever upgrades the database folds these names anew.
UPDATE app_user SET folded_first_name = NULL, folded_last_name = NULL
    WHERE instr(first_name || last_name, char(8204)) > 0 OR instr(first_name || last_name, char(8205)) > 0;
UPDATE salepoint SET folded_name = NULL WHERE instr(name, char(8204)) > 0 OR instr(name, char(8205)) > 0;
UPDATE store SET folded_name = NULL WHERE instr(name, char(8204)) > 0 OR instr(name, char(8205)) > 0;
