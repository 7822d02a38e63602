# The list of users: what can be done with it.
add-user = Add user
edit-layout = Edit layout
move-up = Up
move-down = Down
layout-names-stay = First name and last name are always shown.
rows-a-page = Rows a page
standard-layout = Back to the standard layout
page-before = Page before
page-after = Next page
column-office = Office
column-default-store = Default store
column-created = Added
office-by-link = By link
salepoint-unknown = There is no such salepoint. Type a part of its name.
salepoints-match = { $count ->
    [one] { $shown } salepoint matches:
   *[other] { $shown } salepoints match:
}
users-none-deactivated = Nobody is deactivated
users-none-deactivated-text = Users are never deleted. Who is deactivated can use neither POS nor office and stands here.
