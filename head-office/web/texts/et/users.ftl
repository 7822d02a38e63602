users = Kasutajad
search-by-name = Otsi nime järgi
active-salepoint = Aktiivne müügikoht
all-salepoints = Kõik müügikohad
users-of-all-groups = Kõigi kasutajagruppide kasutajad
status-active = Aktiivsed
status-deactivated = Deaktiveeritud
status-all = Kõik
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
users-none-text = Kasutaja on inimene, kes kasutab POS-i, kontorit või mõlemat.
users-no-result = Ükski kasutaja ei vasta otsingule
users-no-result-text = { $count ->
    [0] Selle nimega kasutajat ei ole ka deaktiveeritute seas ega teistes müügikohtades.
    [one] { $shown } selle nimega kasutaja on deaktiveeritud või teises müügikohas.
   *[other] { $shown } selle nimega kasutajat on deaktiveeritud või teistes müügikohtades.
}
users-look-among-all = Otsi kõigist kasutajatest
clear-filters = Tühjenda filtrid
