-- Head office, version 11: licences of the web office, and e-mail addresses that are proven by a link.

-- One row. `bought`: how many licences the company has; each row of office_account uses one. Every transaction that links
-- one changes this row first, so that two can not take the last.
CREATE TABLE licence (
    id     BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    bought BIGINT NOT NULL
);
INSERT INTO licence (id, bought) SELECT 1, CASE WHEN count(*) > 1 THEN count(*) ELSE 1 END FROM office_account;

ALTER TABLE office_account ADD COLUMN last_sign_in_at BIGINT;
UPDATE office_account SET last_sign_in_at =
    (SELECT max(s.created_at) FROM office_session s WHERE s.user_id = office_account.user_id);

-- Of links with the purpose confirm: the address they prove, and the mail they travel in. `voided_at`: when a newer link
-- took its place, or it was withdrawn.
ALTER TABLE one_time_link ADD COLUMN email TEXT;
ALTER TABLE one_time_link ADD COLUMN folded_email TEXT;
ALTER TABLE one_time_link ADD COLUMN mail_id TEXT REFERENCES mail (id);
ALTER TABLE one_time_link ADD COLUMN voided_at BIGINT;
