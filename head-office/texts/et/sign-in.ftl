sign-in = Logi sisse
sign-in-refused = E-post või parool on vale. Või ei saa selle kontoga kontorit kasutada.
sign-in-throttled = { $count ->
    [one] Liiga palju katseid. Proovi uuesti { $shown } minuti pärast.
   *[other] Liiga palju katseid. Proovi uuesti { $shown } minuti pärast.
}
sign-in-forgot = Unustasid parooli? Administraator saab teha lingi, millega sisse logida.
sign-out = Logi välja
sign-out-everywhere = Logi kõikjalt välja
link-for = See link logib sisse kasutaja
link-once = See töötab üks kord. Pärast saad valida e-posti ja kontori parooli.
link-void = Seda linki ei saa kasutada
link-void-text = Seda on juba kasutatud, see on vanem kui 48 tundi või on tehtud uuem. Palu uus link.
account = E-post ja kontori parool
account-first = Oled sisse logitud. Vali e-post ja kontori parool, et järgmine kord ilma lingita sisse logida.
account-later = Hiljem
account-ends-sessions = Mujalt logitakse sind välja.
email = E-post
email-help = Sellega logid kontorisse sisse.
email-empty = Sisesta oma e-post
email-not-an-address = Sisesta e-posti aadress, näiteks nimi@example.com
email-taken = See e-post on teisel kontol
office-password = Kontori parool
office-password-help = Mitte sinu POS-i parool.
password-present = Praegune kontori parool
password-present-empty = Sisesta praegune kontori parool
password-present-wrong = See ei ole sinu praegune kontori parool
password-new = Uus kontori parool
password-new-help = Vähemalt 10 märki. Mitte sinu POS-i parool.
password-again = Uus kontori parool uuesti
password-too-short = Sisesta vähemalt 10 märki
password-too-long = Sisesta kuni 200 märki
password-easily-guessed = Seda parooli on kerge arvata. Vali teine
password-differs = Sisesta sama parool kaks korda
