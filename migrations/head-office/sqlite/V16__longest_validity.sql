-- Head office, version 16: until when a terminal that is out of reach may go by a policy that was replaced since. A POS
-- password that is replaced stays taken at least as long, and so do those that were replaced before.
INSERT INTO fact (name, value)
    SELECT 'offline_until', CAST(max(at + json_extract(before, '$.valid_for_s') * 1000) AS TEXT) FROM audit_entry
    WHERE kind = 'policy' AND json_extract(before, '$.valid_for_s') IS NOT NULL
    HAVING count(*) > 0;
UPDATE released_password SET taken_until = max(
    taken_until, (SELECT CAST(value AS INTEGER) + 7 * 86400000 FROM fact WHERE name = 'offline_until')
) WHERE EXISTS (SELECT 1 FROM fact WHERE name = 'offline_until');
