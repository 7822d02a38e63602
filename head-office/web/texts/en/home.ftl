home-begin = Getting started
home-steps-done = { $done } of { $all } done
home-step-done = done
home-step-account = Choose your e-mail and office password
home-step-account-help = The link you signed in with works only once.
home-step-store = Add a store
home-step-store-help = Where goods are kept. A salepoint sells from a store.
home-step-salepoint = Add a salepoint
home-step-salepoint-help = Where terminals stand.
home-step-users = Add users
home-step-users-help = With a POS password and a salepoint, a user can log in at the terminals there.
home-step-terminal = Enrol a terminal
home-step-terminal-help = Head office makes a code, and you type it at the terminal.
home-step-administrator = Make a second administrator
home-step-administrator-help = So that somebody can help if you cannot sign in. Put a user into a group that may do everything, then give them access.
home-quiet = Nothing needs your attention.
home-see-terminals = See the terminals
home-see-offline = See those offline
home-see-journal = See the problems in the journal
home-see-licences = See the licences
home-salepoints-nobody-help = Nobody can log in there. Who should have it?
home-stores-nobody-help = Nobody sees anything of it. Who should have it?
home-terminals-connected = { $count ->
    [one] The terminal is connected
   *[other] All { $shown } terminals are connected
}
home-terminals-offline = { $count ->
    [one] { $offline } of { $shown } terminal is offline
   *[other] { $offline } of { $shown } terminals offline
}
home-refused = { $count ->
    [0] No refused logins today
    [one] { $shown } refused login today
   *[other] { $shown } refused logins today
}
home-invitations = { $count ->
    [one] { $shown } invitation is waiting
   *[other] { $shown } invitations are waiting
}
home-salepoints-nobody = { $count ->
    [one] { $shown } salepoint that nobody has
   *[other] { $shown } salepoints that nobody has
}
home-stores-nobody = { $count ->
    [one] { $shown } store that nobody has
   *[other] { $shown } stores that nobody has
}
home-no-backup = No backup since the signing key was changed
home-last-backup = The last backup is from { $at }.
home-no-backup-known = No earlier backup is known.
home-no-backup-help = After a restore from an older one no terminal would accept anything from head office. Have one made: head-office backup.
home-later-key = { $count ->
    [one] { $shown } terminal does not accept head office’s signing key
   *[other] { $shown } terminals do not accept head office’s signing key
}
