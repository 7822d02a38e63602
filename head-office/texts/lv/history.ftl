# Ieraksta izmaiņas.
yes = jā
no = nē

history = Vēsture
history-none = Vēl nekas nav mainīts.
history-earlier = Agrākās izmaiņas
history-by-command = Galvenā biroja komandrinda
history-by-anybody = Kāds pieteikšanās lapā
history-added = Pievienots
history-changed = Mainīts
history-removed = Noņemts
history-sign-in-link = Izveidota pieteikšanās saite
history-forgotten = Parole aizmirsta: nosūtīta pieteikšanās saite
history-signed-in-by-link = Pieteicās ar saiti
history-credentials = Izvēlēts e-pasts vai biroja parole
history-order = Dots rīkojums
history-enrol-code = Izveidots reģistrācijas kods
history-enrol-code-cancelled = Reģistrācijas kods atcelts
history-list-added = pievienots: { $names }
history-list-removed = noņemts: { $names }
history-pos-password = Jauna POS parole
column-reference = Atsauce
