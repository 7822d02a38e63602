# Users from a CSV file.
import = Import
import-title = Import users
import-file = CSV file
import-file-help = UTF-8, up to 5 MB and 20,000 users.
import-corrected-file = Another file
import-nothing-yet = Nothing changes before you have seen what the file would do.
import-check = Check the file
import-how = What is in the file
import-how-export = The first row names the columns. What the list of users exports can be changed in a spreadsheet and imported again: the ID column says whose row it is.
import-how-new = A row with neither an ID nor a known reference adds a new user, who needs a first name, a last name and a user group.
import-how-empty = An empty cell leaves what is there; “-” takes it away. A column that is not in the file changes nothing.
import-how-places = A cell holds all salepoints or stores of a user: Kesklinn, Sadama = Shift lead. After = stands another user group there.
import-how-passwords = POS passwords are forgotten as soon as they are checked. Format their column as text, or the spreadsheet drops leading zeros.
import-template = Template
import-export-all = Export all users
import-gone = The file is not here any more
import-gone-text = Files wait for an hour, and not while head office is restarted. Unless its import was finished before, nothing was changed. Upload it again.
import-waiting = A file of yours is waiting. Another one takes its place.
import-no-file = Choose a file
import-empty = The file has no rows. Choose another
import-not-text = This is not a CSV file in UTF-8. Save it as “CSV UTF-8” in the spreadsheet
import-too-large = The file is larger than { $shown } MB. Split it into several
import-too-many-rows = The file has more than { $shown } users. Split it into several
import-checking = The file is checked.
import-hashing = { $count ->
    [one] The file is checked: { $done } of { $shown } POS password.
   *[other] The file is checked: { $done } of { $shown } POS passwords.
}
import-importing = The users are imported.
import-settled = Done.
import-wrong = { $count ->
    [one] { $shown } mistake: nothing is imported
   *[other] { $shown } mistakes: nothing is imported
}
import-wrong-text = Correct the file and upload it again.
import-would = { $count ->
    [one] { $shown } user would be created or changed
   *[other] { $shown } users would be created or changed
}
import-would-text = Nothing has changed yet.
import-nothing = Nothing would change
import-nothing-text = All users are already as the file says.
import-do = { $count ->
    [one] Import { $shown } user
   *[other] Import { $shown } users
}
import-done = { $count ->
    [one] { $shown } user is imported
   *[other] { $shown } users are imported
}
import-done-text = Revision { $revision }. Terminals that are connected have it within a second.
import-changed = Meanwhile somebody has changed some of these users. Nothing was imported. Look at what the file would do now.
import-throttled = Too many POS passwords were refused
import-throttled-text = { $count ->
    [one] Nothing was imported. Upload the file again in { $shown } minute.
   *[other] Nothing was imported. Upload the file again in { $shown } minutes.
}
import-failed = The file was not imported
import-failed-text = Nothing was changed. Upload it again; if that does not help, the log of head office says why.
import-lacks-users = You may not change users any more
import-lacks-users-text = Your own rights were changed since you uploaded the file. Nothing was imported.
import-namesakes = { $count ->
    [one] { $shown } new user has the name of somebody who is there already. Is it the same person? Then the row needs the ID.
   *[other] { $shown } new users have the names of somebody who is there already. Are they the same people? Then their rows need the IDs.
}
import-without-salepoint = { $count ->
    [one] { $shown } new user has no salepoint and will not be able to log in at any terminal.
   *[other] { $shown } new users have no salepoint and will not be able to log in at any terminal.
}
import-not-drawn = { $count ->
    [one] { $shown } user has a name with letters that terminals cannot draw: a box stands in place of each.
   *[other] { $shown } users have names with letters that terminals cannot draw: a box stands in place of each.
}
import-losing = { $count ->
    [one] { $shown } user would be deactivated or lose a salepoint or a store. That is more than a fifth of all.
   *[other] { $shown } users would be deactivated or lose a salepoint or a store. That is more than a fifth of all.
}
import-number-wrong = Type { $number }, the number of users who would lose something
import-count-new = New
import-count-changed = Changed
import-count-unchanged = Unchanged
import-count-passwords = With a POS password
import-mistakes = Mistakes
import-row = Row
import-column = Column
import-what-is-wrong = What is wrong
import-more-mistakes = { $count ->
    [one] and { $shown } more mistake
   *[other] and { $shown } more mistakes
}
import-users-would = What would change
import-users-done = What has changed
import-user = User
import-what = What
import-new = New
import-has-namesake = Same name
import-lacks-salepoint = No salepoint
import-letters = Not drawn at terminals: { $letters }
import-more-users = { $count ->
    [one] and { $shown } more user
   *[other] and { $shown } more users
}
import-to-the-list = To the users
import-another = Import another file
column-id = ID
# What is wrong with a row.
import-missing = A new user needs it. Fill the cell
import-not-none = It cannot be none. Enter something else
import-twice = A row above is about the same user. Leave one of them
import-unknown-group = There is no user group “{ $name }”.
import-unknown-salepoint = There is no salepoint “{ $name }”.
import-unknown-store = There is no store “{ $name }”.
import-unknown-column = There is no column “{ $name }”. The first row names the columns.
import-like = Did you mean “{ $name }”?
import-unknown-user = No user has the ID “{ $name }”. Leave the cell empty for a new user
import-reference-taken = Another user has the reference “{ $name }”
import-closed-salepoint = The salepoint “{ $name }” is closed. Open it again first
import-closed-store = The store “{ $name }” is closed. Open it again first
import-not-among-stores = “{ $name }” is not among the user’s stores. Add it there too
import-named-twice = The salepoint “{ $name }” is named twice
import-password-too-long = A POS password has at most 64 characters
import-password-invisible = A POS password cannot contain control characters
import-password-spreadsheet = This is what a spreadsheet made of the POS password (a formula, an exponent or decimals, or a space at an end). Format the column as text and enter it again
import-password-too-short = A POS password has at least { $shown } characters
import-password-refused = This POS password cannot be used. Choose another
import-too-many-refused = Too many POS passwords were refused. Those below were not looked at
import-not-a-language = “{ $name }” is no language of the programs. Write en, et, lv or ru
import-not-a-status = Write active or deactivated, not “{ $name }”
import-column-missing = The column is missing. New users need it
import-column-twice = The column “{ $name }” is there twice
import-too-many-cells = The row has more cells than there are columns
import-open-quote = A quotation mark opens in this row and none closes it
import-lacks-rights = Only somebody who has all office rights of the user group may do this
import-last-administrator = Nobody would be left who may do everything in the office
