-- Head office, version 32: users are found by their reference, too.

-- Folded as names are. Whoever upgrades the database folds those of users who have one.
ALTER TABLE app_user ADD COLUMN folded_ref TEXT NOT NULL DEFAULT '';
UPDATE app_user SET folded_first_name = NULL, folded_last_name = NULL WHERE ref IS NOT NULL;

-- The lists, with all that is searched in them.
DROP INDEX app_user_by_first_name;
CREATE INDEX app_user_by_first_name
    ON app_user (first_name_key, last_name_key, id, active, folded_first_name, folded_last_name, folded_ref);
DROP INDEX app_user_by_last_name;
CREATE INDEX app_user_by_last_name
    ON app_user (last_name_key, first_name_key, id, active, folded_first_name, folded_last_name, folded_ref);
DROP INDEX app_user_by_group;
CREATE INDEX app_user_by_group
    ON app_user (group_id, first_name_key, last_name_key, id, active, folded_first_name, folded_last_name, folded_ref);
