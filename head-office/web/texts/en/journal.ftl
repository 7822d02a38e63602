# The journals of the terminals.
journal-who = User or terminal
journal-who-unknown = No user or terminal with this name
journal-who-several = { $count ->
    [one] { $shown } matches. Choose one.
   *[other] { $shown } match. Choose one.
}
journal-from = From
journal-to = To
journal-times-help = Both days are included. Times are those of the terminals’ clocks.
journal-no-time = Enter a day such as { $day }, or a day and a time such as { $day } 08:30
journal-to-before-from = Enter an end that is after the beginning
journal-all-outcomes = All outcomes
column-number = No.
column-times = Times
column-remark = Remark
journal-range = { $count ->
    [one] { $shown } entry
   *[other] { $shown } entries, newest first
}
journal-newer = Newer
journal-older = Older
journal-none = No entries yet
journal-none-text = Terminals write down who logs in, what they refuse and what happens to them, and hand it in by themselves.
journal-no-result = No entry matches
journal-terminal-not-yours = a terminal you do not have
journal-number-of-branch = { $number } (branch { $branch })
journal-missing = { $count ->
    [one] { $shown } entry is missing here
   *[other] { $shown } entries are missing here
}
journal-missing-numbers = { $count ->
    [one] No. { $first } of { $terminal } never arrived.
   *[other] No. { $first }–{ $last } of { $terminal } never arrived.
}
journal-missing-meaning = What this means
journal-missing-meaning-text = Each terminal numbers what it writes down. These numbers were given, but what was written under them did not reach head office: it is still on its way, it was lost with the terminal’s files, or somebody removed it. If it arrives, it takes its place here and this remark goes away.
journal-events = Entries
journal-logins = Logins
journal-problems = Problems
journal-all = All
column-arrived = Arrived
