# Seaded → E-kirjad.
mail = E-kirjad
mail-search = Otsi nime või e-posti järgi
mail-all = Kõik
mail-waiting = Ootel
mail-undelivered = Kohale toimetamata
mail-sent = Saadetud
mail-to = Kellele
mail-queued = Loodud
mail-answer = Meiliserveri vastus
mail-attempts = Katseid
mail-expires = Vajalik kuni
mail-message-id = Message-ID
mail-facts = See kiri
mail-content = Kirja sisu
mail-as-file = Failina
mail-state-waiting = Ootab saatmist
mail-state-again = Pole veel vastu võetud, uuesti { $at }
mail-state-sent = Saadetud { $at }
mail-state-refused = Meiliserver keeldus
mail-state-expired = Jäi saatmata ja pole enam vajalik
mail-state-cancelled = Tühistatud
mail-try-now = Proovi kohe
mail-send-again = Saada uuesti
mail-sent-again = Kiri antakse meiliserverile uuesti üle
mail-not-sent-again = Seda kirja ei saa uuesti saata
mail-is-void = Selle link enam ei tööta. Saada uus sealt, kust see pärit on.
mail-goes-out = Kirjad lähevad välja serveri { $server } kaudu, saatja { $from }
mail-is-kept = Meiliserverit pole seadistatud: kirjad ei jõua kellenigi
mail-is-kept-text = Neid hoitakse failidena kaustas { $folder }. Meiliserver määratakse peakontori seadistusfaili osas [mail].
mail-is-shown = Neid hoitakse alles ja näidatakse siin. Ainult esitluses tohivad teised lugeda linke, mis kellegi sisse logivad.
mail-none = Kirju veel pole
mail-none-text = Siin on kõik, mida peakontor saadab: e-posti aadresside kinnitused ja lingid neile, kes on kontori parooli unustanud.
mail-no-result = Ükski kiri ei sobi
mail-no-result-text = Otsige vähemaga või vaadake kõigi seast.
mail-range = { $count ->
    [one] { $from }–{ $to } / { $shown } kiri
   *[other] { $from }–{ $to } / { $shown } kirja
}
