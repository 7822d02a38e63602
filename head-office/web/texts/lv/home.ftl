home-begin = Darba sākšana
home-steps-done = Izdarīts { $done } no { $all }
home-step-done = izdarīts
home-step-account = Izvēlieties savu e-pastu un biroja paroli
home-step-account-help = Saite, ar kuru pieteicāties, darbojas tikai vienu reizi.
home-step-store = Pievienojiet noliktavu
home-step-store-help = Kur glabā preces. Tirdzniecības vieta pārdod no noliktavas.
home-step-salepoint = Pievienojiet tirdzniecības vietu
home-step-salepoint-help = Kur atrodas termināļi.
home-step-users = Pievienojiet lietotājus
home-step-users-help = Ar POS paroli un tirdzniecības vietu lietotājs var pieteikties tās termināļos.
home-step-terminal = Reģistrējiet termināli
home-step-terminal-help = Centrālais birojs izveido kodu, un jūs to ievadāt terminālī.
home-step-administrator = Ieceliet otru administratoru
home-step-administrator-help = Lai kāds varētu palīdzēt, ja jūs nevarat pieteikties. Ielieciet lietotāju grupā, kas drīkst visu, un tad dodiet piekļuvi.
home-quiet = Nekas neprasa jūsu uzmanību.
home-see-terminals = Skatīt termināļus
home-see-offline = Skatīt bezsaistes termināļus
home-see-journal = Skatīt problēmas žurnālā
home-see-licences = Skatīt licences
home-salepoints-nobody-help = Neviens tur nevar pieteikties. Kam to piešķirt?
home-stores-nobody-help = Neviens no tās neko neredz. Kam to piešķirt?
home-terminals-connected = { $count ->
    [zero] Visi { $shown } termināļi ir savienoti
    [one] { $shown } terminālis ir savienots
   *[other] Visi { $shown } termināļi ir savienoti
}
home-terminals-offline = { $count ->
    [zero] { $offline } no { $shown } termināļiem bezsaistē
    [one] { $offline } no { $shown } termināļa bezsaistē
   *[other] { $offline } no { $shown } termināļiem bezsaistē
}
home-refused = { $count ->
    [0] Šodien nav atteiktu pieteikšanos
    [zero] Šodien { $shown } atteiktu pieteikšanos
    [one] Šodien { $shown } atteikta pieteikšanās
   *[other] Šodien { $shown } atteiktas pieteikšanās
}
home-invitations = { $count ->
    [zero] { $shown } ielūgumu gaida
    [one] { $shown } ielūgums gaida
   *[other] { $shown } ielūgumi gaida
}
home-salepoints-nobody = { $count ->
    [zero] { $shown } tirdzniecības vietu, kuru nav nevienam
    [one] { $shown } tirdzniecības vieta, kuras nav nevienam
   *[other] { $shown } tirdzniecības vietas, kuru nav nevienam
}
home-stores-nobody = { $count ->
    [zero] { $shown } noliktavu, kuru nav nevienam
    [one] { $shown } noliktava, kuras nav nevienam
   *[other] { $shown } noliktavas, kuru nav nevienam
}
home-no-backup = Kopš paraksta atslēgas maiņas nav veidota rezerves kopija
home-last-backup = Pēdējā rezerves kopija veidota { $at }.
home-no-backup-known = Agrākas rezerves kopijas nav zināmas.
home-no-backup-help = Pēc atjaunošanas no vecākas kopijas neviens terminālis neko nepieņemtu no galvenā biroja. Lieciet to izveidot: head-office backup.
home-later-key = { $count ->
    [zero] { $shown } termināļu nepieņem galvenā biroja paraksta atslēgu
    [one] { $shown } terminālis nepieņem galvenā biroja paraksta atslēgu
   *[other] { $shown } termināļi nepieņem galvenā biroja paraksta atslēgu
}
