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
go-on-editing = Continue editing
left-title = Unsaved changes from { $when }
printed-on-the-invoice = Will be printed on the invoice
on-the-invoice = On the invoice:
pos-password = POS password
pos-password-again = POS password again
pos-password-help = Used to log in to the POS. We recommend digits only.
pos-password-keep = Leave empty to keep the current one.
pos-password-none-yet = Without one nobody can log in at a terminal.
new-pos-password = New POS password: takes effect on Save.
generated-title = New POS password
generated-text = Write it down: it is not shown again. It takes effect on Save.
pos-password-recommended = { $shown } digits or more recommended.
user-active = Active
user-active-help = When this is off, the user can use neither the POS nor the office.
group-help = Decides what this user may do.
language-help = The language the programs use for this user.
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
state-added = New, not saved
state-removed = Removed, not saved
places-all-added = { $count ->
    [one] All: { $shown } place added. Places opened later are not added automatically.
   *[other] All { $shown } places added. Places opened later are not added automatically.
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
place-several = { $shown } match: { $names }. Type the full name
first-name-missing = Enter a first name
last-name-missing = Enter a last name
name-too-long = Enter at most { $shown } characters
name-invisible = Remove the characters that cannot be seen
letters-not-drawn = Terminals cannot draw these letters and show a box in place of each:
pos-password-not-on-keyboard = Use only characters that the POS’s on-screen keyboard has
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
conflict-title = { $name } changed this on { $when }
conflict-text = Nothing was overwritten. Choose which value to keep, then save again.
saved-inactive = The user is deactivated: no login at the POS, no sign-in to the office.
warning-no-salepoint = This user cannot log in at any terminal: no salepoint is granted.
warning-no-pos-password = This user cannot log in at any terminal: there is no POS password.
warning-default-store-elsewhere = The default store is sold from only at salepoints that this user does not have.
add-a-salepoint = Add a salepoint
set-a-pos-password = Set a POS password
not-granted = Does not have it
places-changed-meanwhile = Someone else changed this list just now. Look at it, then press again
typed-not-saved = Not saved yet
already-added = This was added before
already-added-text = The form was sent twice, so nothing more was added. Change here what is different.
oneself-title = This switches you off
oneself-text = You will be signed out at once and cannot sign in again until someone else activates you.
oneself-surely = Deactivate me
kept-only-with-script = Press a tab or Save changes before you leave this page: what you typed is lost otherwise.
pos-password-own = Type it myself
reference-help = The company’s own number or name for this user, such as a staff number. Optional.
reference-taken = Another user has this reference
invitation-help = The invitation is sent when you save. The user group must allow something in the office.
