users = Users
search-by-name = Search by name
active-salepoint = Active salepoint
all-salepoints = All salepoints
users-of-all-groups = Users of all user groups
status-active = Active
status-deactivated = Deactivated
status-all = All
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
users-none-text = A user is a person who uses the POS, the office, or both.
users-no-result = No user matches
users-no-result-text = { $count ->
    [0] No one with this name among deactivated users or at other salepoints.
    [one] { $shown } user with this name is deactivated or at another salepoint.
   *[other] { $shown } users with this name are deactivated or at another salepoint.
}
users-look-among-all = Search all users
clear-filters = Clear filters
