nav-places = Places
salepoints = Salepoints
salepoint = Salepoint
stores = Stores
terminals = Terminals
column-name = Name
column-sold-from = Salepoints that sell from it
salepoint-add = Add salepoint
store-add = Add store
salepoints-range = { $count ->
    [one] { $from }–{ $to } of { $shown } salepoint
   *[other] { $from }–{ $to } of { $shown } salepoints
}
stores-range = { $count ->
    [one] { $from }–{ $to } of { $shown } store
   *[other] { $from }–{ $to } of { $shown } stores
}
salepoints-none = You have no salepoints yet
salepoints-none-text = You can only see salepoints you have yourself. An administrator adds them under Personnel → Users → your name → Salepoint.
stores-none = You have no stores yet
stores-none-text = You can only see stores you have yourself. An administrator adds them under Personnel → Users → your name → Store.
salepoints-no-result = No salepoint matches
stores-no-result = No store matches
places-no-result-text = { $count ->
    [0] None with this name is closed either.
    [one] { $shown } with this name is open or closed.
   *[other] { $shown } with this name are open or closed.
}
places-look-among-all = Look among all
places-open = Open
places-closed = Closed
place-state-open = Open
place-state-closed = Closed
place-no-users = No users
name-missing = Enter a name
name-taken = Another one has this name, perhaps a closed one. Choose another
saved = Saved
save = Save
back = Back
edit = Edit
settings = Settings
look-only = Your user group may look at this, but not change it.
salepoint-closed-read-only = This salepoint is closed. Open it again to change it.
store-closed-read-only = This store is closed. Open it again to change it.
both-text = Your entries are kept. Save again to apply them.
both-field = Field
both-saved = Saved now
both-yours = Yours
both-keep = Keep
both-taken-over = Also changed there and taken over:
salepoint-new = New salepoint
salepoint-name-help = Shown on its terminals
salepoint-language = Language of its terminals
salepoint-language-help = While nobody is logged in. After that, the user’s own.
salepoint-language-missing = Choose a language
salepoint-store = Store it sells from
salepoint-store-help = The stock that sales there are taken from
salepoint-store-type = The stock that sales there are taken from. Type the store’s name, or a part of it
salepoint-store-unknown = There is no such open store. Choose another
salepoint-step-1 = Step 1 of 2. Next: which users get it.
store-step-1 = Step 1 of 2. Next: which users get it.
store-new = New store
store-name-help = Shown on terminals when a store is chosen
store-sold-from-none = No salepoint that you may see sells from it.
store-users-and-end = Who has it, and closing it
store-close = Close this store…
store-close-do = Close the store
store-reopen-text = Nobody has it. After opening it you choose who gets it.
users-count = { $count ->
    [one] { $shown } user
   *[other] { $shown } users
}
terminals-count = { $count ->
    [one] { $shown } terminal
   *[other] { $shown } terminals
}
place-give = Give it to users…
place-given = { $count ->
    [0] Saved. All of them had it already
    [one] Saved. { $shown } user now has it
   *[other] Saved. { $shown } users now have it
}
place-given-nobody = Nobody got it for now
place-left-out = { $count ->
    [one] { $shown } user was left out, who has office rights that you do not have and another user group there:
   *[other] { $shown } users were left out, who have office rights that you do not have and another user group there:
}
place-closed = Closed
place-reopen = Open again
place-undo = Undo closing
place-undo-text = { $count ->
    [one] Until { $until }: { $shown } user who had it has it again, and everything is as it was.
   *[other] Until { $until }: { $shown } users who had it have it again, and everything is as it was.
}
place-undone = { $count ->
    [one] Open again, and { $shown } user has it again
   *[other] Open again, and { $shown } users have it again
}
place-not-given-back = { $count ->
    [one] { $shown } user was left out, whose user group there is gone:
   *[other] { $shown } users were left out, whose user group there is gone:
}
place-reopened = “{ $name }” is open again
place-close-question = Close “{ $name }”?
place-close-number = { $count ->
    [one] More than a fifth of the users. Type { $shown }
   *[other] More than a fifth of the users. Type { $shown }
}
place-close-number-wrong = Type the number of users whom this concerns
place-changed-meanwhile = Somebody has changed it meanwhile, or you may not do this any more. Nothing was changed.
place-close-changed = Whom this concerns has changed meanwhile
place-close-changed-text = Nothing was closed. Below is how it is now; press again if that is right.
salepoint-end = Closing it
salepoint-end-text = A salepoint is never deleted: its sales and journals stay.
salepoint-close = Close this salepoint…
salepoint-close-do = Close the salepoint
salepoint-close-terminals = Terminals stand there. Move or decommission them first, under Terminals:
salepoint-close-users = { $count ->
    [0] Nobody has it.
    [one] { $shown } user loses it and cannot log in there any more, at once.
   *[other] { $shown } users lose it and cannot log in there any more, at once.
}
salepoint-close-codes = Enrolment codes for terminals there are void.
salepoint-close-kept = Its sales, journals and history stay. For 30 days, closing it can be undone.
salepoint-reopen-text = Nobody has it. After opening it you choose who gets it.
store-close-users = { $count ->
    [0] Nobody has it.
    [one] { $shown } user loses it.
   *[other] { $shown } users lose it.
}
store-close-defaults = { $count ->
    [0] It is nobody’s default store.
    [one] It is the default store of { $shown } user, who will have none.
   *[other] It is the default store of { $shown } users, who will have none.
}
store-close-kept = Its reports and history stay. For 30 days, closing it can be undone.
store-close-salepoints = { $count ->
    [one] { $shown } salepoint that sells from it is left without a store
   *[other] { $shown } salepoints that sell from it are left without a store
}
store-close-salepoints-missing = Tick this, or give these salepoints another store first
give-question = Who should have “{ $name }”?
salepoint-saved = Salepoint “{ $name }” is saved
store-saved = Store “{ $name }” is saved
salepoint-step-2 = Step 2 of 2. Nobody can log in there until a user has it. Whoever gives it first has it, too.
store-step-2 = Step 2 of 2. Nobody sees its reports until a user has it. Whoever gives it first has it, too.
give-all = All active users
give-of = Everyone who has the salepoint…
give-of-choice = { $count ->
    [one] { $name } — { $shown } user
   *[other] { $name } — { $shown } users
}
give-of-help = With the user group they have there
give-of-help-store = Active users only
give-of-unknown = There is no such open salepoint. Choose another
give-of-several = { $count ->
    [one] { $shown } salepoint matches. Type the whole name
   *[other] { $shown } salepoints match. Type the whole name
}
give-pick = Pick users
give-pick-help = Opens a list; tick and save
give-pick-from = Active users
give-pick-missing = Tick at least one user
give-picked = { $count ->
    [one] { $shown } picked
   *[other] { $shown } picked
}
give-nobody = No one for now
give-nobody-help = It stays in your list until somebody has it
give-missing = Choose who gets it
give-show = Show these users
give-show-count = { $count ->
    [one] Show the { $shown } user
   *[other] Show the { $shown } users
}
show-as-list = Show as list
salepoint-store-is = Store: { $name }
salepoint-no-store = No store
salepoint-users-here = { $count ->
    [0] Nobody can log in here
    [one] { $shown } user can log in here
   *[other] { $shown } users can log in here
}
salepoint-nobody-here = Active users with a POS password who have this salepoint can. Give it to users.
column-group-here = User group here
column-last-login-here = Last log-in here
history-open = Open
check-question = Why can’t someone log in here?
check-user = User
check-do = Check
check-unknown = No user with this name
check-several = { $count ->
    [one] { $shown } user matches:
   *[other] { $shown } users match:
}
check-fine = { $user } can log in at { $salepoint }
check-not-fine = { $user } cannot log in at { $salepoint }
check-terminal-says = The terminal says: “{ $words }”
check-has-password = Has a POS password
check-no-password = Has no POS password.
check-give-password = Give one
check-active = Is active
check-not-active = Is deactivated.
check-activate = Activate
check-has-salepoint = Has this salepoint
check-no-salepoint = Does not have this salepoint.
check-give-salepoint = Add it
check-no-terminal = No terminal stands here.
check-latest = All terminals here have this user’s latest data
check-not-latest = Not all terminals here have this user’s latest data.
check-last-seen = { $terminal } was last seen { $time } and gets them when it is back.
check-never-seen = { $terminal } was never seen.
check-see-terminal = See the terminal
check-not-throttled = No terminal here is blocked by wrong attempts (as last reported)
check-throttled = Too many wrong attempts here.
terminal-says-wrong-password = Wrong POS password.
terminal-says-not-active = Your user is deactivated.
terminal-says-no-salepoint = You do not have the salepoint “{ $name }”.
terminal-says-throttled = Too many wrong attempts.
salepoint-not-yours = a salepoint you do not have
store-not-yours = a store you do not have
salepoints-not-yours = { $count ->
    [one] { $shown } salepoint that you do not have
   *[other] { $shown } salepoints that you do not have
}
place-not-yours = It is not in this list because you do not have it yourself.
own-grants = Your own salepoints and stores
no-salepoint-text = You have no salepoints, so nothing of them is shown to you here. They are given in Personnel → Users → your name → Salepoint.
address = Address
address-optional = Address (optional)
receipt = Receipt
receipt-header = Receipt header
receipt-header-optional = Receipt header (optional)
receipt-header-help = What receipts of this salepoint begin with
on-the-receipt = On the receipt:
own-limits = Stricter rules for this salepoint
own-limits-help = Terminals here use these. If a company rule is stricter, it applies.
own-as-company = as the company
own-empty = Company rule: { $value }
own-overruled = The company’s is stricter and counts: { $value }
own-less-strict = Not less strict than the company’s: { $value }
lines-too-many = { $count ->
    [one] Enter at most { $shown } line
   *[other] Enter at most { $shown } lines
}
lines-too-long = { $count ->
    [one] Enter at most { $shown } character in a line
   *[other] Enter at most { $shown } characters in a line
}
check-may-not-know = { $user } can log in at { $salepoint }, but may not be known yet at: { $terminals }
salepoint-enrol = Enrol here
salepoint-tab-here = Users and terminals
