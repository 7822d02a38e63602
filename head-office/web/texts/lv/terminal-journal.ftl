# Termināļa žurnāla ieraksti.
terminal-journal = Jaunākie žurnāla ieraksti
terminal-journal-none = Tas vēl neko nav nodevis.
terminal-journal-all = Visi ieraksti
column-time = Laiks
column-user = Lietotājs
column-what = Kas
column-outcome = Iznākums
journal-enrolment = Reģistrēts
journal-login = Pieteikšanās
journal-lock = Bloķēts
journal-unlock = Atbloķēts
journal-switch = Lietotājs nomainīts
journal-logout = Izrakstīšanās
journal-refresh = Atsvaidzināts
journal-reload = Lejupielādēja visu no jauna
journal-force-resync = Vadītājs pieprasīja ielādi no jauna
journal-unlock-terminal = Vadītājs atdeva mēģinājumus
journal-order-refresh = Centrālais birojs lūdza atsvaidzināt
journal-order-reload = Centrālais birojs lūdza ielādēt no jauna
journal-order-unlock = Centrālais birojs atdeva mēģinājumus
journal-repair = Bojāti dati saņemti no jauna
journal-disbelieved = Noraidīja datus, kurus nevarēja pārbaudīt
journal-move = Pārvietots
journal-removal = Izņemts no lietošanas
journal-key-rotation = Ierīces atslēga nomainīta
journal-scan = Skenēts pieteikšanās laikā, netika izmantots
journal-foreign = Nosauc citu termināli
journal-broken = Neseko iepriekšējam ierakstam
journal-fork = Žurnāls turpināts divreiz
journal-new-chain = Žurnāls sākās no jauna
outcome-granted = Atļauts
outcome-wrong-password = Nepareiza parole
outcome-inactive = Lietotājs deaktivizēts
outcome-no-salepoint = Nav tirdzniecības vietas
outcome-not-allowed = Grupa neatļauj
outcome-throttled = Pārāk daudz mēģinājumu
outcome-expired = Dati pārāk veci
outcome-not-ready = Datu vēl nav
outcome-damaged = Dati bojāti
outcome-revoked = Terminālis nav lietošanā
outcome-unable = Neizdevās
journal-gap = { $count ->
    [zero] Pirms tā trūkst { $shown } ierakstu
    [one] Pirms tā trūkst { $shown } ieraksta
   *[other] Pirms tā trūkst { $shown } ierakstu
}
journal-arrived = saņemts { $time }
