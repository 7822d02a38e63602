-- Names are folded by further rules (typographic apostrophes and hyphens): whoever opens the database next folds those
-- that have none, and the e-mail addresses with them.
UPDATE app_user SET folded_first_name = NULL, folded_last_name = NULL;
UPDATE salepoint SET folded_name = NULL;
UPDATE store SET folded_name = NULL;
