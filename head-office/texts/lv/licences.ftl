licences = Licences un moduļi
licences-office = Biroja licences
licences-are-bought = nopirktas
licences-are-used = izmantotas
licences-are-free = brīvas
licences-add = Pievienot licences
licences-bought = Nopirktās licences
licences-bought-help = Visas kopā, ne tikai jaunās. Norēķini nav pievienoti: ievadiet, cik licenču uzņēmums ir nopircis.
licences-no-number = Ievadiet veselu skaitli no 1 līdz 100 000
licences-fewer = { $count ->
    [zero] Piesaistītas { $shown } licences: mazāk nevar būt. Vispirms atbrīvojiet kādu
    [one] Piesaistīta { $shown } licence: mazāk nevar būt. Vispirms atbrīvojiet kādu
   *[other] Piesaistītas { $shown } licences: mazāk nevar būt. Vispirms atbrīvojiet kādu
}
licence-link = Dot kādam piekļuvi
licence-user = Lietotājs
licence-user-help = Ierakstiet daļu no vārda.
licence-user-missing = Izvēlieties lietotāju
licence-user-unknown = Nav aktīva lietotāja ar šādu vārdu
licence-user-several = Atbilst vairāki lietotāji. Izvēlieties vienu zemāk
licence-user-choose = Kurš ir domāts?
licence-email-help = Uz šejieni tiks nosūtīta apstiprinājuma vēstule. Saite tajā darbojas vienreiz, 48 stundas.
licence-email-new-help = Uz jauno e-pastu tiks nosūtīta saite. Līdz tā atvērta, paliek pašreizējais, uz kuru nosūtīs ziņu.
licence-email-empty = Ievadiet e-pastu
licence-none-free = Nav brīvas licences. Pievienojiet licences vai atbrīvojiet kādu
licence-linked-already = Šim lietotājam jau ir licence
licence-not-linked = Šim lietotājam vairs nav licences
licence-deactivated = Lietotājs ir deaktivizēts. Vispirms aktivizējiet lietotāju
licence-lacks-rights = Šī lietotāja grupai ir biroja tiesības, kuru jums pašam nav
licence-nothing-asked = Neviens e-pasts vairs negaida apstiprinājumu
licence-holders = Kam ir licence
licence-waiting = Gaida nosūtīšanu
licence-not-sent-yet = Vēl nav nosūtīts: { $answer }. Vēlreiz { $time }
licence-sent = Vēstule nosūtīta { $time }, nav apstiprināts
licence-kept = Vēstule ielikta mapē “mail” { $time }, nav apstiprināts
licence-refused = Pasta serveris atteica: { $answer }
licence-expired = Uzaicinājuma termiņš beidzies
licence-new-email = Jaunais e-pasts { $email }: { $state }
licence-signed-in = Pieteicās { $time }
licence-confirmed = Apstiprināts, vēl nav pieteicies
licence-no-email = E-pasts vēl nav izvēlēts
licence-is-deactivated = Deaktivizēts: nevar pieteikties
licence-send-again = Sūtīt vēlreiz
licence-cancel-invitation = Atcelt ielūgumu
licence-cancel-asks = Atcelt ielūgumu…
licence-cancel-question = Vai atcelt ielūgumu: { $name }?
licence-cancel-voids = Nosūtītā saite vairs nedarbosies.
licence-cancel-frees = Licence kļūs brīva.
licence-invite = Nosūtīt ielūgumu
licence-cancel-email = Paturēt pašreizējo e-pastu
licence-change-email = Mainīt e-pastu
licence-unlink-asks = Atbrīvot…
licence-unlink-long = Atbrīvot licenci…
licence-unlink-question = Vai atbrīvot licenci: { $name }?
licence-unlink-frees = Atbrīvo licenci un izraksta lietotāju.
licence-unlink-forgets = E-pasts un biroja parole tiek dzēsti. POS parole paliek.
licence-unlink = Atbrīvot licenci
licence-done-linked = Licence ir piesaistīta
licence-done-sent = Vēstule tiek sūtīta vēlreiz
licence-done-changed = Jaunais e-pasts gaida apstiprinājumu
licence-done-cancelled = Atcelts
licence-done-cancelled-text = Nosūtītā saite vairs nedarbojas.
licence-done-unlinked = Licence ir brīva
licence-done-bought = Saglabāts
licence-mail-on-its-way = Apstiprinājuma vēstule ir ceļā. Tās stāvoklis ir zemāk.
licence-mail-kept = Šim centrālajam birojam nav pasta servera: vēstule ar saiti tiek ielikta tā datora mapē “mail”. To var nodot tas, kas par šo datoru rūpējas.
modules = Moduļi
module-included = Iekļauts
module-terminal = POS terminālis
module-sync = Pieteikšanās un sinhronizācija
module-office = Tīmekļa birojs
module-licences = { $count ->
    [zero] { $shown } licenču
    [one] { $shown } licence
   *[other] { $shown } licences
}
office-access = Piekļuve birojam
office-access-of = Piekļuve birojam: { $name }
office-licence = Biroja licence
office-licence-linked = Piesaistīta
office-password-chosen = Izvēlēta
office-password-not-chosen = Vēl nav izvēlēta
office-last-sign-in = Pēdējā pieteikšanās
office-never = Nekad
office-may = Ko lietotājs drīkst darīt birojā
office-may-from = No grupas { $group }.
office-may-nothing = Šī grupa birojā neko neatļauj.
office-read-only = Varat to apskatīt. Jūsu lietotāju grupa neatļauj mainīt licences.
