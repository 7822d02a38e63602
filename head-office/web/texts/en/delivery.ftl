# Where a user's record is live.
today-at = today { $time }
look-again = Look again
delivery = Where this is live
delivery-live-on = { $count ->
    [one] Live on { $live } of { $shown } terminal
   *[other] Live on { $live } of { $shown } terminals
}
delivery-nobody = No terminal of your salepoints needs this change
delivery-nobody-text = At no salepoint that you and this user have is there a terminal, or the user has no POS password.
delivery-changed = Changed { $at } · revision { $revision }
delivery-revision = Revision { $revision }
delivery-on-its-way = On its way
delivery-offline = Offline, last seen { $at }. Gets it when it is back.
delivery-never-seen = Not heard of yet. Gets it when it connects.
delivery-more = { $count ->
    [one] And { $shown } more terminal does not have it yet.
   *[other] And { $shown } more terminals do not have it yet.
}
