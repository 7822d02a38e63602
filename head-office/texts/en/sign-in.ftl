sign-in = Sign in
sign-in-refused = E-mail or password is wrong. Or this account can not use the office.
sign-in-throttled = { $count ->
    [one] Too many attempts. Try again in { $shown } minute.
   *[other] Too many attempts. Try again in { $shown } minutes.
}
sign-in-forgot = Forgot your password? An administrator can make you a link that signs you in.
sign-out = Sign out
sign-out-everywhere = Sign out everywhere
link-for = This link signs you in as
link-once = It works once. Afterwards you can choose e-mail and office password.
link-void = This link can not be used
link-void-text = It was used already, is older than 48 hours, or was replaced by a newer one. Ask for another.
account = E-mail and office password
account-first = You are signed in. Choose e-mail and office password to sign in without a link next time.
account-later = Later
account-ends-sessions = Everywhere else you will be signed out.
email = E-mail
email-help = You sign in to the office with it.
email-empty = Enter your e-mail
email-not-an-address = Enter an e-mail address, such as name@example.com
email-taken = Another account has this e-mail
office-password = Office password
office-password-help = Not your POS password.
password-present = Present office password
password-present-empty = Enter your present office password
password-present-wrong = This is not your present office password
password-new = New office password
password-new-help = At least 10 characters. Not your POS password.
password-again = New office password again
password-too-short = Enter at least 10 characters
password-too-long = Enter at most 200 characters
password-easily-guessed = This password is easily guessed. Choose another
password-differs = Enter the same password twice
