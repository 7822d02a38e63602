# Terminalide päevikud.
journal-who = Kasutaja või terminal
journal-who-unknown = Sellise nimega kasutajat ega terminali ei ole
journal-who-several = { $count ->
    [one] Sobib { $shown }. Vali üks.
   *[other] Sobib { $shown }. Vali üks.
}
journal-from = Alates
journal-to = Kuni
journal-times-help = Mõlemad päevad on kaasa arvatud. Ajad on terminalide kellade järgi.
journal-no-time = Sisesta päev, näiteks { $day }, või päev ja kellaaeg, näiteks { $day } 08:30
journal-to-before-from = Sisesta lõpp, mis on pärast algust
journal-all-outcomes = Kõik tulemused
column-number = Nr
column-times = Kordi
column-remark = Märkus
journal-range = { $count ->
    [one] { $shown } kirje
   *[other] { $shown } kirjet, uuemad eespool
}
journal-newer = Uuemad
journal-older = Vanemad
journal-none = Kirjeid veel ei ole
journal-none-text = Terminalid panevad kirja, kes sisse logib, millest nad keelduvad ja mis nendega juhtub, ning annavad selle ise üle.
journal-no-result = Ükski kirje ei sobi
journal-terminal-not-yours = terminal, mida sul ei ole
journal-number-of-branch = { $number } (haru { $branch })
journal-missing = { $count ->
    [one] Siit puudub { $shown } kirje
   *[other] Siit puudub { $shown } kirjet
}
journal-missing-numbers = { $count ->
    [one] Terminali { $terminal } kirje nr { $first } ei jõudnud kohale.
   *[other] Terminali { $terminal } kirjed nr { $first }–{ $last } ei jõudnud kohale.
}
journal-missing-meaning = Mida see tähendab
journal-missing-meaning-text = Iga terminal nummerdab, mida ta kirja paneb. Need numbrid on antud, kuid nende all kirja pandu ei jõudnud peakontorisse: see on alles teel, läks kaduma koos terminali failidega või keegi eemaldas selle. Kui see kohale jõuab, läheb see siin oma kohale ja märkus kaob.
journal-events = Kirjed
journal-logins = Sisselogimised
journal-problems = Probleemid
journal-all = Kõik
column-arrived = Saabus
