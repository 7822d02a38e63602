# Entries of a terminal’s journal.
terminal-journal = Newest journal entries
terminal-journal-none = It has not handed in anything yet.
terminal-journal-all = All entries
column-time = Time
column-user = User
column-what = What
column-outcome = Outcome
journal-enrolment = Enrolled
journal-login = Login
journal-lock = Locked
journal-unlock = Unlocked
journal-switch = User switched
journal-logout = Logout
journal-refresh = Refreshed
journal-reload = Downloaded everything again
journal-force-resync = Supervisor asked for a reload
journal-unlock-terminal = Supervisor gave attempts back
journal-order-refresh = Head office asked for a refresh
journal-order-reload = Head office asked for a reload
journal-order-unlock = Head office gave attempts back
journal-repair = Damaged data fetched again
journal-disbelieved = Rejected data that could not be verified
journal-move = Moved
journal-removal = Taken out of service
journal-key-rotation = Device key changed
journal-scan = Scan at log-in, not used
journal-foreign = Names another terminal
journal-broken = Does not follow the entry before it
journal-fork = The journal was continued twice
journal-new-chain = The journal began again
outcome-granted = Granted
outcome-wrong-password = Wrong password
outcome-inactive = User deactivated
outcome-no-salepoint = Lacks the salepoint
outcome-not-allowed = Group does not allow it
outcome-throttled = Too many attempts
outcome-expired = Data too old
outcome-not-ready = No data yet
outcome-damaged = Data damaged
outcome-revoked = Terminal out of service
outcome-unable = Could not be done
journal-gap = { $count ->
    [one] { $shown } entry is missing before it
   *[other] { $shown } entries are missing before it
}
journal-arrived = arrived { $time }
