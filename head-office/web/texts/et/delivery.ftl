# Kus kasutaja kirje kehtib.
today-at = täna { $time }
look-again = Vaata uuesti
delivery = Kus see kehtib
delivery-live-on = { $count ->
    [one] Kehtib { $live } terminalis { $shown }-st
   *[other] Kehtib { $live } terminalis { $shown }-st
}
delivery-nobody = Ükski sinu müügikohtade terminal ei vaja seda muudatust
delivery-nobody-text = Sinu müügikohtades, mis on ka sellel kasutajal, ei ole terminale või ei ole kasutajal POS-i parooli.
delivery-changed = Muudetud { $at } · revisjon { $revision }
delivery-revision = Revisjon { $revision }
delivery-on-its-way = Teel
delivery-offline = Ühenduseta, viimati nähtud { $at }. Saab muudatuse, kui on tagasi.
delivery-never-seen = Pole veel ühendust võtnud. Saab muudatuse, kui ühendub.
delivery-more = { $count ->
    [one] Ja veel { $shown } terminalil seda ei ole.
   *[other] Ja veel { $shown } terminalil seda ei ole.
}
