# Mitu kasutajat korraga.
bulk-selected = Valitud:
bulk-select = Vali { $name }
bulk-select-page = Vali kõik sellel lehel
bulk-select-nobody = Ära vali kedagi
bulk-all-matching = { $count ->
    [one] { $shown }, mis vastab otsingule
   *[other] Kõik { $shown }, mis vastavad otsingule
}
bulk-action = Mida teha
bulk-add-salepoint = Lisa müügikoht…
bulk-remove-salepoint = Eemalda müügikoht…
bulk-add-store = Lisa ladu…
bulk-remove-store = Eemalda ladu…
bulk-change-group = Muuda kasutajagruppi…
bulk-deactivate = Deaktiveeri…
bulk-activate = Aktiveeri…
bulk-continue = Jätka
bulk-cancel = Loobu
bulk-salepoint = Müügikoht
bulk-store = Ladu
bulk-target-help = Sisesta osa nimest.
bulk-target-unknown = Sellise nimega ei ole midagi
bulk-several-match = { $count ->
    [one] Sobib { $shown }. Sisesta täisnimi
   *[other] Sobib { $shown }. Sisesta täisnimi
}
bulk-nobody = Kedagi ei ole valitud
bulk-nobody-text = Mine tagasi loendisse ja vali kasutajad.
bulk-changes-nobody = Kellegi jaoks ei muutuks midagi.
bulk-can-be-undone = Seda saab 30 päeva jooksul tagasi võtta lehel „Hiljutised hulgimuudatused“.
bulk-changed = { $count ->
    [one] Muudetakse { $shown } kasutaja
   *[other] Muudetakse { $shown } kasutajat
}
bulk-changed-then = { $count ->
    [one] Muudeti { $shown } kasutajat
   *[other] Muudeti { $shown } kasutajat
}
bulk-left-out = Jäävad välja
bulk-kept = Jäid endiseks
bulk-left-already-so = { $count ->
    [one] { $shown } kasutajal on see juba nii
   *[other] { $shown } kasutajal on see juba nii
}
bulk-left-office-rights = { $count ->
    [one] { $shown } kasutajal on või oleks kontoriõigusi, mida sinul ei ole
   *[other] { $shown } kasutajal on või oleks kontoriõigusi, mida sinul ei ole
}
bulk-left-oneself = Sina: keegi teine peab seda sinu eest tegema
bulk-left-changed-since = { $count ->
    [one] { $shown } kasutajal on keegi seda vahepeal muutnud
   *[other] { $shown } kasutajal on keegi seda vahepeal muutnud
}
bulk-left-gone = { $count ->
    [one] { $shown } kasutajal ei ole teed tagasi: müügikohta, ladu või kasutajagruppi enam ei ole
   *[other] { $shown } kasutajal ei ole teed tagasi: müügikohta, ladu või kasutajagruppi enam ei ole
}
bulk-number = Jätkamiseks sisesta { $number }
bulk-number-help = See on rohkem kui viiendik kõigist kasutajatest.
bulk-number-wrong = Sisesta { $number } – nii mitut kasutajat see muudab
bulk-count-changed = { $count ->
    [0] Pärast selle lehe avamist on teised kasutajaid muutnud: nüüd ei muutuks enam kedagi.
    [one] Pärast selle lehe avamist on teised kasutajaid muutnud: nüüd muutuks { $shown } kasutaja. Vaata enne jätkamist uuesti üle.
   *[other] Pärast selle lehe avamist on teised kasutajaid muutnud: nüüd muutuks { $shown } kasutajat. Vaata enne jätkamist uuesti üle.
}
bulk-matching-changed = { $count ->
    [one] Nüüd vastab otsingule { $shown } kasutaja; valides oli neid { $then }.
   *[other] Nüüd vastab otsingule { $shown } kasutajat; valides oli neid { $then }.
}
bulk-just-changed = Keegi muutis just mõnda neist kasutajatest. Midagi ei salvestatud. Vaata enne jätkamist uuesti üle.
bulk-target-gone = Müügikohta, ladu või kasutajagruppi enam ei ole. Midagi ei salvestatud.
bulk-last-administrator = Ei jääks kedagi, kes tohib kontoris kõike. Midagi ei salvestatud.
bulk-lacks-rights = Sa ei tohi enam kasutajaid muuta. Midagi ei salvestatud.
bulk-recent = Hiljutised hulgimuudatused
bulk-recent-help = Mida viimase 30 päeva jooksul mitmel kasutajal korraga muudeti. Iga muudatuse saab tagasi võtta.
bulk-recent-none = Viimase 30 päeva jooksul ei midagi
bulk-recent-none-text = Vali loendis mitu kasutajat, et neid korraga muuta. Tehtu jääb siia kirja ja selle saab tagasi võtta.
bulk-what = Muudatus
bulk-who = Kes
bulk-when = Millal
bulk-undone = Tagasi võetud { $when }, { $who }
bulk-undo = { $count ->
    [one] Võta { $shown } kasutajal tagasi
   *[other] Võta { $shown } kasutajal tagasi
}
bulk-undo-help = Vahepeal muudetud kasutajad jäävad nii, nagu on, ja loetletakse siin.
bulk-undo-too-late = Seda ei saa enam tagasi võtta: see on vanem kui 30 päeva või on juba tagasi võetud.
bulk-saved = Salvestatud. Ühendatud terminalidel on see sekundi jooksul.
bulk-to-the-list = Tagasi kasutajate juurde
bulk-choose-add-salepoint = { $count ->
    [one] Lisa müügikoht { $shown } kasutajale
   *[other] Lisa müügikoht { $shown } kasutajale
}
bulk-ask-add-salepoint = { $count ->
    [one] Kas lisada müügikoht „{ $name }“ { $shown } kasutajale?
   *[other] Kas lisada müügikoht „{ $name }“ { $shown } kasutajale?
}
bulk-do-add-salepoint = { $count ->
    [one] Lisa { $shown } kasutajale
   *[other] Lisa { $shown } kasutajale
}
bulk-done-add-salepoint = { $count ->
    [one] Müügikoht „{ $name }“ lisatud { $shown } kasutajale
   *[other] Müügikoht „{ $name }“ lisatud { $shown } kasutajale
}
bulk-effect-add-salepoint = Nad saavad selles müügikohas sisse logida oma kasutajagrupiga.
bulk-choose-remove-salepoint = { $count ->
    [one] Eemalda müügikoht { $shown } kasutajalt
   *[other] Eemalda müügikoht { $shown } kasutajalt
}
bulk-ask-remove-salepoint = { $count ->
    [one] Kas eemaldada müügikoht „{ $name }“ { $shown } kasutajalt?
   *[other] Kas eemaldada müügikoht „{ $name }“ { $shown } kasutajalt?
}
bulk-do-remove-salepoint = { $count ->
    [one] Eemalda { $shown } kasutajalt
   *[other] Eemalda { $shown } kasutajalt
}
bulk-done-remove-salepoint = { $count ->
    [one] Müügikoht „{ $name }“ eemaldatud { $shown } kasutajalt
   *[other] Müügikoht „{ $name }“ eemaldatud { $shown } kasutajalt
}
bulk-effect-remove-salepoint = Nad ei saa selles müügikohas enam sisse logida. Ühenduseta terminalid saavad sellest teada, kui ühendus taastub.
bulk-choose-add-store = { $count ->
    [one] Lisa ladu { $shown } kasutajale
   *[other] Lisa ladu { $shown } kasutajale
}
bulk-ask-add-store = { $count ->
    [one] Kas lisada ladu „{ $name }“ { $shown } kasutajale?
   *[other] Kas lisada ladu „{ $name }“ { $shown } kasutajale?
}
bulk-do-add-store = { $count ->
    [one] Lisa { $shown } kasutajale
   *[other] Lisa { $shown } kasutajale
}
bulk-done-add-store = { $count ->
    [one] Ladu „{ $name }“ lisatud { $shown } kasutajale
   *[other] Ladu „{ $name }“ lisatud { $shown } kasutajale
}
bulk-effect-add-store = Ladu on nende ladude seas. Vaikimisi ladu jääb samaks.
bulk-choose-remove-store = { $count ->
    [one] Eemalda ladu { $shown } kasutajalt
   *[other] Eemalda ladu { $shown } kasutajalt
}
bulk-ask-remove-store = { $count ->
    [one] Kas eemaldada ladu „{ $name }“ { $shown } kasutajalt?
   *[other] Kas eemaldada ladu „{ $name }“ { $shown } kasutajalt?
}
bulk-do-remove-store = { $count ->
    [one] Eemalda { $shown } kasutajalt
   *[other] Eemalda { $shown } kasutajalt
}
bulk-done-remove-store = { $count ->
    [one] Ladu „{ $name }“ eemaldatud { $shown } kasutajalt
   *[other] Ladu „{ $name }“ eemaldatud { $shown } kasutajalt
}
bulk-effect-remove-store = Ladu ei ole enam nende ladude seas. Kellel see oli vaikimisi ladu, sellel vaikimisi ladu enam ei ole.
bulk-choose-change-group = { $count ->
    [one] Muuda { $shown } kasutaja kasutajagruppi
   *[other] Muuda { $shown } kasutaja kasutajagruppi
}
bulk-ask-change-group = { $count ->
    [one] Kas muuta { $shown } kasutaja kasutajagrupiks „{ $name }“?
   *[other] Kas muuta { $shown } kasutaja kasutajagrupiks „{ $name }“?
}
bulk-do-change-group = { $count ->
    [one] Muuda { $shown } kasutajal
   *[other] Muuda { $shown } kasutajal
}
bulk-done-change-group = { $count ->
    [one] { $shown } kasutaja kasutajagrupp on nüüd „{ $name }“
   *[other] { $shown } kasutaja kasutajagrupp on nüüd „{ $name }“
}
bulk-effect-change-group = See määrab, mida nad tohivad kontoris ja POS-is, välja arvatud müügikohtades, kus neil on teine grupp.
bulk-choose-deactivate = { $count ->
    [one] Deaktiveeri { $shown } kasutaja
   *[other] Deaktiveeri { $shown } kasutajat
}
bulk-ask-deactivate = { $count ->
    [one] Kas deaktiveerida { $shown } kasutaja?
   *[other] Kas deaktiveerida { $shown } kasutajat?
}
bulk-do-deactivate = { $count ->
    [one] Deaktiveeri { $shown } kasutaja
   *[other] Deaktiveeri { $shown } kasutajat
}
bulk-done-deactivate = { $count ->
    [one] { $shown } kasutaja deaktiveeritud
   *[other] { $shown } kasutajat deaktiveeritud
}
bulk-effect-deactivate = Nad ei saa kasutada ei POS-i ega kontorit. Kontorist logitakse nad kohe välja; ühenduseta terminalid saavad sellest teada, kui ühendus taastub.
bulk-choose-activate = { $count ->
    [one] Aktiveeri { $shown } kasutaja
   *[other] Aktiveeri { $shown } kasutajat
}
bulk-ask-activate = { $count ->
    [one] Kas aktiveerida { $shown } kasutaja?
   *[other] Kas aktiveerida { $shown } kasutajat?
}
bulk-do-activate = { $count ->
    [one] Aktiveeri { $shown } kasutaja
   *[other] Aktiveeri { $shown } kasutajat
}
bulk-done-activate = { $count ->
    [one] { $shown } kasutaja aktiveeritud
   *[other] { $shown } kasutajat aktiveeritud
}
bulk-effect-activate = Nad saavad jälle kasutada POS-i ja kontorit koos kõigega, mis neile on antud.
