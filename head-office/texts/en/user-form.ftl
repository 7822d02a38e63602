new-user = New user
crumbs = You are here
tabs = Parts of the form
tab-general = General
tab-salepoint = Salepoint
tab-store = Store
read-only = You can look at this. Your user group does not allow you to change users.
choose = Choose…
add = Add
add-all = Add all
delete-all = Delete all
remove = Remove
undo = Undo
find = Find
cancel = Cancel
discard = Discard
generate = Generate
no-changes = No changes
not-saved-yet = Not saved yet:
cancel-title = Discard what is not saved?
go-on-editing = Go on editing
left-title = You have changes that are not saved, from
printed-on-the-invoice = Will be printed on the invoice
on-the-invoice = On the invoice:
pos-password = POS password
pos-password-again = POS password again
pos-password-help = Used to log in to the POS. Only numbers are recommended.
pos-password-keep = Leave it empty to keep the present one.
pos-password-none-yet = Without one nobody can log in at a terminal.
new-pos-password = New POS password: takes effect on Save.
generated-title = New POS password
generated-text = Write it down: it is not shown again. It takes effect on Save.
guess-risk = Somebody who guesses at one terminal for a day hits somebody’s POS password:
guess-risk-certain = { $count ->
    [one] with { $digits } digits certainly, about once
   *[other] with { $digits } digits certainly, about { $shown } times
}
guess-risk-one-in = with { $digits } digits with a chance of 1 in { $shown }
user-active = Active
user-active-help = When this is off, the user can use neither the POS nor the office.
group-help = Decides what the user may do.
language-help = The programs are displayed in this language.
default-store-help = Selected when the user logs in. Only stores of this user.
default-store-none = None
default-store-not-among = Choose one of the user’s stores, or add this store first
salepoint-to-add = Salepoint to add
store-to-add = Store to add
column-salepoint = Salepoint
column-store = Store
column-state = State
column-sells-from = Sells from it
user-group-here = User group here
group-as-the-user = As the user: { $group }
group-of-the-user = As the user
state-saved = Saved
state-added = Added, not saved
state-removed = Removed, not saved
places-all-added = { $count ->
    [one] All: { $shown } place. Places opened later are not added by themselves.
   *[other] All { $shown } places. Places opened later are not added by themselves.
}
places-all-removed = { $count ->
    [one] { $shown } place will be removed on Save.
   *[other] All { $shown } places will be removed on Save.
}
places-none-found = Nothing of this name.
salepoints-none-granted = No salepoint yet. Without one this user cannot log in at any terminal.
stores-none-granted = No store yet.
n-salepoints = { $count ->
    [one] { $shown } salepoint
   *[other] { $shown } salepoints
}
n-stores = { $count ->
    [one] { $shown } store
   *[other] { $shown } stores
}
place-choose = Choose what to add
place-unknown = There is no “{ $typed }”
place-several = { $shown } match: { $names }. Type more of the name
first-name-missing = Enter a first name
last-name-missing = Enter a last name
name-too-long = Enter at most { $shown } characters
name-invisible = Remove the characters that cannot be seen
group-missing = Choose a user group
pos-password-too-short = Enter at least { $shown } characters
pos-password-differs = Enter the same POS password twice
pos-password-unusable = This POS password cannot be used. Choose another, or press Generate
pos-password-type-again = Enter the POS password again: how such passwords are kept was changed meanwhile
pos-password-throttled = { $count ->
    [one] Too many POS passwords were refused. Try again in { $shown } minute, or press Generate then
   *[other] Too many POS passwords were refused. Try again in { $shown } minutes, or press Generate then
}
last-administrator = This is the last administrator. Make somebody else one first
lacks-rights = This is about office rights that you do not have yourself
conflict-title = { $who } has changed the same: { $when }
conflict-text = Nothing is overwritten, and what you typed is kept. Choose what holds, then save again.
conflict-yours = Yours:
conflict-saved = Saved now:
saved-revision = Saved. Revision { $shown }
saved-inactive = The user is deactivated: no login at the POS, no sign-in to the office.
warning-no-salepoint = This user cannot log in at any terminal: no salepoint is granted.
warning-no-pos-password = This user cannot log in at any terminal: there is no POS password.
warning-default-store-elsewhere = The default store is sold from only at salepoints that this user does not have.
add-a-salepoint = Add a salepoint
set-a-pos-password = Set a POS password
