-- Head office, version 27: sign-ins that failed, as an account's page shows them. `peer`: an IP address.
CREATE TABLE failed_sign_in (
    number  INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES app_user (id),
    at      BIGINT NOT NULL,
    peer    TEXT NOT NULL
);
CREATE INDEX failed_sign_in_by_user ON failed_sign_in (user_id, number);
