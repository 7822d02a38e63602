home-begin = Alustamine
home-steps-done = { $done }/{ $all } tehtud
home-step-done = tehtud
home-step-account = Vali oma e-post ja kontoriparool
home-step-account-help = Link, millega sisse logisid, töötab ainult ühe korra.
home-step-store = Lisa ladu
home-step-store-help = Kus kaupa hoitakse. Müügikoht müüb laost.
home-step-salepoint = Lisa müügikoht
home-step-salepoint-help = Kus terminalid asuvad.
home-step-users = Lisa kasutajaid
home-step-users-help = POS-parooli ja müügikohaga saab kasutaja sealsetes terminalides sisse logida.
home-step-terminal = Registreeri terminal
home-step-terminal-help = Peakontor teeb koodi ja sina sisestad selle terminalis.
home-step-administrator = Määra teine administraator
home-step-administrator-help = Et keegi saaks aidata, kui sa ise sisse logida ei saa. Pane kasutaja gruppi, mis võib kõike, ja anna talle siis ligipääs.
home-quiet = Miski ei vaja sinu tähelepanu.
home-see-terminals = Vaata terminale
home-see-offline = Vaata ühenduseta terminale
home-see-journal = Vaata probleeme päevikus
home-see-licences = Vaata litsentse
home-salepoints-nobody-help = Keegi ei saa seal sisse logida. Kellele see anda?
home-stores-nobody-help = Keegi ei näe sellest midagi. Kellele see anda?
home-terminals-connected = { $count ->
    [one] Terminal on ühenduses
   *[other] Kõik { $shown } terminali on ühenduses
}
home-terminals-offline = { $count ->
    [one] { $offline }/{ $shown } terminal on ühenduseta
   *[other] { $offline }/{ $shown } terminalist on ühenduseta
}
home-refused = { $count ->
    [0] Täna pole ühtegi sisselogimist keeldutud
    [one] Täna keeldutud { $shown } sisselogimine
   *[other] Täna keeldutud { $shown } sisselogimist
}
home-invitations = { $count ->
    [one] { $shown } kutse ootab vastust
   *[other] { $shown } kutset ootab vastust
}
home-salepoints-nobody = { $count ->
    [one] { $shown } müügikoht, mida pole kellelgi
   *[other] { $shown } müügikohta, mida pole kellelgi
}
home-stores-nobody = { $count ->
    [one] { $shown } ladu, mida pole kellelgi
   *[other] { $shown } ladu, mida pole kellelgi
}
home-no-backup = Pärast allkirjavõtme vahetamist ei ole varukoopiat tehtud
home-last-backup = Viimane varukoopia on tehtud { $at }.
home-no-backup-known = Varasemaid varukoopiaid pole teada.
home-no-backup-help = Kui taastatakse vanem varukoopia, ei võta ükski terminal peakontorist enam midagi vastu. Laske varukoopia teha: head-office backup.
home-later-key = { $count ->
    [one] { $shown } terminal ei tunnista peakontori allkirjavõtit
   *[other] { $shown } terminali ei tunnista peakontori allkirjavõtit
}
