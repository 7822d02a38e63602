-- Head office, version 37: signing keys that terminals know and head office does not.

-- The key that signed the last head the terminal showed, if it is none of ours: head office was put back from a backup from
-- before that key. NULL: it is one of ours, or nothing was shown.
ALTER TABLE terminal ADD COLUMN later_key TEXT;
