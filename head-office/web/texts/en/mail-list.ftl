# Settings → Mail.
mail = Mail
mail-search = Search by name or e-mail
mail-all = All
mail-waiting = Waiting
mail-undelivered = Not delivered
mail-sent = Sent
mail-to = To
mail-queued = Created
mail-answer = What the mail server said
mail-attempts = Attempts
mail-expires = Useful until
mail-message-id = Message-ID
mail-facts = This message
mail-content = What it says
mail-as-file = As a file
mail-state-waiting = Waiting to be sent
mail-state-again = Not taken yet, again { $at }
mail-state-sent = Sent { $at }
mail-state-refused = Refused by the mail server
mail-state-expired = Never taken, and of no use any more
mail-state-cancelled = Cancelled
mail-try-now = Try now
mail-send-again = Send again
mail-sent-again = It is handed to the mail server again
mail-not-sent-again = This message cannot be sent again
mail-is-void = Its link no longer works. Send a new one from where this came from.
mail-goes-out = Mail goes out through { $server }, from { $from }
mail-is-kept = No mail server is set up: messages reach nobody
mail-is-kept-text = It is kept as files in { $folder }. A mail server is named in head office’s configuration, in the part [mail].
mail-is-shown = It is kept, and shown here. Only in a demonstration may links that sign somebody in be read by others.
mail-none = No messages yet
mail-none-text = What head office sends stands here: confirmations of e-mail addresses and links for those who forgot the office password.
mail-no-result = No message matches
mail-no-result-text = Search for less, or look among all.
mail-range = { $count ->
    [one] { $from }–{ $to } of { $shown } message
   *[other] { $from }–{ $to } of { $shown } messages
}
