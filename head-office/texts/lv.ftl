# Tīmekļa birojs latviešu valodā.
skip-to-content = Pāriet uz saturu
menu = Izvēlne
main-navigation = Galvenā izvēlne
language = Valoda
ok = Labi
error-prefix = Kļūda:
problem-title = Kaut kas nav pareizi
save-changes = Saglabāt izmaiņas
to-the-first-page = Uz pirmo lapu

failure-not-found = Šeit nekā nav
failure-not-found-text = Adrese ir nepareiza, vai lapas vairs nav.
failure-not-allowed = Jūsu lietotāju grupa to neatļauj
failure-not-allowed-text = Ja jums tas ir vajadzīgs, vērsieties pie administratora.
failure-malformed = Pieprasījumu neizdevās nolasīt
failure-malformed-text = Atgriezieties, pārlādējiet lapu un mēģiniet vēlreiz.
failure-internal = Galvenajā birojā radās kļūme
failure-internal-text = Nekas netika mainīts. Iemesls ir galvenā biroja žurnālā.

home = Birojs
home-nothing = Jūsu lietotāju grupa birojā vēl neko nerāda. Vērsieties pie administratora.

sign-in = Pieteikties
sign-in-refused = E-pasts vai parole nav pareiza. Vai arī šis konts nevar lietot biroju.
sign-in-throttled = { $count ->
    [zero] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtēm.
    [one] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtes.
   *[other] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtēm.
}
sign-in-forgot = Aizmirsāt paroli? Administrators var izveidot saiti, ar kuru pieteikties.
sign-out = Izrakstīties
sign-out-everywhere = Izrakstīties visur
link-for = Ar šo saiti jūs pieteiksieties kā
link-once = Tā darbojas vienreiz. Pēc tam varēsiet izvēlēties e-pastu un biroja paroli.
link-void = Šo saiti nevar izmantot
link-void-text = Tā jau ir izmantota, ir vecāka par 48 stundām vai aizstāta ar jaunāku. Palūdziet citu.

account = E-pasts un biroja parole
account-first = Jūs esat pieteicies. Izvēlieties e-pastu un biroja paroli, lai nākamreiz pieteiktos bez saites.
account-later = Vēlāk
account-ends-sessions = Visur citur jūs tiksiet izrakstīts.
email = E-pasts
email-help = Ar to jūs piesakāties birojā.
email-empty = Ievadiet savu e-pastu
email-not-an-address = Ievadiet e-pasta adresi, piemēram, vards@example.com
email-taken = Šis e-pasts ir citam kontam
office-password = Biroja parole
office-password-help = Nevis jūsu POS parole.
password-present = Pašreizējā biroja parole
password-present-empty = Ievadiet pašreizējo biroja paroli
password-present-wrong = Šī nav jūsu pašreizējā biroja parole
password-new = Jaunā biroja parole
password-new-help = Vismaz 10 rakstzīmes. Nevis jūsu POS parole.
password-again = Jaunā biroja parole vēlreiz
password-too-short = Ievadiet vismaz 10 rakstzīmes
password-too-long = Ievadiet ne vairāk kā 200 rakstzīmes
password-easily-guessed = Šo paroli ir viegli uzminēt. Izvēlieties citu
password-differs = Ievadiet vienu un to pašu paroli divreiz

month-names = janv. febr. marts apr. maijs jūn. jūl. aug. sept. okt. nov. dec.

nav-personnel = Personāls
users = Lietotāji
search-by-name = Meklēt pēc vārda
active-salepoint = Aktīvā tirdzniecības vieta
all-salepoints = Visas tirdzniecības vietas
apply = Lietot
status-active = Aktīvie
status-deactivated = Deaktivizētie
status-all = Visi
export-csv = Eksportēt CSV
pages = Lapas
none = Nav
default-store = Noklusējuma noliktava
column-first-name = Vārds
column-last-name = Uzvārds
column-group = Lietotāju grupa
column-salepoints = Tirdzniecības vietas
column-stores = Noliktavas
column-status = Statuss
column-last-pos-login = Pēdējoreiz POS
column-language = Valoda
more-places = un vēl { $shown }
users-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } lietotājiem
    [one] { $from }–{ $to } no { $shown } lietotāja
   *[other] { $from }–{ $to } no { $shown } lietotājiem
}
users-none = Lietotāju vēl nav
users-none-text = Lietotājs ir cilvēks, kas lieto POS, biroju vai abus. Kamēr lietotājus šeit nevar pievienot, tos ieved head-office import.
users-no-result = Neviens lietotājs neatbilst
users-no-result-text = { $count ->
    [0] Ar šādu vārdu neviena nav arī starp deaktivizētajiem un citās tirdzniecības vietās.
    [zero] { $shown } lietotāji ar šādu vārdu ir deaktivizēti vai citā tirdzniecības vietā.
    [one] { $shown } lietotājs ar šādu vārdu ir deaktivizēts vai citā tirdzniecības vietā.
   *[other] { $shown } lietotāji ar šādu vārdu ir deaktivizēti vai citā tirdzniecības vietā.
}
users-look-among-all = Meklēt starp visiem lietotājiem
clear-filters = Notīrīt filtrus
