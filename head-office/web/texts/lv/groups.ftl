groups = Lietotāju grupas
groups-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } lietotāju grupām
    [one] { $from }–{ $to } no { $shown } lietotāju grupas
   *[other] { $from }–{ $to } no { $shown } lietotāju grupām
}
groups-none = Lietotāju grupu vēl nav
groups-none-text = Lietotāju grupa nosaka, ko tās lietotāji drīkst darīt POS un birojā.
groups-no-result = Neviena lietotāju grupa neatbilst
group-add = Pievienot lietotāju grupu
group-new = Jauna lietotāju grupa
group-clone = Klonēt
group-copy-of = { $name } (kopija)
group-copied = Grupas “{ $name }” kopija, vēl nesaglabāta
group-copied-less = Birojā tā atļauj mazāk: varat piešķirt tikai tās tiesības, kas ir jums.
group-added-text = Tajā vēl neviena nav. Lietotāji to saņem savā lapā.
group-at-pos = POS
group-in-office = Birojā
group-action = Darbība
group-allowed = Atļauts
group-area = Joma
group-locked = Pelēkās tiesības šeit mainīt nevar: varat piešķirt un atņemt tikai tās tiesības, kas ir jums.
group-lacking = Varat piešķirt un atņemt tikai tās tiesības, kas ir jums. Jums trūkst: { $names }
group-last-administrator = Nepaliktu neviena, kas birojā drīkst visu. Vispirms ieceliet par administratoru kādu citu
group-only-at-salepoint = Tikai tirdzniecības vietā
group-users-at-salepoints = { $count ->
    [zero] { $shown } tikai tirdzniecības vietā
    [one] { $shown } tikai tirdzniecības vietā
   *[other] { $shown } tikai tirdzniecības vietā
}
group-end = Dzēšana
group-delete = Dzēst šo lietotāju grupu…
group-delete-question = Vai dzēst “{ $name }”?
group-delete-text = Tajā neviena nav. Vēsture paliek; grupu atjaunot nevar.
group-delete-do = Dzēst lietotāju grupu
group-delete-used = To nevar dzēst, kamēr tajā kāds ir: { $users }. Vispirms piešķiriet viņiem citu grupu.
group-deleted = Lietotāju grupa ir izdzēsta
pos-session = Sesija
pos-login-when-stale = Pieteikšanās ar veciem datiem
pos-force-resync = Visu datu pārlāde
pos-unlock-terminal = Termināļa atbloķēšana
pos-approve-for-others = Citu darbību apstiprināšana
pos-sale = Pārdošana
pos-sell = Pārdot
pos-give-discount = Piešķirt atlaidi
pos-change-price = Mainīt cenu
pos-void-line = Anulēt rindu
pos-refund = Atmaksa
pos-money = Nauda
pos-open-drawer = Atvērt kases atvilktni
pos-close-day = Slēgt dienu
areas-people-and-places = Cilvēki un vietas
areas-system = Sistēma
areas-trade = Tirdzniecība
area-licences = Licences
area-policies = Politikas
area-journal = Žurnāls
area-sales = Pārdošana un rēķini
area-reports = Atskaites
area-purchase-invoices = Iepirkuma rēķini
area-inventory-counts = Inventarizācijas
level-none = Nav
level-read = Skatīt
level-edit = Rediģēt
