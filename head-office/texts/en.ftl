# The web office in English. Every key is in all four files.
skip-to-content = Skip to the content
menu = Menu
main-navigation = Main
language = Language
ok = OK
error-prefix = Error:
problem-title = There is a problem
save-changes = Save changes
to-the-first-page = To the first page

failure-not-found = There is nothing here
failure-not-found-text = The address is wrong, or what was here is gone.
failure-not-allowed = Your user group does not allow this
failure-not-allowed-text = Ask an administrator if you need it.
failure-malformed = This request could not be read
failure-malformed-text = Go back, reload the page and try again.
failure-internal = Head office failed
failure-internal-text = Nothing was changed. The log of head office says why.

home = Office
home-nothing = Your user group shows you nothing in the office yet. Ask an administrator.

sign-in = Sign in
sign-in-refused = E-mail or password is wrong. Or this account can not use the office.
sign-in-throttled = { $count ->
    [one] Too many attempts. Try again in { $shown } minute.
   *[other] Too many attempts. Try again in { $shown } minutes.
}
sign-in-forgot = Forgot your password? An administrator can make you a link that signs you in.
sign-out = Sign out
sign-out-everywhere = Sign out everywhere
link-for = This link signs you in as
link-once = It works once. Afterwards you can choose e-mail and office password.
link-void = This link can not be used
link-void-text = It was used already, is older than 48 hours, or was replaced by a newer one. Ask for another.

account = E-mail and office password
account-first = You are signed in. Choose e-mail and office password to sign in without a link next time.
account-later = Later
account-ends-sessions = Everywhere else you will be signed out.
email = E-mail
email-help = You sign in to the office with it.
email-empty = Enter your e-mail
email-not-an-address = Enter an e-mail address, such as name@example.com
email-taken = Another account has this e-mail
office-password = Office password
office-password-help = Not your POS password.
password-present = Present office password
password-present-empty = Enter your present office password
password-present-wrong = This is not your present office password
password-new = New office password
password-new-help = At least 10 characters. Not your POS password.
password-again = New office password again
password-too-short = Enter at least 10 characters
password-too-long = Enter at most 200 characters
password-easily-guessed = This password is easily guessed. Choose another
password-differs = Enter the same password twice

month-names = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec

nav-personnel = Personnel
users = Users
search-by-name = Search by name
active-salepoint = Active salepoint
all-salepoints = All salepoints
apply = Apply
status-active = Active
status-deactivated = Deactivated
status-all = All
export-csv = Export CSV
pages = Pages
none = None
default-store = Default store
column-first-name = First name
column-last-name = Last name
column-group = User group
column-salepoints = Salepoints
column-stores = Stores
column-status = Status
column-last-pos-login = Last POS login
column-language = Language
more-places = and { $shown } more
users-range = { $count ->
    [one] { $from }–{ $to } of { $shown } user
   *[other] { $from }–{ $to } of { $shown } users
}
users-none = No users yet
users-none-text = A user is a person who uses the POS, the office, or both. Until users can be added here, head-office import brings them in.
users-no-result = No user matches
users-no-result-text = { $count ->
    [0] Nobody with this name is deactivated or at another salepoint either.
    [one] { $shown } user with this name is deactivated or at another salepoint.
   *[other] { $shown } users with this name are deactivated or at another salepoint.
}
users-look-among-all = Look among all users
clear-filters = Clear filters
