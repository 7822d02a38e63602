# Mida peakontor terminalidele ette kirjutab.
duration-seconds = { $count ->
    [one] { $shown } sekund
   *[other] { $shown } sekundit
}
duration-minutes = { $count ->
    [one] { $shown } minut
   *[other] { $shown } minutit
}
duration-hours = { $count ->
    [one] { $shown } tund
   *[other] { $shown } tundi
}
duration-days = { $count ->
    [one] { $shown } päev
   *[other] { $shown } päeva
}
unit = Ühik
unit-seconds = sekundit
unit-minutes = minutit
unit-hours = tundi
unit-days = päeva
policy-passwords = POS-i paroolid
policy-passwords-text = Kehtib nüüdsest määratavate POS-i paroolide kohta; praegused jäävad kehtima.
policy-min-password-length = Lühim POS-i parool, märke
policy-throttle = Valed POS-i paroolid
policy-throttle-text = Nii palju neid terminal lubab. Siis ei saa seal keegi sisse logida, kuni üks katse taastub või juhataja terminali avab.
policy-throttle-attempts = Lubatud valesid katseid
policy-throttle-refill = Üks katse taastub pärast
policy-supervisors = Juhatajate valed POS-i paroolid
policy-supervisors-text = Terminali avamisel ja andmete uuesti laadimisel küsitakse juhataja POS-i parooli. Valesid loetakse eraldi.
policy-supervisor-attempts = Juhatajate lubatud valesid katseid
policy-supervisor-refill = Üks neist taastub pärast
policy-age = Terminalid ilma peakontorita
policy-age-text = Terminal töötab edasi nende andmetega, mis tal on. Esimese aja möödudes ütleb ta, et andmed on vanad; teise möödudes pääsevad sisse ainult kasutajagrupid, kes tohivad ka siis sisse logida.
policy-fresh-for = Andmed on värsked
policy-valid-for = Andmed kehtivad
policy-lock = Järelevalveta terminalid
policy-lock-text = Kui terminali nii kaua ei puudutata, küsib ta uuesti POS-i parooli. Seanss jääb alles.
policy-auto-lock = Lukusta pärast
policy-auto-lock-help = 0 tähendab mitte kunagi
policy-never = mitte kunagi
policy-no-number = Sisesta täisarv
policy-out-of-range = Vahemikus: { $least } kuni { $most }
policy-fresh-too-long = Mitte kauem, kui andmed kehtivad
policy-stranger = Võõras ühes terminalis päeva jooksul (kasutajaid: { $users }, katseid: { $attempts })
policy-digits = Numbreid
policy-finds = Leiab POS-i parooli
policy-shortest = lühim
policy-generated = genereeritud
policy-certainly = Kindlasti, umbes { $hits }
policy-one-in = 1 : { $days }
policy-less-than = alla 1 : { $days }
policy-guesses-a-day = { $count ->
    [one] Kõige rohkem { $shown } katse päevas igas terminalis.
   *[other] Kõige rohkem { $shown } katset päevas igas terminalis.
}
policy-throttle-wait = Kui need on otsas, tuleb järgmise katseni oodata mitte kauem kui { $time }.
policy-dismissed = Endine töötaja saab ühenduseta terminalis veel sisse logida, kuid mitte kauem kui { $time }.
policy-older-than = { $count ->
    [one] { $shown } terminalist ei ole midagi kuulda olnud kauem kui { $time }.
   *[other] { $shown } terminalist ei ole midagi kuulda olnud kauem kui { $time }.
}
policy-expired = { $count ->
    [one] { $shown } terminalist ei ole midagi kuulda olnud kauem kui { $time }: seal ei saa peaaegu keegi sisse logida.
   *[other] { $shown } terminalist ei ole midagi kuulda olnud kauem kui { $time }: seal ei saa peaaegu keegi sisse logida.
}
policy-left-alone = Kes terminali juurde jõuab, enne kui on möödas { $time }, tegutseb lahkunud kasutajana.
policy-left-alone-always = Kes mahajäetud terminali juurde jõuab, tegutseb lahkunud kasutajana, ükskõik kui hilja.
policy-danger-guess = Võõras, kes ühes terminalis päev otsa arvab, leiab POS-i parooli
policy-dangerous = Midagi ei ole veel salvestatud: see on ohtlik
policy-save-all-the-same = Salvesta ikkagi
policy-show-figures = Näita arve
policy-saved-text = Ühendatud terminalidel on see sekundi jooksul, teistel siis, kui nad on tagasi.
policy-saved-looser = Salvestatud. Leebem kui enne: { $names }
