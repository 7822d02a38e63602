# Vairāki lietotāji uzreiz.
bulk-selected = Atlasīti:
bulk-select = Atlasīt: { $name }
bulk-select-page = Atlasīt visus šajā lapā
bulk-select-nobody = Neatlasīt nevienu
bulk-all-matching = { $count ->
    [zero] Visi { $shown }, kas atbilst
    [one] { $shown }, kas atbilst
   *[other] Visi { $shown }, kas atbilst
}
bulk-action = Ko darīt
bulk-add-salepoint = Pievienot tirdzniecības vietu…
bulk-remove-salepoint = Noņemt tirdzniecības vietu…
bulk-add-store = Pievienot noliktavu…
bulk-remove-store = Noņemt noliktavu…
bulk-change-group = Mainīt lietotāju grupu…
bulk-deactivate = Deaktivizēt…
bulk-activate = Aktivizēt…
bulk-continue = Turpināt
bulk-cancel = Atcelt
bulk-salepoint = Tirdzniecības vieta
bulk-store = Noliktava
bulk-target-help = Ievadiet daļu no nosaukuma.
bulk-target-unknown = Nekā ar šādu nosaukumu nav
bulk-several-match = { $count ->
    [zero] Atbilst { $shown }. Ievadiet pilnu nosaukumu
    [one] Atbilst { $shown }. Ievadiet pilnu nosaukumu
   *[other] Atbilst { $shown }. Ievadiet pilnu nosaukumu
}
bulk-nobody = Neviens nav atlasīts
bulk-nobody-text = Atgriezieties sarakstā un atlasiet lietotājus.
bulk-changes-nobody = Nevienam nekas nemainītos.
bulk-can-be-undone = To 30 dienas var atsaukt lapā “Nesenās vairāku lietotāju izmaiņas”.
bulk-changed = { $count ->
    [zero] Tiek mainīti { $shown } lietotāji
    [one] Tiek mainīts { $shown } lietotājs
   *[other] Tiek mainīti { $shown } lietotāji
}
bulk-changed-then = { $count ->
    [zero] Mainīti { $shown } lietotāji
    [one] Mainīts { $shown } lietotājs
   *[other] Mainīti { $shown } lietotāji
}
bulk-left-out = Netiek mainīti
bulk-kept = Palika, kā bija
bulk-left-already-so = { $count ->
    [zero] { $shown } lietotājiem tas jau tā ir
    [one] { $shown } lietotājam tas jau tā ir
   *[other] { $shown } lietotājiem tas jau tā ir
}
bulk-left-office-rights = { $count ->
    [zero] { $shown } lietotājiem ir vai būtu biroja tiesības, kuru jums nav
    [one] { $shown } lietotājam ir vai būtu biroja tiesības, kuru jums nav
   *[other] { $shown } lietotājiem ir vai būtu biroja tiesības, kuru jums nav
}
bulk-left-oneself = Jūs: kādam citam tas jāizdara jūsu vietā
bulk-left-changed-since = { $count ->
    [zero] { $shown } lietotājiem kāds to pa to laiku ir mainījis
    [one] { $shown } lietotājam kāds to pa to laiku ir mainījis
   *[other] { $shown } lietotājiem kāds to pa to laiku ir mainījis
}
bulk-left-gone = { $count ->
    [zero] { $shown } lietotājiem nav ceļa atpakaļ: tirdzniecības vietas, noliktavas vai grupas vairs nav
    [one] { $shown } lietotājam nav ceļa atpakaļ: tirdzniecības vietas, noliktavas vai grupas vairs nav
   *[other] { $shown } lietotājiem nav ceļa atpakaļ: tirdzniecības vietas, noliktavas vai grupas vairs nav
}
bulk-number = Lai turpinātu, ievadiet { $number }
bulk-number-help = Tā ir vairāk nekā piektdaļa visu lietotāju.
bulk-number-wrong = Ievadiet { $number } – tik lietotāju tas maina
bulk-count-changed = { $count ->
    [0] Kopš šīs lapas atvēršanas citi ir mainījuši lietotājus: tagad nemainītos neviens.
    [zero] Kopš šīs lapas atvēršanas citi ir mainījuši lietotājus: tagad mainītos { $shown } lietotāji. Pirms turpināt, apskatiet vēlreiz.
    [one] Kopš šīs lapas atvēršanas citi ir mainījuši lietotājus: tagad mainītos { $shown } lietotājs. Pirms turpināt, apskatiet vēlreiz.
   *[other] Kopš šīs lapas atvēršanas citi ir mainījuši lietotājus: tagad mainītos { $shown } lietotāji. Pirms turpināt, apskatiet vēlreiz.
}
bulk-matching-changed = { $count ->
    [zero] Tagad atbilst { $shown } lietotāji; izvēloties bija { $then }.
    [one] Tagad atbilst { $shown } lietotājs; izvēloties bija { $then }.
   *[other] Tagad atbilst { $shown } lietotāji; izvēloties bija { $then }.
}
bulk-just-changed = Kāds tikko mainīja dažus no šiem lietotājiem. Nekas netika saglabāts. Pirms turpināt, apskatiet vēlreiz.
bulk-target-gone = Tirdzniecības vietas, noliktavas vai grupas vairs nav. Nekas netika saglabāts.
bulk-last-administrator = Nepaliktu neviena, kas birojā drīkst visu. Nekas netika saglabāts.
bulk-lacks-rights = Jūs vairs nedrīkstat mainīt lietotājus. Nekas netika saglabāts.
bulk-recent = Nesenās vairāku lietotāju izmaiņas
bulk-recent-help = Kas pēdējo 30 dienu laikā mainīts vairākiem lietotājiem uzreiz. Katru izmaiņu var atsaukt.
bulk-recent-none = Pēdējās 30 dienās nekā
bulk-recent-none-text = Atlasiet sarakstā vairākus lietotājus, lai tos mainītu uzreiz. Paveiktais redzams šeit, un to var atsaukt.
bulk-what = Izmaiņa
bulk-who = Kas
bulk-when = Kad
bulk-undone = Atsaukts { $when }, { $who }
bulk-undo = { $count ->
    [zero] Atsaukt { $shown } lietotājiem
    [one] Atsaukt { $shown } lietotājam
   *[other] Atsaukt { $shown } lietotājiem
}
bulk-undo-help = Pa to laiku mainītie lietotāji paliek, kādi ir, un tiek uzskaitīti šeit.
bulk-undo-too-late = To vairs nevar atsaukt: tas ir vecāks par 30 dienām vai jau ir atsaukts.
bulk-saved = Saglabāts. Savienotajiem termināļiem tas ir sekundes laikā.
bulk-to-the-list = Atpakaļ pie lietotājiem
bulk-choose-add-salepoint = { $count ->
    [zero] Pievienot tirdzniecības vietu { $shown } lietotājiem
    [one] Pievienot tirdzniecības vietu { $shown } lietotājam
   *[other] Pievienot tirdzniecības vietu { $shown } lietotājiem
}
bulk-ask-add-salepoint = { $count ->
    [zero] Pievienot tirdzniecības vietu „{ $name }” { $shown } lietotājiem?
    [one] Pievienot tirdzniecības vietu „{ $name }” { $shown } lietotājam?
   *[other] Pievienot tirdzniecības vietu „{ $name }” { $shown } lietotājiem?
}
bulk-do-add-salepoint = { $count ->
    [zero] Pievienot { $shown } lietotājiem
    [one] Pievienot { $shown } lietotājam
   *[other] Pievienot { $shown } lietotājiem
}
bulk-done-add-salepoint = { $count ->
    [zero] Tirdzniecības vieta „{ $name }” pievienota { $shown } lietotājiem
    [one] Tirdzniecības vieta „{ $name }” pievienota { $shown } lietotājam
   *[other] Tirdzniecības vieta „{ $name }” pievienota { $shown } lietotājiem
}
bulk-effect-add-salepoint = Viņi var pieteikties šajā tirdzniecības vietā ar savu lietotāju grupu.
bulk-choose-remove-salepoint = { $count ->
    [zero] Noņemt tirdzniecības vietu { $shown } lietotājiem
    [one] Noņemt tirdzniecības vietu { $shown } lietotājam
   *[other] Noņemt tirdzniecības vietu { $shown } lietotājiem
}
bulk-ask-remove-salepoint = { $count ->
    [zero] Noņemt tirdzniecības vietu „{ $name }” { $shown } lietotājiem?
    [one] Noņemt tirdzniecības vietu „{ $name }” { $shown } lietotājam?
   *[other] Noņemt tirdzniecības vietu „{ $name }” { $shown } lietotājiem?
}
bulk-do-remove-salepoint = { $count ->
    [zero] Noņemt { $shown } lietotājiem
    [one] Noņemt { $shown } lietotājam
   *[other] Noņemt { $shown } lietotājiem
}
bulk-done-remove-salepoint = { $count ->
    [zero] Tirdzniecības vieta „{ $name }” noņemta { $shown } lietotājiem
    [one] Tirdzniecības vieta „{ $name }” noņemta { $shown } lietotājam
   *[other] Tirdzniecības vieta „{ $name }” noņemta { $shown } lietotājiem
}
bulk-effect-remove-salepoint = Viņi vairs nevar pieteikties šajā tirdzniecības vietā. Termināļi bez savienojuma to uzzina, kad savienojums atjaunojas.
bulk-choose-add-store = { $count ->
    [zero] Pievienot noliktavu { $shown } lietotājiem
    [one] Pievienot noliktavu { $shown } lietotājam
   *[other] Pievienot noliktavu { $shown } lietotājiem
}
bulk-ask-add-store = { $count ->
    [zero] Pievienot noliktavu „{ $name }” { $shown } lietotājiem?
    [one] Pievienot noliktavu „{ $name }” { $shown } lietotājam?
   *[other] Pievienot noliktavu „{ $name }” { $shown } lietotājiem?
}
bulk-do-add-store = { $count ->
    [zero] Pievienot { $shown } lietotājiem
    [one] Pievienot { $shown } lietotājam
   *[other] Pievienot { $shown } lietotājiem
}
bulk-done-add-store = { $count ->
    [zero] Noliktava „{ $name }” pievienota { $shown } lietotājiem
    [one] Noliktava „{ $name }” pievienota { $shown } lietotājam
   *[other] Noliktava „{ $name }” pievienota { $shown } lietotājiem
}
bulk-effect-add-store = Noliktava ir starp viņu noliktavām. Noklusējuma noliktava paliek tā pati.
bulk-choose-remove-store = { $count ->
    [zero] Noņemt noliktavu { $shown } lietotājiem
    [one] Noņemt noliktavu { $shown } lietotājam
   *[other] Noņemt noliktavu { $shown } lietotājiem
}
bulk-ask-remove-store = { $count ->
    [zero] Noņemt noliktavu „{ $name }” { $shown } lietotājiem?
    [one] Noņemt noliktavu „{ $name }” { $shown } lietotājam?
   *[other] Noņemt noliktavu „{ $name }” { $shown } lietotājiem?
}
bulk-do-remove-store = { $count ->
    [zero] Noņemt { $shown } lietotājiem
    [one] Noņemt { $shown } lietotājam
   *[other] Noņemt { $shown } lietotājiem
}
bulk-done-remove-store = { $count ->
    [zero] Noliktava „{ $name }” noņemta { $shown } lietotājiem
    [one] Noliktava „{ $name }” noņemta { $shown } lietotājam
   *[other] Noliktava „{ $name }” noņemta { $shown } lietotājiem
}
bulk-effect-remove-store = Noliktava vairs nav starp viņu noliktavām. Kam tā bija noklusējuma noliktava, tam tādas vairs nav.
bulk-choose-change-group = { $count ->
    [zero] Mainīt lietotāju grupu { $shown } lietotājiem
    [one] Mainīt lietotāju grupu { $shown } lietotājam
   *[other] Mainīt lietotāju grupu { $shown } lietotājiem
}
bulk-ask-change-group = { $count ->
    [zero] Mainīt lietotāju grupu { $shown } lietotājiem uz „{ $name }”?
    [one] Mainīt lietotāju grupu { $shown } lietotājam uz „{ $name }”?
   *[other] Mainīt lietotāju grupu { $shown } lietotājiem uz „{ $name }”?
}
bulk-do-change-group = { $count ->
    [zero] Mainīt { $shown } lietotājiem
    [one] Mainīt { $shown } lietotājam
   *[other] Mainīt { $shown } lietotājiem
}
bulk-done-change-group = { $count ->
    [zero] Lietotāju grupa { $shown } lietotājiem mainīta uz „{ $name }”
    [one] Lietotāju grupa { $shown } lietotājam mainīta uz „{ $name }”
   *[other] Lietotāju grupa { $shown } lietotājiem mainīta uz „{ $name }”
}
bulk-effect-change-group = Tā nosaka, ko viņi drīkst birojā un POS, izņemot tirdzniecības vietas, kur viņiem ir cita grupa.
bulk-choose-deactivate = { $count ->
    [zero] Deaktivizēt { $shown } lietotājus
    [one] Deaktivizēt { $shown } lietotāju
   *[other] Deaktivizēt { $shown } lietotājus
}
bulk-ask-deactivate = { $count ->
    [zero] Deaktivizēt { $shown } lietotājus?
    [one] Deaktivizēt { $shown } lietotāju?
   *[other] Deaktivizēt { $shown } lietotājus?
}
bulk-do-deactivate = { $count ->
    [zero] Deaktivizēt { $shown } lietotājus
    [one] Deaktivizēt { $shown } lietotāju
   *[other] Deaktivizēt { $shown } lietotājus
}
bulk-done-deactivate = { $count ->
    [zero] { $shown } lietotāji deaktivizēti
    [one] { $shown } lietotājs deaktivizēts
   *[other] { $shown } lietotāji deaktivizēti
}
bulk-effect-deactivate = Viņi nevar lietot ne POS, ne biroju. No biroja viņi tiek izrakstīti uzreiz; termināļi bez savienojuma to uzzina, kad savienojums atjaunojas.
bulk-choose-activate = { $count ->
    [zero] Aktivizēt { $shown } lietotājus
    [one] Aktivizēt { $shown } lietotāju
   *[other] Aktivizēt { $shown } lietotājus
}
bulk-ask-activate = { $count ->
    [zero] Aktivizēt { $shown } lietotājus?
    [one] Aktivizēt { $shown } lietotāju?
   *[other] Aktivizēt { $shown } lietotājus?
}
bulk-do-activate = { $count ->
    [zero] Aktivizēt { $shown } lietotājus
    [one] Aktivizēt { $shown } lietotāju
   *[other] Aktivizēt { $shown } lietotājus
}
bulk-done-activate = { $count ->
    [zero] { $shown } lietotāji aktivizēti
    [one] { $shown } lietotājs aktivizēts
   *[other] { $shown } lietotāji aktivizēti
}
bulk-effect-activate = Viņi atkal var lietot POS un biroju ar visu, kas viņiem piešķirts.
