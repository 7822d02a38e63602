-- Head office, version 10: mail that is to be sent or was.

-- `id` stands left of the @ in the Message-ID. `state`: waiting, sent, refused (for good, by the mail server), expired
-- (not handed over before it became useless), cancelled. `next_at`: when it is handed over next; NULL: never again.
-- `settled_at`: when it left the state waiting. `answer`: what the mail server, or whatever stood in the way, said last.
CREATE TABLE mail (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES app_user (id),
    address    TEXT NOT NULL,
    queued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state      TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT,
    settled_at BIGINT,
    answer     TEXT
);
CREATE INDEX mail_by_next ON mail (next_at);
