# Lietotāji no CSV faila.
import = Importēt
import-title = Lietotāju imports
import-file = CSV fails
import-file-help = UTF-8, līdz 5 MB un 20 000 lietotāju.
import-corrected-file = Cits fails
import-nothing-yet = Nekas nemainās, pirms neesat redzējis, ko fails darītu.
import-check = Pārbaudīt failu
import-how = Kas ir failā
import-how-export = Pirmā rinda nosauc kolonnas. No lietotāju saraksta eksportēto var mainīt izklājlapā un importēt atpakaļ: ID kolonna pasaka, kura lietotāja rinda tā ir.
import-how-new = Rinda bez ID un zināmas atsauces pievieno jaunu lietotāju, kam vajag vārdu, uzvārdu un lietotāju grupu.
import-how-empty = Tukša šūna atstāj to, kas ir; “-” to noņem. Kolonna, kuras failā nav, neko nemaina.
import-how-places = Šūnā ir visas lietotāja tirdzniecības vietas vai noliktavas: Kesklinn, Sadama = Maiņas vadītājs. Aiz = ir cita lietotāju grupa tur.
import-how-passwords = POS paroles tiek aizmirstas, tiklīdz tās ir pārbaudītas. Formatējiet to kolonnu kā tekstu, citādi izklājlapa pazaudē sākuma nulles.
import-template = Veidne
import-export-all = Eksportēt visus lietotājus
import-gone = Faila te vairs nav
import-gone-text = Fails gaida stundu un ne pāri centrālā biroja pārstartēšanai. Ja imports pirms tam nepaspēja beigties, nekas netika mainīts. Augšupielādējiet to vēlreiz.
import-waiting = Jūsu fails gaida. Jauns fails stāsies tā vietā.
import-no-file = Izvēlieties failu
import-empty = Failā nav nevienas rindas. Izvēlieties citu
import-not-text = Tas nav CSV fails UTF-8 kodējumā. Saglabājiet to izklājlapā kā “CSV UTF-8”
import-too-large = Fails ir lielāks par { $shown } MB. Sadaliet to vairākos
import-too-many-rows = Failā ir vairāk nekā { $shown } lietotāju. Sadaliet to vairākos
import-checking = Fails tiek pārbaudīts.
import-hashing = { $count ->
    [zero] Fails tiek pārbaudīts: { $done } no { $shown } POS parolēm.
    [one] Fails tiek pārbaudīts: { $done } no { $shown } POS paroles.
   *[other] Fails tiek pārbaudīts: { $done } no { $shown } POS parolēm.
}
import-importing = Lietotāji tiek importēti.
import-settled = Gatavs.
import-wrong = { $count ->
    [zero] { $shown } kļūdu: nekas netiek importēts
    [one] { $shown } kļūda: nekas netiek importēts
   *[other] { $shown } kļūdas: nekas netiek importēts
}
import-wrong-text = Izlabojiet failu un augšupielādējiet to vēlreiz.
import-would = { $count ->
    [zero] Tiktu pievienoti vai mainīti { $shown } lietotāji
    [one] Tiktu pievienots vai mainīts { $shown } lietotājs
   *[other] Tiktu pievienoti vai mainīti { $shown } lietotāji
}
import-would-text = Vēl nekas nav mainījies.
import-nothing = Nekas nemainītos
import-nothing-text = Visi lietotāji jau ir tādi, kā saka fails.
import-do = { $count ->
    [zero] Importēt { $shown } lietotājus
    [one] Importēt { $shown } lietotāju
   *[other] Importēt { $shown } lietotājus
}
import-done = { $count ->
    [zero] Importēti { $shown } lietotāji
    [one] Importēts { $shown } lietotājs
   *[other] Importēti { $shown } lietotāji
}
import-done-text = Revīzija { $revision }. Pieslēgtajiem termināļiem tā ir sekundes laikā.
import-changed = Pa to laiku kāds ir mainījis dažus no šiem lietotājiem. Nekas netika importēts. Apskatiet, ko fails darītu tagad.
import-throttled = Pārāk daudz POS paroļu tika noraidītas
import-throttled-text = { $count ->
    [zero] Nekas netika importēts. Augšupielādējiet failu vēlreiz pēc { $shown } minūtēm.
    [one] Nekas netika importēts. Augšupielādējiet failu vēlreiz pēc { $shown } minūtes.
   *[other] Nekas netika importēts. Augšupielādējiet failu vēlreiz pēc { $shown } minūtēm.
}
import-failed = Fails netika importēts
import-failed-text = Nekas netika mainīts. Augšupielādējiet to vēlreiz; ja tas nepalīdz, iemeslu saka centrālā biroja žurnāls.
import-lacks-users = Jūs vairs nedrīkstat mainīt lietotājus
import-lacks-users-text = Pēc faila augšupielādes tika mainītas jūsu tiesības. Nekas netika importēts.
import-namesakes = { $count ->
    [zero] { $shown } jauniem lietotājiem ir kāda esoša lietotāja vārds. Vai tie ir tie paši cilvēki? Tad viņu rindām vajag ID.
    [one] { $shown } jaunam lietotājam ir kāda esoša lietotāja vārds. Vai tas ir tas pats cilvēks? Tad rindai vajag ID.
   *[other] { $shown } jauniem lietotājiem ir kāda esoša lietotāja vārds. Vai tie ir tie paši cilvēki? Tad viņu rindām vajag ID.
}
import-without-salepoint = { $count ->
    [zero] { $shown } jauniem lietotājiem nav tirdzniecības vietas, un viņi nevarēs pieteikties nevienā terminālī.
    [one] { $shown } jaunam lietotājam nav tirdzniecības vietas, un viņš nevarēs pieteikties nevienā terminālī.
   *[other] { $shown } jauniem lietotājiem nav tirdzniecības vietas, un viņi nevarēs pieteikties nevienā terminālī.
}
import-not-drawn = { $count ->
    [zero] { $shown } lietotāju vārdos ir burti, ko termināļi nevar parādīt: katra vietā ir kvadrātiņš.
    [one] { $shown } lietotāja vārdā ir burti, ko termināļi nevar parādīt: katra vietā ir kvadrātiņš.
   *[other] { $shown } lietotāju vārdos ir burti, ko termināļi nevar parādīt: katra vietā ir kvadrātiņš.
}
import-losing = { $count ->
    [zero] { $shown } lietotāji tiktu deaktivizēti vai zaudētu tirdzniecības vietu vai noliktavu. Tā ir vairāk nekā piektdaļa visu.
    [one] { $shown } lietotājs tiktu deaktivizēts vai zaudētu tirdzniecības vietu vai noliktavu. Tā ir vairāk nekā piektdaļa visu.
   *[other] { $shown } lietotāji tiktu deaktivizēti vai zaudētu tirdzniecības vietu vai noliktavu. Tā ir vairāk nekā piektdaļa visu.
}
import-number-wrong = Ievadiet { $number } – tik lietotāju kaut ko zaudētu
import-count-new = Jauni
import-count-changed = Mainīti
import-count-unchanged = Nemainīti
import-count-passwords = Ar POS paroli
import-mistakes = Kļūdas
import-row = Rinda
import-column = Kolonna
import-what-is-wrong = Kas ir nepareizi
import-more-mistakes = { $count ->
    [zero] un vēl { $shown } kļūdu
    [one] un vēl { $shown } kļūda
   *[other] un vēl { $shown } kļūdas
}
import-users-would = Kas mainītos
import-users-done = Kas mainījās
import-user = Lietotājs
import-what = Kas
import-new = Jauns
import-has-namesake = Tāds pats vārds
import-lacks-salepoint = Bez tirdzniecības vietas
import-letters = Terminālis nerāda: { $letters }
import-more-users = { $count ->
    [zero] un vēl { $shown } lietotāji
    [one] un vēl { $shown } lietotājs
   *[other] un vēl { $shown } lietotāji
}
import-to-the-list = Uz lietotājiem
import-another = Importēt citu failu
column-id = ID
# Kas rindā ir nepareizi.
import-missing = Jaunam lietotājam to vajag. Aizpildiet šūnu
import-not-none = Tas nevar būt tukšs. Ievadiet ko citu
import-twice = Kāda rinda augstāk ir par to pašu lietotāju. Atstājiet vienu no tām
import-unknown-group = Lietotāju grupas “{ $name }” nav.
import-unknown-salepoint = Tirdzniecības vietas “{ $name }” nav.
import-unknown-store = Noliktavas “{ $name }” nav.
import-unknown-column = Kolonnas “{ $name }” nav. Pirmā rinda nosauc kolonnas.
import-like = Vai domājāt “{ $name }”?
import-unknown-user = Nevienam lietotājam nav ID “{ $name }”. Jaunam lietotājam atstājiet šūnu tukšu
import-reference-taken = Atsauce “{ $name }” ir citam lietotājam
import-closed-salepoint = Tirdzniecības vieta “{ $name }” ir slēgta. Vispirms atveriet to atkal
import-closed-store = Noliktava “{ $name }” ir slēgta. Vispirms atveriet to atkal
import-not-among-stores = “{ $name }” nav starp lietotāja noliktavām. Pievienojiet to arī tur
import-named-twice = Tirdzniecības vieta “{ $name }” ir nosaukta divreiz
import-password-too-long = POS parolē ir ne vairāk kā 64 rakstzīmes
import-password-invisible = POS parolē nevar būt vadības rakstzīmju
import-password-spreadsheet = Izklājlapa ir pārveidojusi POS paroli (formula, eksponents vai decimāldaļas, atstarpe galā). Formatējiet kolonnu kā tekstu un ievadiet paroli vēlreiz
import-password-too-short = POS parolē ir vismaz { $shown } rakstzīmes
import-password-refused = Šo POS paroli nevar izmantot. Izvēlieties citu
import-too-many-refused = Pārāk daudz POS paroļu tika noraidītas. Zemāk esošās netika apskatītas
import-not-a-language = “{ $name }” nav programmu valoda. Rakstiet en, et, lv vai ru
import-not-a-status = Rakstiet active vai deactivated, nevis “{ $name }”
import-column-missing = Kolonnas trūkst. Jauniem lietotājiem to vajag
import-column-twice = Kolonna “{ $name }” ir divreiz
import-too-many-cells = Rindā ir vairāk šūnu nekā kolonnu
import-open-quote = Šajā rindā sākas pēdiņas, un nekas tās nenoslēdz
import-lacks-rights = To drīkst tikai tas, kam ir visas šīs lietotāju grupas biroja tiesības
import-last-administrator = Nepaliktu neviena, kas birojā drīkst visu
