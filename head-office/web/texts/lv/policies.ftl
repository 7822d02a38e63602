# Ko centrālais birojs nosaka termināļiem.
duration-seconds = { $count ->
    [zero] { $shown } sekunžu
    [one] { $shown } sekunde
   *[other] { $shown } sekundes
}
duration-minutes = { $count ->
    [zero] { $shown } minūšu
    [one] { $shown } minūte
   *[other] { $shown } minūtes
}
duration-hours = { $count ->
    [zero] { $shown } stundu
    [one] { $shown } stunda
   *[other] { $shown } stundas
}
duration-days = { $count ->
    [zero] { $shown } dienu
    [one] { $shown } diena
   *[other] { $shown } dienas
}
unit = Mērvienība
unit-seconds = sekundes
unit-minutes = minūtes
unit-hours = stundas
unit-days = dienas
policy-passwords = POS paroles
policy-passwords-text = Attiecas uz POS parolēm, ko iestata no šī brīža; pašreizējās paliek derīgas.
policy-min-password-length = Īsākā POS parole, rakstzīmes
policy-throttle = Nepareizas POS paroles
policy-throttle-text = Tik daudz terminālis pieļauj. Pēc tam tajā neviens nevar pieteikties, līdz atgriežas mēģinājums vai vadītājs to atbloķē.
policy-throttle-attempts = Atļautie nepareizie mēģinājumi
policy-throttle-refill = Viens mēģinājums atgriežas pēc
policy-supervisors = Vadītāju nepareizās POS paroles
policy-supervisors-text = Termināļa atbloķēšanai un datu pārlādei prasa vadītāja POS paroli. Nepareizās skaita atsevišķi.
policy-supervisor-attempts = Vadītāju atļautie nepareizie mēģinājumi
policy-supervisor-refill = Viens no tiem atgriežas pēc
policy-age = Termināļi bez centrālā biroja
policy-age-text = Terminālis turpina strādāt ar datiem, kas tam ir. Pēc pirmā laika tas saka, ka dati ir veci; pēc otrā var pieteikties tikai lietotāju grupas, kurām tas atļauts arī tad.
policy-fresh-for = Dati ir svaigi
policy-valid-for = Dati ir derīgi
policy-lock = Termināļi bez uzraudzības
policy-lock-text = Ja termināli tik ilgi neaiztiek, tas atkal prasa POS paroli. Sesija paliek.
policy-auto-lock = Bloķēt pēc
policy-auto-lock-help = 0 nozīmē nekad
policy-never = nekad
policy-no-number = Ievadiet veselu skaitli
policy-out-of-range = Robežās: { $least } – { $most }
policy-fresh-too-long = Ne ilgāk, kā dati ir derīgi
policy-stranger = Svešinieks vienā terminālī dienas laikā (lietotāji: { $users }, mēģinājumi: { $attempts })
policy-digits = Cipari
policy-finds = Atrod POS paroli
policy-shortest = īsākā
policy-generated = ģenerētā
policy-certainly = Noteikti, apmēram { $hits }
policy-one-in = 1 no { $days }
policy-less-than = mazāk par 1 no { $days }
policy-guesses-a-day = { $count ->
    [zero] Ne vairāk kā { $shown } mēģinājumu dienā katrā terminālī.
    [one] Ne vairāk kā { $shown } mēģinājums dienā katrā terminālī.
   *[other] Ne vairāk kā { $shown } mēģinājumi dienā katrā terminālī.
}
policy-throttle-wait = Kad tie izlietoti, uz nākamo jāgaida ne ilgāk kā { $time }.
policy-dismissed = Bijušais darbinieks bezsaistes terminālī vēl var pieteikties ne ilgāk kā { $time }.
policy-older-than = { $count ->
    [zero] No { $shown } termināļiem nav ziņu ilgāk nekā { $time }.
    [one] No { $shown } termināļa nav ziņu ilgāk nekā { $time }.
   *[other] No { $shown } termināļiem nav ziņu ilgāk nekā { $time }.
}
policy-expired = { $count ->
    [zero] No { $shown } termināļiem nav ziņu ilgāk nekā { $time }: tur gandrīz neviens nevar pieteikties.
    [one] No { $shown } termināļa nav ziņu ilgāk nekā { $time }: tur gandrīz neviens nevar pieteikties.
   *[other] No { $shown } termināļiem nav ziņu ilgāk nekā { $time }: tur gandrīz neviens nevar pieteikties.
}
policy-left-alone = Kas pienāk pie atstāta termināļa, rīkojas aizgājušā lietotāja vārdā; ne ilgāk kā { $time }.
policy-left-alone-always = Kas pienāk pie atstāta termināļa, rīkojas tā lietotāja vārdā, kurš aizgājis, lai cik vēlu tas būtu.
policy-danger-guess = Svešinieks, kas vienā terminālī min veselu dienu, atrod POS paroli
policy-dangerous = Vēl nekas nav saglabāts: tas ir bīstami
policy-save-all-the-same = Tomēr saglabāt
policy-show-figures = Rādīt skaitļus
policy-saved-text = Savienotajiem termināļiem tas ir sekundes laikā, pārējiem, kad tie atgriežas.
policy-saved-looser = Saglabāts. Mazāk stingri nekā iepriekš: { $names }
