nav-places = Vietas
salepoints = Tirdzniecības vietas
salepoint = Tirdzniecības vieta
stores = Noliktavas
terminals = Termināļi
column-name = Nosaukums
column-sold-from = Tirdzniecības vietas, kas pārdod no tās
salepoint-add = Pievienot tirdzniecības vietu
store-add = Pievienot noliktavu
salepoints-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } tirdzniecības vietām
    [one] { $from }–{ $to } no { $shown } tirdzniecības vietas
   *[other] { $from }–{ $to } no { $shown } tirdzniecības vietām
}
stores-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } noliktavām
    [one] { $from }–{ $to } no { $shown } noliktavas
   *[other] { $from }–{ $to } no { $shown } noliktavām
}
salepoints-none = Jums vēl nav tirdzniecības vietu
salepoints-none-text = Jūs redzat tikai tās tirdzniecības vietas, kas ir jums pašam. Administrators tās pievieno sadaļā Personāls → Lietotāji → jūsu vārds → Tirdzniecības vieta.
stores-none = Jums vēl nav noliktavu
stores-none-text = Jūs redzat tikai tās noliktavas, kas ir jums pašam. Administrators tās pievieno sadaļā Personāls → Lietotāji → jūsu vārds → Noliktava.
salepoints-no-result = Neviena tirdzniecības vieta neatbilst
stores-no-result = Neviena noliktava neatbilst
places-no-result-text = { $count ->
    [0] Ar šādu nosaukumu nav arī slēgtas.
    [zero] Ar šādu nosaukumu ir { $shown } atvērtas vai slēgtas.
    [one] Ar šādu nosaukumu ir { $shown } atvērta vai slēgta.
   *[other] Ar šādu nosaukumu ir { $shown } atvērtas vai slēgtas.
}
places-look-among-all = Meklēt starp visām
places-open = Atvērtās
places-closed = Slēgtās
place-state-open = Atvērta
place-state-closed = Slēgta
place-no-users = Nav lietotāju
name-missing = Ievadiet nosaukumu
name-taken = Šāds nosaukums jau ir, varbūt slēgtai vietai. Izvēlieties citu
saved = Saglabāts
save = Saglabāt
back = Atpakaļ
edit = Rediģēt
settings = Iestatījumi
look-only = Jūsu lietotāju grupa drīkst to skatīt, bet ne mainīt.
salepoint-closed-read-only = Šī tirdzniecības vieta ir slēgta. Lai to mainītu, atveriet to no jauna.
store-closed-read-only = Šī noliktava ir slēgta. Lai to mainītu, atveriet to no jauna.
both-text = Jūsu ievadītais ir saglabāts. Lai to piemērotu, saglabājiet vēlreiz.
both-field = Lauks
both-saved = Tagad saglabāts
both-yours = Jūsu
both-keep = Paturēt
both-taken-over = Tur arī mainīts un pārņemts:
salepoint-new = Jauna tirdzniecības vieta
salepoint-name-help = Redzams tās termināļos
salepoint-language = Tās termināļu valoda
salepoint-language-help = Kamēr neviens nav pieteicies. Pēc tam – lietotāja.
salepoint-language-missing = Izvēlieties valodu
salepoint-store = Noliktava, no kuras tā pārdod
salepoint-store-help = Krājums, no kura tur noraksta pārdoto
salepoint-store-type = Krājums, no kura tur noraksta pārdoto. Ierakstiet noliktavas nosaukumu vai tā daļu
salepoint-store-unknown = Šādas atvērtas noliktavas nav. Izvēlieties citu
salepoint-step-1 = 1. solis no 2. Tālāk: kuri lietotāji to saņem.
store-step-1 = 1. solis no 2. Tālāk: kuri lietotāji to saņem.
store-new = Jauna noliktava
store-name-help = Redzams termināļos, izvēloties noliktavu
store-sold-from-none = Neviena tirdzniecības vieta, ko redzat, no tās nepārdod.
store-users-and-end = Kam tā ir, un tās slēgšana
store-close = Slēgt šo noliktavu…
store-close-do = Slēgt noliktavu
store-reopen-text = Nevienam tās nav. Pēc atvēršanas izvēlēsieties, kas to saņem.
users-count = { $count ->
    [zero] { $shown } lietotāji
    [one] { $shown } lietotājs
   *[other] { $shown } lietotāji
}
terminals-count = { $count ->
    [zero] { $shown } termināļi
    [one] { $shown } terminālis
   *[other] { $shown } termināļi
}
place-give = Piešķirt lietotājiem…
place-given = { $count ->
    [0] Saglabāts. Visiem tā jau bija
    [zero] Saglabāts. Tagad tā ir { $shown } lietotājiem
    [one] Saglabāts. Tagad tā ir { $shown } lietotājam
   *[other] Saglabāts. Tagad tā ir { $shown } lietotājiem
}
place-given-nobody = Pagaidām to neviens nesaņēma
place-left-out = { $count ->
    [zero] { $shown } lietotāju tika izlaisti, jo viņiem ir biroja tiesības, kuru jums nav, un tur cita lietotāju grupa:
    [one] { $shown } lietotājs tika izlaists, jo viņam ir biroja tiesības, kuru jums nav, un tur cita lietotāju grupa:
   *[other] { $shown } lietotāji tika izlaisti, jo viņiem ir biroja tiesības, kuru jums nav, un tur cita lietotāju grupa:
}
place-closed = Slēgts
place-reopen = Atvērt no jauna
place-undo = Atsaukt slēgšanu
place-undo-text = { $count ->
    [zero] Līdz { $until }: { $shown } lietotāji, kam tā bija, to atgūst, un viss ir kā iepriekš.
    [one] Līdz { $until }: { $shown } lietotājs, kam tā bija, to atgūst, un viss ir kā iepriekš.
   *[other] Līdz { $until }: { $shown } lietotāji, kam tā bija, to atgūst, un viss ir kā iepriekš.
}
place-undone = { $count ->
    [zero] Atkal atvērta, un tā atkal ir { $shown } lietotājiem
    [one] Atkal atvērta, un tā atkal ir { $shown } lietotājam
   *[other] Atkal atvērta, un tā atkal ir { $shown } lietotājiem
}
place-not-given-back = { $count ->
    [zero] { $shown } lietotāji tika izlaisti, jo viņu lietotāju grupas tur vairs nav:
    [one] { $shown } lietotājs tika izlaists, jo viņa lietotāju grupas tur vairs nav:
   *[other] { $shown } lietotāji tika izlaisti, jo viņu lietotāju grupas tur vairs nav:
}
place-reopened = “{ $name }” atkal ir atvērta
place-close-question = Vai slēgt “{ $name }”?
place-close-number = { $count ->
    [zero] Vairāk nekā piektdaļa lietotāju. Ierakstiet { $shown }
    [one] Vairāk nekā piektdaļa lietotāju. Ierakstiet { $shown }
   *[other] Vairāk nekā piektdaļa lietotāju. Ierakstiet { $shown }
}
place-close-number-wrong = Ierakstiet, cik lietotāju tas skar
place-changed-meanwhile = Kāds to pa to laiku ir mainījis, vai arī jūs to vairs nedrīkstat darīt. Nekas netika mainīts.
place-close-changed = Pa to laiku mainījies, ko tas skar
place-close-changed-text = Nekas netika slēgts. Zemāk ir pašreizējais stāvoklis; ja tas ir pareizi, nospiediet vēlreiz.
salepoint-end = Slēgšana
salepoint-end-text = Tirdzniecības vietu nekad neizdzēš: tās pārdošanas un žurnāli paliek.
salepoint-close = Slēgt šo tirdzniecības vietu…
salepoint-close-do = Slēgt tirdzniecības vietu
salepoint-close-terminals = Tur stāv termināļi. Vispirms pārvietojiet tos vai izņemiet no lietošanas sadaļā Termināļi:
salepoint-close-users = { $count ->
    [0] Nevienam tās nav.
    [zero] { $shown } lietotāji to zaudē un uzreiz vairs nevar tur pieteikties.
    [one] { $shown } lietotājs to zaudē un uzreiz vairs nevar tur pieteikties.
   *[other] { $shown } lietotāji to zaudē un uzreiz vairs nevar tur pieteikties.
}
salepoint-close-codes = Tās termināļu reģistrācijas kodi vairs nav derīgi.
salepoint-close-kept = Tās pārdošanas, žurnāli un vēsture paliek. 30 dienas slēgšanu var atsaukt.
salepoint-reopen-text = Nevienam tās nav. Pēc atvēršanas izvēlēsieties, kas to saņem.
store-close-users = { $count ->
    [0] Nevienam tās nav.
    [zero] { $shown } lietotāji to zaudē.
    [one] { $shown } lietotājs to zaudē.
   *[other] { $shown } lietotāji to zaudē.
}
store-close-defaults = { $count ->
    [0] Tā nav neviena noklusējuma noliktava.
    [zero] Tā ir { $shown } lietotāju noklusējuma noliktava; viņiem nebūs nevienas.
    [one] Tā ir { $shown } lietotāja noklusējuma noliktava; viņam nebūs nevienas.
   *[other] Tā ir { $shown } lietotāju noklusējuma noliktava; viņiem nebūs nevienas.
}
store-close-kept = Tās atskaites un vēsture paliek. 30 dienas slēgšanu var atsaukt.
store-close-salepoints = { $count ->
    [zero] { $shown } tirdzniecības vietas, kas no tās pārdod, paliek bez noliktavas
    [one] { $shown } tirdzniecības vieta, kas no tās pārdod, paliek bez noliktavas
   *[other] { $shown } tirdzniecības vietas, kas no tās pārdod, paliek bez noliktavas
}
store-close-salepoints-missing = Atzīmējiet to vai vispirms piešķiriet šīm vietām citu noliktavu
give-question = Kam jābūt “{ $name }”?
salepoint-saved = Tirdzniecības vieta “{ $name }” ir saglabāta
store-saved = Noliktava “{ $name }” ir saglabāta
salepoint-step-2 = 2. solis no 2. Kamēr tās nav nevienam lietotājam, tur neviens nevar pieteikties. Kas to pirmais piešķir, to saņem arī pats.
store-step-2 = 2. solis no 2. Kamēr tās nav nevienam lietotājam, neviens neredz tās atskaites. Kas to pirmais piešķir, to saņem arī pats.
give-all = Visi aktīvie lietotāji
give-of = Visi, kam ir tirdzniecības vieta…
give-of-choice = { $count ->
    [zero] { $name } — { $shown } lietotāji
    [one] { $name } — { $shown } lietotājs
   *[other] { $name } — { $shown } lietotāji
}
give-of-help = Ar lietotāju grupu, kas viņiem tur ir
give-of-help-store = Tikai aktīvie lietotāji
give-of-unknown = Šādas atvērtas tirdzniecības vietas nav. Izvēlieties citu
give-of-several = { $count ->
    [zero] Atbilst { $shown } tirdzniecības vietas. Ierakstiet pilnu nosaukumu
    [one] Atbilst { $shown } tirdzniecības vieta. Ierakstiet pilnu nosaukumu
   *[other] Atbilst { $shown } tirdzniecības vietas. Ierakstiet pilnu nosaukumu
}
give-pick = Izvēlēties lietotājus
give-pick-help = Atver sarakstu; atzīmējiet un saglabājiet
give-pick-from = Aktīvie lietotāji
give-pick-missing = Atzīmējiet vismaz vienu lietotāju
give-picked = { $count ->
    [zero] Izvēlēti { $shown }
    [one] Izvēlēts { $shown }
   *[other] Izvēlēti { $shown }
}
give-nobody = Pagaidām nevienam
give-nobody-help = Tā paliek jūsu sarakstā, kamēr tā nav nevienam
give-missing = Izvēlieties, kas to saņem
give-show = Rādīt šos lietotājus
give-show-count = { $count ->
    [zero] Rādīt { $shown } lietotājus
    [one] Rādīt { $shown } lietotāju
   *[other] Rādīt { $shown } lietotājus
}
show-as-list = Rādīt kā sarakstu
salepoint-store-is = Noliktava: { $name }
salepoint-no-store = Nav noliktavas
salepoint-users-here = { $count ->
    [0] Šeit neviens nevar pieteikties
    [zero] Šeit var pieteikties { $shown } lietotāji
    [one] Šeit var pieteikties { $shown } lietotājs
   *[other] Šeit var pieteikties { $shown } lietotāji
}
salepoint-nobody-here = Var aktīvi lietotāji ar POS paroli, kam ir šī tirdzniecības vieta. Piešķiriet to lietotājiem.
column-group-here = Lietotāju grupa šeit
column-last-login-here = Pēdējoreiz šeit
history-open = Atvērta
check-question = Kāpēc kāds šeit nevar pieteikties?
check-user = Lietotājs
check-do = Pārbaudīt
check-unknown = Nav lietotāja ar šādu vārdu
check-several = { $count ->
    [zero] Atbilst { $shown } lietotāji:
    [one] Atbilst { $shown } lietotājs:
   *[other] Atbilst { $shown } lietotāji:
}
check-fine = { $user } var pieteikties vietā { $salepoint }
check-not-fine = { $user } nevar pieteikties vietā { $salepoint }
check-terminal-says = Terminālis saka: “{ $words }”
check-has-password = Ir POS parole
check-no-password = Nav POS paroles.
check-give-password = Piešķirt
check-active = Ir aktīvs
check-not-active = Ir deaktivizēts.
check-activate = Aktivizēt
check-has-salepoint = Ir šī tirdzniecības vieta
check-no-salepoint = Nav šīs tirdzniecības vietas.
check-give-salepoint = Pievienot
check-no-terminal = Šeit nav neviena termināļa.
check-latest = Visiem šejienes termināļiem ir šī lietotāja jaunākie dati
check-not-latest = Ne visiem šejienes termināļiem ir šī lietotāja jaunākie dati.
check-last-seen = { $terminal } pēdējoreiz bija sakaros { $time } un saņems tos, kad atgriezīsies.
check-never-seen = { $terminal } nekad nav bijis sakaros.
check-see-terminal = Skatīt termināli
check-not-throttled = Neviens terminālis šeit nav bloķēts nepareizu mēģinājumu dēļ (pēc pēdējā ziņojuma)
check-throttled = Šeit bija pārāk daudz nepareizu mēģinājumu.
terminal-says-wrong-password = Nepareiza kases parole.
terminal-says-not-active = Jūsu lietotājs ir deaktivizēts.
terminal-says-no-salepoint = Jums nav piešķirta tirdzniecības vieta „{ $name }”.
terminal-says-throttled = Pārāk daudz nepareizu mēģinājumu.
salepoint-not-yours = tirdzniecības vieta, kuras jums nav
store-not-yours = noliktava, kuras jums nav
salepoints-not-yours = { $count ->
    [zero] { $shown } tirdzniecības vietu, kuru jums nav
    [one] { $shown } tirdzniecības vieta, kuras jums nav
   *[other] { $shown } tirdzniecības vietas, kuru jums nav
}
place-not-yours = Tās nav šajā sarakstā, jo jums pašam tās nav.
own-grants = Jūsu tirdzniecības vietas un noliktavas
no-salepoint-text = Jums nav tirdzniecības vietu, tāpēc šeit nekas no tām netiek rādīts. Tās piešķir sadaļā Personāls → Lietotāji → jūsu vārds → Tirdzniecības vieta.
address = Adrese
address-optional = Adrese (nav obligāta)
receipt = Čeks
receipt-header = Čeka galvene
receipt-header-optional = Čeka galvene (nav obligāta)
receipt-header-help = Ar ko sākas šīs tirdzniecības vietas čeki
on-the-receipt = Čekā:
own-limits = Stingrāki noteikumi šai tirdzniecības vietai
own-limits-help = Termināļi šeit ievēro šos. Ja uzņēmuma noteikums ir stingrāks, spēkā ir tas.
own-as-company = kā uzņēmumā
own-empty = Uzņēmuma noteikums: { $value }
own-overruled = Uzņēmuma vērtība ir stingrāka un ir spēkā: { $value }
own-less-strict = Ne mazāk stingri kā uzņēmumā: { $value }
lines-too-many = { $count ->
    [zero] Ievadiet ne vairāk kā { $shown } rindu
    [one] Ievadiet ne vairāk kā { $shown } rindu
   *[other] Ievadiet ne vairāk kā { $shown } rindas
}
lines-too-long = { $count ->
    [zero] Ievadiet rindā ne vairāk kā { $shown } rakstzīmju
    [one] Ievadiet rindā ne vairāk kā { $shown } rakstzīmi
   *[other] Ievadiet rindā ne vairāk kā { $shown } rakstzīmes
}
check-may-not-know = { $user } var pieteikties vietā { $salepoint }, bet šeit, iespējams, vēl nav zināms: { $terminals }
salepoint-enrol = Reģistrēt šeit termināli
salepoint-tab-here = Lietotāji un termināļi
