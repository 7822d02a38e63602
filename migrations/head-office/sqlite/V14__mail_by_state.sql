-- Head office, version 14: the list of mails by state.
CREATE INDEX mail_by_state ON mail (state, id);
