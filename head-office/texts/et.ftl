# Veebikontor eesti keeles.
skip-to-content = Liigu sisu juurde
menu = Menüü
main-navigation = Peamenüü
language = Keel
ok = OK
error-prefix = Viga:
problem-title = Midagi on valesti
save-changes = Salvesta muudatused
to-the-first-page = Avalehele

failure-not-found = Siin ei ole midagi
failure-not-found-text = Aadress on vale või lehte enam ei ole.
failure-not-allowed = Sinu kasutajagrupp ei luba seda
failure-not-allowed-text = Kui seda vajad, pöördu administraatori poole.
failure-malformed = Päringut ei õnnestunud lugeda
failure-malformed-text = Mine tagasi, laadi leht uuesti ja proovi veel kord.
failure-internal = Peakontoris tekkis tõrge
failure-internal-text = Midagi ei muudetud. Põhjus on peakontori logis.

home = Kontor
home-nothing = Sinu kasutajagrupp ei näita kontoris veel midagi. Pöördu administraatori poole.

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

month-names = jaan veebr märts apr mai juuni juuli aug sept okt nov dets

nav-personnel = Personal
users = Kasutajad
search-by-name = Otsi nime järgi
active-salepoint = Aktiivne müügikoht
all-salepoints = Kõik müügikohad
apply = Rakenda
status-active = Aktiivsed
status-deactivated = Deaktiveeritud
status-all = Kõik
export-csv = Ekspordi CSV
pages = Leheküljed
none = Puudub
default-store = Vaikimisi ladu
column-first-name = Eesnimi
column-last-name = Perekonnanimi
column-group = Kasutajagrupp
column-salepoints = Müügikohad
column-stores = Laod
column-status = Olek
column-last-pos-login = Viimati POS-is
column-language = Keel
more-places = ja veel { $shown }
users-range = { $count ->
    [one] { $from }–{ $to }, kokku { $shown } kasutaja
   *[other] { $from }–{ $to }, kokku { $shown } kasutajat
}
users-none = Kasutajaid veel ei ole
users-none-text = Kasutaja on inimene, kes kasutab POS-i, kontorit või mõlemat. Kuni siin ei saa kasutajaid lisada, toob need sisse head-office import.
users-no-result = Ükski kasutaja ei vasta otsingule
users-no-result-text = { $count ->
    [0] Selle nimega kasutajat ei ole ka deaktiveeritute seas ega teistes müügikohtades.
    [one] { $shown } selle nimega kasutaja on deaktiveeritud või teises müügikohas.
   *[other] { $shown } selle nimega kasutajat on deaktiveeritud või teistes müügikohtades.
}
users-look-among-all = Otsi kõigi kasutajate seast
clear-filters = Tühjenda filtrid
