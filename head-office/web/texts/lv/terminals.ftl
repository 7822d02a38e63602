# Termināļi.
column-terminal = Terminālis
column-last-seen = Pēdējoreiz redzēts
column-revision = Revīzija
column-refused = Šodien atteikts
column-version = Versija
column-key-place = Atslēgas vieta
column-enrolled = Reģistrēts
terminals-search = Meklēt pēc termināļa vai tirdzniecības vietas
terminals-in-service = Lieto
terminals-offline = Bezsaistē
terminals-behind = Atpaliek
terminals-removed = Vairs nelieto
terminals-none = Termināļu vēl nav
terminals-none-text = Terminālis ir kase tirdzniecības vietā. Reģistrējiet to: centrālais birojs izveido vienreizēju kodu, un jūs to ievadāt terminālī.
terminals-no-result = Neviens terminālis neatbilst
terminal-up-to-date = Atjaunināts
terminal-catching-up = Atjaunojas
terminal-never-seen = Nekad nav bijis savienojuma
terminal-offline-since = Bezsaistē kopš { $at }
terminal-revoked = Atsaukts
terminal-decommissioned = Izņemts no lietošanas
terminal-replaced = Reģistrēts no jauna
terminal-now = tagad
terminal-key-file = Fails
terminal-key-credential = systemd akreditācija
terminal-facts = Šis terminālis
terminal-orders = Vēl neizpildīti rīkojumi
terminal-removed-at = Nelieto kopš
terminal-journal-flags = Neatbilstoši žurnāla ieraksti
terminal-moved = Pārvietots: { $salepoint }
terminal-enrolled = { $terminal } ir reģistrēts
terminal-lost = Ja šī kase ir pazudusi vai nozagta
terminal-exposure = Ja ierīces atslēga ir nozagta, POS paroles var uzminēt. Iestatiet jaunas, sākot ar šīs tirdzniecības vietas lietotājiem.
terminal-users-there = Šīs tirdzniecības vietas lietotāji
terminal-unneeded = Ja šī kase vairs nav vajadzīga
terminal-unneeded-text = Izņemts no lietošanas, tas vairs nestrādās, bet žurnālu vēl varēs nodot.
order-refresh = Atsvaidzināt
order-reload = Ielādēt visu no jauna
order-reload-asks = Ielādēt visu no jauna…
order-unlock = Atbloķēt
orders-help = Atsvaidzināt: saņemt izmaiņas. Ielādēt visu no jauna: lejupielādēt visus datus vēlreiz. Atbloķēt: atkal atļaut pieteikšanās mēģinājumus.
ordered-refresh = Atsvaidzināšana pasūtīta
ordered-reload = Ielāde no jauna pasūtīta
ordered-unlock = Atbloķēšana pasūtīta
order-at-once = Terminālis ir tiešsaistē un to izdarīs tūlīt.
order-later = Terminālis nav tiešsaistē. Tas to izdarīs, kad būs atpakaļ.
reload-question = Ielādēt visu no jauna: { $terminal }?
reload-text = Terminālis saņem visus datus no sākuma. Pieteikšanās tikmēr turpina darboties.
move = Pārvietot
move-asks = Pārvietot…
move-title = Pārvietot: { $terminal }
move-text = Terminālis patur savu žurnālu. Jaunās tirdzniecības vietas lietotāji varēs pieteikties, tiklīdz terminālis tos saņems; vecās vairs ne.
move-to = Jaunā tirdzniecības vieta
move-stands-there = Terminālis jau ir šajā tirdzniecības vietā
terminal-name-taken = Tirdzniecības vietā { $salepoint } jau ir terminālis “{ $terminal }” vai derīgs kods tam
salepoint-missing = Izvēlieties tirdzniecības vietu
salepoint-typed-help = Tās nosaukums vai daļa, kuras nav citām vietām.
revoke = Atsaukt
revoke-asks = Atsaukt…
revoke-question = Atsaukt: { $terminal }?
revoke-deletes = Nākamreiz pieslēdzoties, tas izdzēsīs visus tam zināmos lietotājus.
revoke-type-name = Apstiprināšanai ievadiet termināļa nosaukumu
revoke-name-differs = Ievadiet termināļa nosaukumu: { $terminal }
revoked = Terminālis ir atsaukts
removal-dead = Centrālais birojs uzreiz pārstāj atbildēt šim terminālim.
removal-for-good = To nevar atsaukt atpakaļ. Atgriezties tas var, tikai reģistrējot no jauna.
decommission = Izņemt no lietošanas
decommission-asks = Izņemt no lietošanas…
decommission-question = Izņemt no lietošanas: { $terminal }?
decommission-journal = Tas vēl var nodot savu žurnālu. Pēc tam tas izdzēsīs tam zināmos lietotājus.
decommissioned = Terminālis ir izņemts no lietošanas
decommissioned-text = Tas vēl var nodot savu žurnālu.
enrol-title = Reģistrēt termināli
enrol-no-salepoints = Jums nav tirdzniecības vietu
enrol-no-salepoints-text = Terminālis pieder tirdzniecības vietai. Pievienojiet to vai lūdziet to piešķirt jums: Personāls → Lietotāji → jūsu vārds → Tirdzniecības vieta.
enrol-salepoint-help = Kur atrodas kase. Tās lietotāji varēs tajā pieteikties.
enrol-terminal = Termināļa nosaukums (nav obligāts)
enrol-terminal-help = Ja atstāsiet tukšu, tas saņems nākamo brīvo, piemēram, Till 3.
enrol-make-code = Izveidot kodu
enrol-name-taken = Šajā tirdzniecības vietā jau ir terminālis “{ $terminal }” vai derīgs kods tam
enrol-too-many = Derīgu kodu ir pārāk daudz. Pagaidiet desmit minūtes un mēģiniet vēlreiz
enrol-address = Adrese
enrol-type-this = Ievadiet to terminālī
enrol-as-file = Kā failu
enrol-once = Darbojas vienreiz. Vairs netiks rādīts.
enrol-shown-already = Kods jau tika parādīts
enrol-shown-already-text = Ievadiet to, ja tas jums vēl ir. Ja nav, izveidojiet jaunu.
enrol-waiting = Gaida termināli…
enrol-until = Kods darbojas vienreiz, līdz { $time }.
enrol-enrolled-text = Skatīt: { $terminal }, { $salepoint }
enrol-expired = Kodu vairs nevar izmantot
enrol-expired-text = Tā desmit minūtes ir pagājušas, vai kāds to atcēla. Izveidojiet jaunu.
enrol-exhausted = Kods pārāk bieži ievadīts nepareizi
enrol-exhausted-text = Pēc pieciem nepareiziem mēģinājumiem tas nav derīgs. Izveidojiet jaunu.
enrol-new-code = Jauns kods
enrol-cancel-code = Atcelt šo kodu
enrol-another = Reģistrēt vēl vienu termināli
enrol-look-in-new-tab = Skatīt jaunā cilnē, vai tas ir reģistrēts
terminals-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } termināļiem
    [one] { $from }–{ $to } no { $shown } termināļa
   *[other] { $from }–{ $to } no { $shown } termināļiem
}
terminal-data-old = { $count ->
    [zero] Dati { $shown } dienas veci
    [one] Dati { $shown } dienu veci
   *[other] Dati { $shown } dienas veci
}
terminal-behind = { $count ->
    [zero] { $revision } (atpaliek par { $shown })
    [one] { $revision } (atpaliek par { $shown })
   *[other] { $revision } (atpaliek par { $shown })
}
column-order = Rīkojums
terminal-in-service = Lieto
terminal-clock = Tā pulkstenis
terminal-clock-right = pareizs
terminal-clock-ahead = steidzas par { $time }, salīdzinot ar centrālā biroja pulksteni
terminal-clock-behind = atpaliek par { $time }, salīdzinot ar centrālā biroja pulksteni
enrol-picture = Adreses un koda QR kods
enrol-scan = Vai noskenējiet to termināļa reģistrācijas ekrānā, kursoram esot adreses laukā: skeneris ievada adresi un kodu.
terminal-later-key = Galvenais birojs nepazīst šī termināļa paraksta atslēgu
terminal-later-key-text = Galvenais birojs atjaunots no rezerves kopijas, kas veidota pirms paraksta atslēgas maiņas; šis terminālis no tā neko nepieņem. Atjaunojiet jaunāku kopiju ar tās atslēgām vai reģistrējiet termināli no jauna.
