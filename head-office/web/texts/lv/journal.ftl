# Termināļu žurnāli.
journal-who = Lietotājs vai terminālis
journal-who-unknown = Nav lietotāja vai termināļa ar šādu nosaukumu
journal-who-several = { $count ->
    [zero] Atbilst { $shown }. Izvēlieties vienu.
    [one] Atbilst { $shown }. Izvēlieties vienu.
   *[other] Atbilst { $shown }. Izvēlieties vienu.
}
journal-from = No
journal-to = Līdz
journal-times-help = Abas dienas ir iekļautas. Laiki ir pēc termināļu pulksteņiem.
journal-no-time = Ievadiet dienu, piemēram, { $day }, vai dienu un laiku, piemēram, { $day } 08:30
journal-to-before-from = Ievadiet beigas, kas ir pēc sākuma
journal-all-outcomes = Visi iznākumi
column-number = Nr.
column-times = Reizes
column-remark = Piezīme
journal-range = { $count ->
    [zero] { $shown } ierakstu, jaunākie vispirms
    [one] { $shown } ieraksts, jaunākie vispirms
   *[other] { $shown } ieraksti, jaunākie vispirms
}
journal-newer = Jaunāki
journal-older = Vecāki
journal-none = Ierakstu vēl nav
journal-none-text = Termināļi pieraksta, kas pieslēdzas, ko tie atsaka un kas ar tiem notiek, un paši to nodod.
journal-no-result = Neviens ieraksts neatbilst
journal-terminal-not-yours = terminālis, kura jums nav
journal-number-of-branch = { $number } ({ $branch }. zars)
journal-missing = { $count ->
    [zero] Šeit trūkst { $shown } ierakstu
    [one] Šeit trūkst { $shown } ieraksta
   *[other] Šeit trūkst { $shown } ierakstu
}
journal-missing-numbers = { $count ->
    [1] Termināļa { $terminal } ieraksts nr. { $first } nav saņemts.
    [zero] Termināļa { $terminal } ieraksti nr. { $first }–{ $last } nav saņemti.
    [one] Termināļa { $terminal } ieraksti nr. { $first }–{ $last } nav saņemti.
   *[other] Termināļa { $terminal } ieraksti nr. { $first }–{ $last } nav saņemti.
}
journal-missing-meaning = Ko tas nozīmē
journal-missing-meaning-text = Katrs terminālis numurē to, ko pieraksta. Šie numuri ir piešķirti, bet ar tiem pierakstītais nav sasniedzis centrālo biroju: tas vēl ir ceļā, ir pazudis kopā ar termināļa failiem vai kāds to ir noņēmis. Ja tas tiks saņemts, tas ieņems savu vietu un šī piezīme pazudīs.
journal-events = Ieraksti
journal-logins = Pieteikšanās
journal-problems = Problēmas
journal-all = Visi
column-arrived = Saņemts
