-- What guessing and old data hang on is sealed: a MAC under the device key over this row and the buckets, with a counter
-- that only ever grows. `identity` says since when, and from which counter on.

ALTER TABLE state ADD COLUMN seal_counter INTEGER;
ALTER TABLE state ADD COLUMN seal         BLOB;

-- A bucket's debt counts attempts: so many milliseconds of a refill that took this long. NULL = as the policy says.
ALTER TABLE throttle ADD COLUMN refill_ms INTEGER;
