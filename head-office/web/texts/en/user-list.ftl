# The list of users: what can be done with it.
add-user = Add user
edit-layout = Edit layout
move-up = Up
move-down = Down
layout-names-stay = First name and last name are always shown.
rows-a-page = Rows per page
standard-layout = Reset layout
page-before = Previous page
page-after = Next page
sort-by = Sort by
column-office = Office
column-default-store = Default store
column-created = Added
office-by-link = By link
salepoint-unknown = There is no such salepoint. Type a part of its name.
salepoints-match = { $count ->
    [one] { $shown } salepoint matches. Choose one.
   *[other] { $shown } salepoints match. Choose one.
}
users-none-deactivated = No deactivated users
users-none-deactivated-text = Deactivated users cannot use the POS or the office. They are listed here. Users are never deleted.
choose-search = Search
choose-found = { $count ->
    [0] Nothing with this name
    [one] { $shown } with this name
   *[other] { $shown } with this name
}
choose-first = { $count ->
    [one] The first { $first } of { $shown }. Type more of the name.
   *[other] The first { $first } of { $shown }. Type more of the name.
}
