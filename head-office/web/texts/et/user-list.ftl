# Kasutajate loend: mida sellega teha saab.
add-user = Lisa kasutaja
edit-layout = Muuda paigutust
move-up = Üles
move-down = Alla
layout-names-stay = Ees- ja perekonnanimi on alati näha.
rows-a-page = Ridu lehe kohta
standard-layout = Taasta paigutus
page-before = Eelmine leht
page-after = Järgmine leht
sort-by = Järjesta
column-office = Kontor
column-default-store = Vaikimisi ladu
column-created = Lisatud
office-by-link = Lingiga
salepoint-unknown = Sellist müügikohta ei ole. Sisesta osa nimest.
salepoints-match = { $count ->
    [one] Sobib { $shown } müügikoht. Vali üks.
   *[other] Sobib { $shown } müügikohta. Vali üks.
}
users-none-deactivated = Deaktiveeritud kasutajaid ei ole
users-none-deactivated-text = Deaktiveeritud kasutaja ei saa kasutada ei POS-i ega kontorit ja on siin kirjas. Kasutajaid ei kustutata.
choose-search = Otsi
choose-found = { $count ->
    [0] Sellise nimega pole midagi
    [one] { $shown } sellise nimega
   *[other] { $shown } sellise nimega
}
choose-first = { $count ->
    [one] Esimesed { $first }, kokku { $shown }. Kirjuta nimest rohkem.
   *[other] Esimesed { $first }, kokku { $shown }. Kirjuta nimest rohkem.
}
