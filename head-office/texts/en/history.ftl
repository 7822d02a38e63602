# What was changed of a record.
yes = yes
no = no

history = History
history-none = Nothing has been changed yet.
history-earlier = Earlier changes
history-by-command = Head office’s command line
history-by-anybody = Somebody at the sign-in page
history-added = Added
history-changed = Changed
history-removed = Removed
history-sign-in-link = A link that signs in was made
history-forgotten = Password forgotten: a link that signs in was mailed
history-signed-in-by-link = Signed in by a link
history-credentials = E-mail or office password chosen
history-order = Order given
history-enrol-code = Enrolment code made
history-enrol-code-cancelled = Enrolment code cancelled
history-list-added = added: { $names }
history-list-removed = removed: { $names }
history-pos-password = New POS password
column-reference = Reference
