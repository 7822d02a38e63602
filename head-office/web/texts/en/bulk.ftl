# Several users at once.
bulk-selected = Selected:
bulk-select = Select { $name }
bulk-select-page = Select all on this page
bulk-select-nobody = Select nobody
bulk-all-matching = { $count ->
    [one] The { $shown } that matches
   *[other] All { $shown } that match
}
bulk-action = What to do
bulk-add-salepoint = Add a salepoint…
bulk-remove-salepoint = Remove a salepoint…
bulk-add-store = Add a store…
bulk-remove-store = Remove a store…
bulk-change-group = Change the user group…
bulk-deactivate = Deactivate…
bulk-activate = Activate…
bulk-continue = Continue
bulk-cancel = Cancel
bulk-salepoint = Salepoint
bulk-store = Store
bulk-target-help = Type a part of its name.
bulk-target-unknown = Nothing with this name
bulk-several-match = { $count ->
    [one] { $shown } matches. Type the full name
   *[other] { $shown } match. Type the full name
}
bulk-nobody = Nobody is selected
bulk-nobody-text = Go back to the list and select the users it is about.
bulk-changes-nobody = Nothing would change for anybody.
bulk-can-be-undone = It can be undone for 30 days under Recent bulk changes.
bulk-changed = { $count ->
    [one] { $shown } user will be changed
   *[other] { $shown } users will be changed
}
bulk-changed-then = { $count ->
    [one] { $shown } user was changed
   *[other] { $shown } users were changed
}
bulk-left-out = Left out
bulk-kept = Left as they are
bulk-left-already-so = { $count ->
    [one] { $shown } user already has it
   *[other] { $shown } users already have it
}
bulk-left-office-rights = { $count ->
    [one] { $shown } user has, or would get, office rights that you lack
   *[other] { $shown } users have, or would get, office rights that you lack
}
bulk-left-oneself = You: someone else has to do this for you
bulk-left-changed-since = { $count ->
    [one] For { $shown } user somebody has changed this since
   *[other] For { $shown } users somebody has changed this since
}
bulk-left-gone = { $count ->
    [one] For { $shown } user there is no way back: the salepoint, store or user group is gone
   *[other] For { $shown } users there is no way back: the salepoint, store or user group is gone
}
bulk-number = To go on, type { $number }
bulk-number-help = This is more than a fifth of all users.
bulk-number-wrong = Type { $number }, the number of users this changes
bulk-count-changed = { $count ->
    [0] Since this page was made others changed users: it would now change nobody.
    [one] Since this page was made others changed users: it would now change { $shown } user. Look again before you go on.
   *[other] Since this page was made others changed users: it would now change { $shown } users. Look again before you go on.
}
bulk-matching-changed = { $count ->
    [one] { $shown } user matches now; there were { $then } when you chose.
   *[other] { $shown } users match now; there were { $then } when you chose.
}
bulk-just-changed = Just now somebody changed some of these users. Nothing was saved. Look again before you go on.
bulk-target-gone = The salepoint, store or user group is gone. Nothing was saved.
bulk-last-administrator = Nobody would be left who may do everything in the office. Nothing was saved.
bulk-lacks-rights = You may not change users any more. Nothing was saved.
bulk-recent = Recent bulk changes
bulk-recent-help = What was changed for several users at once in the last 30 days. Each change can be undone.
bulk-recent-none = Nothing in the last 30 days
bulk-recent-none-text = Select several users in the list to change them at once. What was done then stands here and can be undone.
bulk-what = Change
bulk-who = By
bulk-when = When
bulk-undone = Undone { $when } by { $who }
bulk-undo = { $count ->
    [one] Undo for { $shown } user
   *[other] Undo for { $shown } users
}
bulk-undo-help = Users changed since then are left as they are and listed here.
bulk-undo-too-late = It cannot be undone any more: it is older than 30 days, or somebody has undone it.
bulk-saved = Saved. Terminals that are connected have it within a second.
bulk-to-the-list = Back to the users
bulk-choose-add-salepoint = { $count ->
    [one] Add a salepoint to { $shown } user
   *[other] Add a salepoint to { $shown } users
}
bulk-ask-add-salepoint = { $count ->
    [one] Add the salepoint “{ $name }” to { $shown } user?
   *[other] Add the salepoint “{ $name }” to { $shown } users?
}
bulk-do-add-salepoint = { $count ->
    [one] Add to { $shown } user
   *[other] Add to { $shown } users
}
bulk-done-add-salepoint = { $count ->
    [one] Salepoint “{ $name }” added to { $shown } user
   *[other] Salepoint “{ $name }” added to { $shown } users
}
bulk-effect-add-salepoint = They can log in at this salepoint, with their own user group.
bulk-choose-remove-salepoint = { $count ->
    [one] Remove a salepoint from { $shown } user
   *[other] Remove a salepoint from { $shown } users
}
bulk-ask-remove-salepoint = { $count ->
    [one] Remove the salepoint “{ $name }” from { $shown } user?
   *[other] Remove the salepoint “{ $name }” from { $shown } users?
}
bulk-do-remove-salepoint = { $count ->
    [one] Remove from { $shown } user
   *[other] Remove from { $shown } users
}
bulk-done-remove-salepoint = { $count ->
    [one] Salepoint “{ $name }” removed from { $shown } user
   *[other] Salepoint “{ $name }” removed from { $shown } users
}
bulk-effect-remove-salepoint = They can no longer log in at this salepoint. Terminals that are offline know it when they are back.
bulk-choose-add-store = { $count ->
    [one] Add a store to { $shown } user
   *[other] Add a store to { $shown } users
}
bulk-ask-add-store = { $count ->
    [one] Add the store “{ $name }” to { $shown } user?
   *[other] Add the store “{ $name }” to { $shown } users?
}
bulk-do-add-store = { $count ->
    [one] Add to { $shown } user
   *[other] Add to { $shown } users
}
bulk-done-add-store = { $count ->
    [one] Store “{ $name }” added to { $shown } user
   *[other] Store “{ $name }” added to { $shown } users
}
bulk-effect-add-store = The store is among theirs. Their default store stays as it is.
bulk-choose-remove-store = { $count ->
    [one] Remove a store from { $shown } user
   *[other] Remove a store from { $shown } users
}
bulk-ask-remove-store = { $count ->
    [one] Remove the store “{ $name }” from { $shown } user?
   *[other] Remove the store “{ $name }” from { $shown } users?
}
bulk-do-remove-store = { $count ->
    [one] Remove from { $shown } user
   *[other] Remove from { $shown } users
}
bulk-done-remove-store = { $count ->
    [one] Store “{ $name }” removed from { $shown } user
   *[other] Store “{ $name }” removed from { $shown } users
}
bulk-effect-remove-store = The store is no longer among theirs. Whose default store it was has none any more.
bulk-choose-change-group = { $count ->
    [one] Change the user group of { $shown } user
   *[other] Change the user group of { $shown } users
}
bulk-ask-change-group = { $count ->
    [one] Change the user group of { $shown } user to “{ $name }”?
   *[other] Change the user group of { $shown } users to “{ $name }”?
}
bulk-do-change-group = { $count ->
    [one] Change for { $shown } user
   *[other] Change for { $shown } users
}
bulk-done-change-group = { $count ->
    [one] User group of { $shown } user changed to “{ $name }”
   *[other] User group of { $shown } users changed to “{ $name }”
}
bulk-effect-change-group = It decides what they may do in the office and at the POS, except at salepoints where they have another one.
bulk-choose-deactivate = { $count ->
    [one] Deactivate { $shown } user
   *[other] Deactivate { $shown } users
}
bulk-ask-deactivate = { $count ->
    [one] Deactivate { $shown } user?
   *[other] Deactivate { $shown } users?
}
bulk-do-deactivate = { $count ->
    [one] Deactivate { $shown } user
   *[other] Deactivate { $shown } users
}
bulk-done-deactivate = { $count ->
    [one] { $shown } user deactivated
   *[other] { $shown } users deactivated
}
bulk-effect-deactivate = They can use neither POS nor office. In the office they are signed out at once; terminals that are offline know it when they are back.
bulk-choose-activate = { $count ->
    [one] Activate { $shown } user
   *[other] Activate { $shown } users
}
bulk-ask-activate = { $count ->
    [one] Activate { $shown } user?
   *[other] Activate { $shown } users?
}
bulk-do-activate = { $count ->
    [one] Activate { $shown } user
   *[other] Activate { $shown } users
}
bulk-done-activate = { $count ->
    [one] { $shown } user activated
   *[other] { $shown } users activated
}
bulk-effect-activate = They can use POS and office again, with all that they are granted.
