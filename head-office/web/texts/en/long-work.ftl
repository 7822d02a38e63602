# What may take long: changes of many users, giving, closing and reopening a place
long-work-begun = It has begun.
long-work-done = { $count ->
    [one] { $done } of { $shown } user
   *[other] { $done } of { $shown } users
}
long-work-storing = All users are done. Their changes are being stored.
long-work-ended = It has ended.
long-work-leave = You may leave this page: the work goes on. For an hour this page says what came of it.
long-work-failed = Head office failed. Nothing was changed.
long-work-gone = Nothing is known of this work
long-work-gone-text = It ended more than an hour ago, or head office was started again while it went on. Look whether it was done. If not, nothing of it was done.
long-work-back = Back to where it was begun
