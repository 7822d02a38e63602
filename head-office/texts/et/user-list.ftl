# Kasutajate loend: mida sellega teha saab.
add-user = Lisa kasutaja
edit-layout = Muuda paigutust
move-up = Üles
move-down = Alla
layout-names-stay = Ees- ja perekonnanimi on alati näha.
rows-a-page = Ridu lehel
standard-layout = Tagasi tavalise paigutuse juurde
page-before = Eelmine leht
page-after = Järgmine leht
column-office = Kontor
column-default-store = Vaikimisi ladu
column-created = Lisatud
office-by-link = Lingiga
salepoint-unknown = Sellist müügikohta ei ole. Sisesta osa nimest.
salepoints-match = { $count ->
    [one] Sobib { $shown } müügikoht:
   *[other] Sobib { $shown } müügikohta:
}
users-none-deactivated = Keegi ei ole deaktiveeritud
users-none-deactivated-text = Kasutajaid ei kustutata. Deaktiveeritud kasutaja ei pääse ei POS-i ega kontorisse ja on siin kirjas.
