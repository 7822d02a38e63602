nav-places = Kohad
salepoints = Müügikohad
salepoint = Müügikoht
stores = Laod
terminals = Terminalid
column-name = Nimi
column-sold-from = Müügikohad, mis siit müüvad
salepoint-add = Lisa müügikoht
store-add = Lisa ladu
salepoints-range = { $count ->
    [one] { $from }–{ $to }, kokku { $shown } müügikoht
   *[other] { $from }–{ $to }, kokku { $shown } müügikohta
}
stores-range = { $count ->
    [one] { $from }–{ $to }, kokku { $shown } ladu
   *[other] { $from }–{ $to }, kokku { $shown } ladu
}
salepoints-none = Sul ei ole veel müügikohti
salepoints-none-text = Sa näed ainult müügikohti, mis sul endal on. Administraator lisab neid: Personal → Kasutajad → sinu nimi → Müügikoht.
stores-none = Sul ei ole veel ladusid
stores-none-text = Sa näed ainult ladusid, mis sul endal on. Administraator lisab neid: Personal → Kasutajad → sinu nimi → Ladu.
salepoints-no-result = Ükski müügikoht ei vasta otsingule
stores-no-result = Ükski ladu ei vasta otsingule
places-no-result-text = { $count ->
    [0] Selle nimega ei ole ka suletut.
    [one] Selle nimega on avatuid või suletuid { $shown }.
   *[other] Selle nimega on avatuid või suletuid { $shown }.
}
places-look-among-all = Otsi kõigi seast
places-open = Avatud
places-closed = Suletud
place-state-open = Avatud
place-state-closed = Suletud
place-no-users = Kasutajaid pole
name-missing = Sisesta nimi
name-taken = See nimi on juba kasutusel, võib-olla suletud kohal. Vali teine
saved = Salvestatud
save = Salvesta
back = Tagasi
edit = Muuda
settings = Seaded
look-only = Sinu kasutajagrupp tohib seda vaadata, aga mitte muuta.
salepoint-closed-read-only = See müügikoht on suletud. Muutmiseks ava see uuesti.
store-closed-read-only = See ladu on suletud. Muutmiseks ava see uuesti.
both-text = Sinu sisestatu on alles. Selle rakendamiseks salvesta uuesti.
both-field = Väli
both-saved = Praegu salvestatud
both-yours = Sinu oma
both-keep = Jääb
both-taken-over = Seal muudeti ka ja võeti üle:
salepoint-new = Uus müügikoht
salepoint-name-help = Nähtav selle terminalides
salepoint-language = Selle terminalide keel
salepoint-language-help = Kuni keegi ei ole sisse logitud. Pärast seda kasutaja oma.
salepoint-language-missing = Vali keel
salepoint-store = Ladu, millest see müüb
salepoint-store-help = Varu, millest sealsed müügid maha lähevad
salepoint-store-type = Varu, millest sealsed müügid maha lähevad. Sisesta lao nimi või osa sellest
salepoint-store-unknown = Sellist avatud ladu ei ole. Vali teine
salepoint-step-1 = Samm 1/2. Järgmiseks: millised kasutajad selle saavad.
store-step-1 = Samm 1/2. Järgmiseks: millised kasutajad selle saavad.
store-new = Uus ladu
store-name-help = Nähtav terminalides lao valimisel
store-sold-from-none = Ükski müügikoht, mida sa näed, ei müü siit.
store-users-and-end = Kellel see on ja sulgemine
store-close = Sulge see ladu…
store-close-do = Sulge ladu
store-reopen-text = Kellelgi seda ei ole. Pärast avamist valid, kes selle saab.
users-count = { $count ->
    [one] { $shown } kasutaja
   *[other] { $shown } kasutajat
}
terminals-count = { $count ->
    [one] { $shown } terminal
   *[other] { $shown } terminali
}
place-give = Anna kasutajatele…
place-given = { $count ->
    [0] Salvestatud. Kõigil oli see juba olemas
    [one] Salvestatud. Nüüd on see { $shown } kasutajal
   *[other] Salvestatud. Nüüd on see { $shown } kasutajal
}
place-given-nobody = Praegu ei saanud seda keegi
place-left-out = { $count ->
    [one] { $shown } kasutaja jäi välja, sest tal on kontoriõigusi, mida sul ei ole, ja seal teine kasutajagrupp:
   *[other] { $shown } kasutajat jäid välja, sest neil on kontoriõigusi, mida sul ei ole, ja seal teine kasutajagrupp:
}
place-closed = Suletud
place-reopen = Ava uuesti
place-undo = Võta sulgemine tagasi
place-undo-text = { $count ->
    [one] Kuni { $until }: { $shown } kasutaja, kellel see oli, saab selle tagasi ja kõik on nagu enne.
   *[other] Kuni { $until }: { $shown } kasutajat, kellel see oli, saavad selle tagasi ja kõik on nagu enne.
}
place-undone = { $count ->
    [one] Jälle avatud ja { $shown } kasutajal on see jälle olemas
   *[other] Jälle avatud ja { $shown } kasutajal on see jälle olemas
}
place-not-given-back = { $count ->
    [one] { $shown } kasutaja jäi välja, sest tema sealset kasutajagruppi enam ei ole:
   *[other] { $shown } kasutajat jäid välja, sest nende sealset kasutajagruppi enam ei ole:
}
place-reopened = „{ $name }“ on jälle avatud
place-close-question = Kas sulgeda „{ $name }“?
place-close-number = { $count ->
    [one] Üle viiendiku kasutajatest. Sisesta { $shown }
   *[other] Üle viiendiku kasutajatest. Sisesta { $shown }
}
place-close-number-wrong = Sisesta nende kasutajate arv, keda see puudutab
place-changed-meanwhile = Keegi on seda vahepeal muutnud või ei tohi sa seda enam teha. Midagi ei muudetud.
place-close-changed = Vahepeal muutus, keda see puudutab
place-close-changed-text = Midagi ei suletud. Allpool on praegune seis; kui see sobib, vajuta uuesti.
salepoint-end = Sulgemine
salepoint-end-text = Müügikohta ei kustutata kunagi: selle müügid ja päevikud jäävad alles.
salepoint-close = Sulge see müügikoht…
salepoint-close-do = Sulge müügikoht
salepoint-close-terminals = Seal seisavad terminalid. Vii need enne mujale või võta kasutusest, lehel Terminalid:
salepoint-close-users = { $count ->
    [0] Kellelgi seda ei ole.
    [one] { $shown } kasutaja kaotab selle ega saa seal enam sisse logida, kohe.
   *[other] { $shown } kasutajat kaotavad selle ega saa seal enam sisse logida, kohe.
}
salepoint-close-codes = Sealsete terminalide registreerimiskoodid kaotavad kehtivuse.
salepoint-close-kept = Selle müügid, päevikud ja ajalugu jäävad alles. Sulgemise saab 30 päeva jooksul tagasi võtta.
salepoint-reopen-text = Kellelgi seda ei ole. Pärast avamist valid, kes selle saab.
store-close-users = { $count ->
    [0] Kellelgi seda ei ole.
    [one] { $shown } kasutaja kaotab selle.
   *[other] { $shown } kasutajat kaotavad selle.
}
store-close-defaults = { $count ->
    [0] See ei ole kellegi vaikimisi ladu.
    [one] See on { $shown } kasutaja vaikimisi ladu; tal ei jää ühtegi.
   *[other] See on { $shown } kasutaja vaikimisi ladu; neil ei jää ühtegi.
}
store-close-kept = Selle aruanded ja ajalugu jäävad alles. Sulgemise saab 30 päeva jooksul tagasi võtta.
store-close-salepoints = { $count ->
    [one] { $shown } müügikoht, mis siit müüb, jääb ilma laota
   *[other] { $shown } müügikohta, mis siit müüvad, jäävad ilma laota
}
store-close-salepoints-missing = Märgi see või anna enne neile müügikohtadele teine ladu
give-question = Kellel peaks olema „{ $name }“?
salepoint-saved = Müügikoht „{ $name }“ on salvestatud
store-saved = Ladu „{ $name }“ on salvestatud
salepoint-step-2 = Samm 2/2. Keegi ei saa seal sisse logida enne, kui see on mõnel kasutajal. Kes selle esimesena annab, saab selle ka ise.
store-step-2 = Samm 2/2. Keegi ei näe selle aruandeid enne, kui see on mõnel kasutajal. Kes selle esimesena annab, saab selle ka ise.
give-all = Kõik aktiivsed kasutajad
give-of = Kõik, kellel on müügikoht…
give-of-choice = { $count ->
    [one] { $name } — { $shown } kasutaja
   *[other] { $name } — { $shown } kasutajat
}
give-of-help = Koos kasutajagrupiga, mis neil seal on
give-of-help-store = Ainult aktiivsed kasutajad
give-of-unknown = Sellist avatud müügikohta ei ole. Vali teine
give-of-several = { $count ->
    [one] Vastab { $shown } müügikoht. Sisesta kogu nimi
   *[other] Vastab { $shown } müügikohta. Sisesta kogu nimi
}
give-pick = Vali kasutajad
give-pick-help = Avab nimekirja; märgi ja salvesta
give-pick-from = Aktiivsed kasutajad
give-pick-missing = Märgi vähemalt üks kasutaja
give-picked = { $count ->
    [one] Valitud { $shown }
   *[other] Valitud { $shown }
}
give-nobody = Praegu mitte kellelgi
give-nobody-help = See jääb sinu nimekirja, kuni see on kellelgi
give-missing = Vali, kes selle saab
give-show = Näita neid kasutajaid
give-show-count = { $count ->
    [one] Näita { $shown } kasutajat
   *[other] Näita { $shown } kasutajat
}
show-as-list = Näita nimekirjana
salepoint-store-is = Ladu: { $name }
salepoint-no-store = Ladu pole
salepoint-users-here = { $count ->
    [0] Siin ei saa keegi sisse logida
    [one] Siin saab sisse logida { $shown } kasutaja
   *[other] Siin saab sisse logida { $shown } kasutajat
}
salepoint-nobody-here = Saavad aktiivsed POS-parooliga kasutajad, kellel on see müügikoht. Anna see kasutajatele.
column-group-here = Kasutajagrupp siin
column-last-login-here = Viimati siin
history-open = Avatud
check-question = Miks ei saa keegi siin sisse logida?
check-user = Kasutaja
check-do = Kontrolli
check-unknown = Sellise nimega kasutajat ei ole
check-several = { $count ->
    [one] Vastab { $shown } kasutaja:
   *[other] Vastab { $shown } kasutajat:
}
check-fine = { $user } saab kohas { $salepoint } sisse logida
check-not-fine = { $user } ei saa kohas { $salepoint } sisse logida
check-terminal-says = Terminal ütleb: „{ $words }“
check-has-password = POS-parool on olemas
check-no-password = POS-parooli ei ole.
check-give-password = Anna parool
check-active = On aktiivne
check-not-active = On deaktiveeritud.
check-activate = Aktiveeri
check-has-salepoint = See müügikoht on olemas
check-no-salepoint = Seda müügikohta ei ole.
check-give-salepoint = Lisa
check-no-terminal = Siin ei seisa ühtegi terminali.
check-latest = Kõigil siinsetel terminalidel on selle kasutaja uusimad andmed
check-not-latest = Kõigil siinsetel terminalidel ei ole selle kasutaja uusimaid andmeid.
check-last-seen = { $terminal } oli viimati ühenduses { $time } ja saab need, kui on tagasi.
check-never-seen = { $terminal } ei ole kunagi ühenduses olnud.
check-see-terminal = Vaata terminali
check-not-throttled = Ükski siinne terminal ei ole valede katsete tõttu blokeeritud (viimase teate järgi)
check-throttled = Siin oli liiga palju valesid katseid.
terminal-says-wrong-password = Vale kassaparool.
terminal-says-not-active = Teie kasutaja on mitteaktiivne.
terminal-says-no-salepoint = Teil ei ole müügikohta „{ $name }“.
terminal-says-throttled = Liiga palju valesid katseid.
salepoint-not-yours = müügikoht, mida sul ei ole
store-not-yours = ladu, mida sul ei ole
salepoints-not-yours = { $count ->
    [one] { $shown } müügikoht, mida sul ei ole
   *[other] { $shown } müügikohta, mida sul ei ole
}
place-not-yours = Seda ei ole selles nimekirjas, sest sul endal seda ei ole.
own-grants = Sinu enda müügikohad ja laod
no-salepoint-text = Sul ei ole müügikohti, seepärast ei näidata sulle siin midagi neist. Neid antakse Personal → Kasutajad → sinu nimi → Müügikoht.
address = Aadress
address-optional = Aadress (valikuline)
receipt = Kviitung
receipt-header = Kviitungi päis
receipt-header-optional = Kviitungi päis (valikuline)
receipt-header-help = Millega selle müügikoha kviitungid algavad
on-the-receipt = Kviitungil:
own-limits = Rangemad reeglid selle müügikoha jaoks
own-limits-help = Siinsed terminalid järgivad neid. Kui ettevõtte reegel on rangem, kehtib see.
own-as-company = nagu ettevõttes
own-empty = Ettevõtte reegel: { $value }
own-overruled = Ettevõtte oma on rangem ja loeb: { $value }
own-less-strict = Mitte leebem kui ettevõttes: { $value }
lines-too-many = { $count ->
    [one] Sisesta kuni { $shown } rida
   *[other] Sisesta kuni { $shown } rida
}
lines-too-long = { $count ->
    [one] Sisesta ühele reale kuni { $shown } märk
   *[other] Sisesta ühele reale kuni { $shown } märki
}
check-may-not-know = { $user } saab kohas { $salepoint } sisse logida, kuid siin ei pruugita teda veel tunda: { $terminals }
salepoint-enrol = Registreeri siin terminal
salepoint-tab-here = Kasutajad ja terminalid
