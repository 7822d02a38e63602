groups = User groups
groups-range = { $count ->
    [one] { $from }–{ $to } of { $shown } user group
   *[other] { $from }–{ $to } of { $shown } user groups
}
groups-none = No user groups yet
groups-none-text = A user group says what its users may do at the POS and in the office.
groups-no-result = No user group matches
group-add = Add user group
group-new = New user group
group-clone = Clone
group-copy-of = { $name } (copy)
group-copied = A copy of “{ $name }”, not saved yet
group-copied-less = It allows less in the office: you can give only rights that you have.
group-added-text = Nobody is in it yet. Users get it on their page.
group-at-pos = At the POS
group-in-office = In the office
group-action = Action
group-allowed = Allowed
group-area = Area
group-locked = Grey rights cannot be changed here: you can give or take only rights that you have.
group-lacking = You can give or take only rights that you have. You lack: { $names }
group-last-administrator = Nobody would be left who may do everything in the office. Make somebody else an administrator first
group-only-at-salepoint = Only at a salepoint
group-users-at-salepoints = { $count ->
    [one] { $shown } only at a salepoint
   *[other] { $shown } only at a salepoint
}
group-end = Deleting it
group-delete = Delete this user group…
group-delete-question = Delete “{ $name }”?
group-delete-text = Nobody is in it. Its history stays; it cannot be brought back.
group-delete-do = Delete the user group
group-delete-used = It cannot be deleted while somebody is in it: { $users }. Give them another one first.
group-deleted = The user group is deleted
pos-session = Session
pos-login-when-stale = Log in when data is old
pos-force-resync = Reload all data
pos-unlock-terminal = Unlock a terminal
pos-approve-for-others = Approve for others
pos-sale = Sale
pos-sell = Sell
pos-give-discount = Give a discount
pos-change-price = Change a price
pos-void-line = Void a line
pos-refund = Refund
pos-money = Money
pos-open-drawer = Open the drawer
pos-close-day = Close the day
areas-people-and-places = People and places
areas-system = System
areas-trade = Trade
area-licences = Licences
area-policies = Policies
area-journal = Journal
area-sales = Sales and invoices
area-reports = Reports
area-purchase-invoices = Purchase invoices
area-inventory-counts = Inventory counts
level-none = None
level-read = Read
level-edit = Edit
