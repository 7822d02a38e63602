groups = Kasutajagrupid
groups-range = { $count ->
    [one] { $from }–{ $to }, kokku { $shown } kasutajagrupp
   *[other] { $from }–{ $to }, kokku { $shown } kasutajagruppi
}
groups-none = Kasutajagruppe veel ei ole
groups-none-text = Kasutajagrupp ütleb, mida selle kasutajad tohivad teha POS-is ja kontoris.
groups-no-result = Ükski kasutajagrupp ei vasta otsingule
group-add = Lisa kasutajagrupp
group-new = Uus kasutajagrupp
group-clone = Klooni
group-copy-of = { $name } (koopia)
group-copied = Grupi „{ $name }“ koopia, veel salvestamata
group-copied-less = See lubab kontoris vähem: saad anda ainult õigusi, mis sul endal on.
group-added-text = Selles ei ole veel kedagi. Kasutajad saavad selle oma lehel.
group-at-pos = POS-is
group-in-office = Kontoris
group-action = Toiming
group-allowed = Lubatud
group-area = Valdkond
group-locked = Halle õigusi ei saa siin muuta: saad anda ja võtta ainult õigusi, mis sul endal on.
group-lacking = Saad anda ja võtta ainult õigusi, mis sul endal on. Sul puuduvad: { $names }
group-last-administrator = Ei jääks kedagi, kes tohib kontoris kõike teha. Tee enne keegi teine administraatoriks
group-only-at-salepoint = Ainult müügikohas
group-users-at-salepoints = { $count ->
    [one] { $shown } ainult müügikohas
   *[other] { $shown } ainult müügikohas
}
group-end = Kustutamine
group-delete = Kustuta see kasutajagrupp…
group-delete-question = Kas kustutada „{ $name }“?
group-delete-text = Selles ei ole kedagi. Ajalugu jääb alles; gruppi tagasi tuua ei saa.
group-delete-do = Kustuta kasutajagrupp
group-delete-used = Seda ei saa kustutada, kuni selles on kedagi: { $users }. Anna neile enne teine grupp.
group-deleted = Kasutajagrupp on kustutatud
pos-session = Seanss
pos-login-when-stale = Sisselogimine vanade andmetega
pos-force-resync = Kõigi andmete uuesti laadimine
pos-unlock-terminal = Terminali avamine
pos-approve-for-others = Teiste toimingute kinnitamine
pos-sale = Müük
pos-sell = Müümine
pos-give-discount = Allahindluse andmine
pos-change-price = Hinna muutmine
pos-void-line = Rea tühistamine
pos-refund = Tagastus
pos-money = Raha
pos-open-drawer = Kassasahtli avamine
pos-close-day = Päeva sulgemine
areas-people-and-places = Inimesed ja kohad
areas-system = Süsteem
areas-trade = Kaubandus
area-licences = Litsentsid
area-policies = Reeglid
area-journal = Päevik
area-sales = Müügid ja arved
area-reports = Aruanded
area-purchase-invoices = Ostuarved
area-inventory-counts = Inventuurid
level-none = Puudub
level-read = Vaatamine
level-edit = Muutmine
