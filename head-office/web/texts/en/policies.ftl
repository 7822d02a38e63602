# What head office prescribes to terminals.
duration-seconds = { $count ->
    [one] { $shown } second
   *[other] { $shown } seconds
}
duration-minutes = { $count ->
    [one] { $shown } minute
   *[other] { $shown } minutes
}
duration-hours = { $count ->
    [one] { $shown } hour
   *[other] { $shown } hours
}
duration-days = { $count ->
    [one] { $shown } day
   *[other] { $shown } days
}
unit = Unit
unit-seconds = seconds
unit-minutes = minutes
unit-hours = hours
unit-days = days
policy-passwords = POS passwords
policy-passwords-text = Counts for POS passwords that are set from now on; present ones stay valid.
policy-min-password-length = Shortest POS password, characters
policy-throttle = Wrong POS passwords
policy-throttle-text = A terminal allows this many. Then nobody can log in there until an attempt returns or a supervisor unlocks it.
policy-throttle-attempts = Wrong attempts allowed
policy-throttle-refill = One attempt returns after
policy-supervisors = Wrong POS passwords of supervisors
policy-supervisors-text = Unlocking a terminal and reloading its data ask for a supervisor’s POS password. Wrong ones are counted separately.
policy-supervisor-attempts = Supervisors’ wrong attempts allowed
policy-supervisor-refill = One of these returns after
policy-age = Terminals out of touch with head office
policy-age-text = A terminal works on with the data it has. After the first time it says that this data is old; after the second only user groups that may log in with old data can.
policy-fresh-for = Data is fresh for
policy-valid-for = Data is valid for
policy-lock = Unattended terminals
policy-lock-text = After this time without a touch a terminal asks for the POS password again. The session is kept.
policy-auto-lock = Lock after
policy-auto-lock-help = 0 means never
policy-never = never
policy-no-number = Enter a whole number
policy-out-of-range = Between { $least } and { $most }
policy-fresh-too-long = Not longer than the data is valid for
policy-stranger = A stranger at one terminal, in a day (users: { $users }, attempts: { $attempts })
policy-digits = Digits
policy-finds = Finds a POS password
policy-shortest = shortest
policy-generated = generated
policy-certainly = Certainly, about { $hits }
policy-one-in = 1 in { $days }
policy-less-than = less than 1 in { $days }
policy-guesses-a-day = { $count ->
    [one] { $shown } attempt a day, at most, at each terminal.
   *[other] { $shown } attempts a day, at most, at each terminal.
}
policy-throttle-wait = When they are used up, the next one comes after at most { $time }.
policy-dismissed = A former employee can still log in at an offline terminal for up to { $time }.
policy-older-than = { $count ->
    [one] { $shown } terminal has not been heard of for more than { $time }.
   *[other] { $shown } terminals have not been heard of for more than { $time }.
}
policy-expired = { $count ->
    [one] { $shown } terminal has not been heard of for more than { $time }: hardly anybody can log in there.
   *[other] { $shown } terminals have not been heard of for more than { $time }: hardly anybody can log in there.
}
policy-left-alone = Anyone who comes to a terminal within { $time } acts as the user who left it.
policy-left-alone-always = Anyone who comes to a terminal that was left acts as the user who left it, however late.
policy-danger-guess = A stranger who guesses at one terminal for a day finds a POS password
policy-dangerous = Nothing is saved yet: this is dangerous
policy-save-all-the-same = Save anyway
policy-show-figures = Show the figures
policy-saved-text = Terminals that are connected have it within a second, others when they are back.
policy-saved-looser = Saved. Less strict than before: { $names }
