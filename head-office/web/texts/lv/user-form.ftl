new-user = Jauns lietotājs
crumbs = Jūs atrodaties šeit
tabs = Veidlapas daļas
tab-general = Vispārīgi
tab-salepoint = Tirdzniecības vieta
tab-store = Noliktava
read-only = Jūs varat to apskatīt. Jūsu lietotāju grupa neļauj mainīt lietotājus.
choose = Izvēlieties…
add = Pievienot
add-all = Pievienot visas
delete-all = Dzēst visas
remove = Noņemt
undo = Atsaukt
find = Meklēt
cancel = Atcelt
discard = Atmest
generate = Ģenerēt
no-changes = Izmaiņu nav
not-saved-yet = Vēl nav saglabāts:
cancel-title = Vai atmest nesaglabāto?
go-on-editing = Turpināt rediģēt
left-title = Nesaglabātas izmaiņas, { $when }
printed-on-the-invoice = Tiks drukāts rēķinā
on-the-invoice = Rēķinā:
pos-password = POS parole
pos-password-again = POS parole vēlreiz
pos-password-help = Izmanto, lai pieteiktos POS. Iesakām tikai ciparus.
pos-password-keep = Lai paliktu pašreizējā, atstājiet tukšu.
pos-password-none-yet = Bez tās terminālī pieteikties nevar.
new-pos-password = Jauna POS parole: stāsies spēkā, saglabājot.
generated-title = Jauna POS parole
generated-text = Pierakstiet to: vairs netiks rādīta. Stāsies spēkā, saglabājot.
pos-password-recommended = Ieteicams vismaz { $shown } cipari.
user-active = Aktīvs
user-active-help = Ja izslēgts, lietotājs nevar izmantot ne POS, ne biroju.
group-help = Nosaka, ko šis lietotājs drīkst darīt.
language-help = Valoda, kurā programmas tiek rādītas šim lietotājam.
default-store-help = Tiek izvēlēta, lietotājam piesakoties. Tikai šī lietotāja noliktavas.
default-store-none = Nav
default-store-not-among = Izvēlieties kādu no lietotāja noliktavām vai vispirms pievienojiet šo
salepoint-to-add = Pievienojamā tirdzniecības vieta
store-to-add = Pievienojamā noliktava
column-salepoint = Tirdzniecības vieta
column-store = Noliktava
column-state = Stāvoklis
column-sells-from = No tās pārdod
user-group-here = Lietotāju grupa šeit
group-as-the-user = Kā lietotājam: { $group }
group-of-the-user = Kā lietotājam
state-saved = Saglabāts
state-added = Jauns, nav saglabāts
state-removed = Noņemts, nav saglabāts
places-all-added = { $count ->
    [zero] Pievienotas visas { $shown } vietas. Vēlāk atvērtas vietas netiek pievienotas automātiski.
    [one] Pievienotas visas: { $shown } vieta. Vēlāk atvērtas vietas netiek pievienotas automātiski.
   *[other] Pievienotas visas { $shown } vietas. Vēlāk atvērtas vietas netiek pievienotas automātiski.
}
places-all-removed = { $count ->
    [zero] Saglabājot tiks noņemtas visas { $shown } vietas.
    [one] Saglabājot tiks noņemta { $shown } vieta.
   *[other] Saglabājot tiks noņemtas visas { $shown } vietas.
}
places-none-found = Nekā ar šādu nosaukumu.
salepoints-none-granted = Tirdzniecības vietu vēl nav. Bez tās lietotājs nevar pieteikties nevienā terminālī.
stores-none-granted = Noliktavu vēl nav.
n-salepoints = { $count ->
    [zero] { $shown } tirdzniecības vietu
    [one] { $shown } tirdzniecības vieta
   *[other] { $shown } tirdzniecības vietas
}
n-stores = { $count ->
    [zero] { $shown } noliktavu
    [one] { $shown } noliktava
   *[other] { $shown } noliktavas
}
place-choose = Izvēlieties, ko pievienot
place-unknown = “{ $typed }” nav
place-several = Atbilst { $shown }: { $names }. Ievadiet pilnu nosaukumu
first-name-missing = Ievadiet vārdu
last-name-missing = Ievadiet uzvārdu
name-too-long = Ievadiet ne vairāk kā { $shown } rakstzīmes
name-invisible = Noņemiet neredzamās rakstzīmes
letters-not-drawn = Šos burtus termināļi nevar parādīt, katra vietā ir kvadrātiņš:
pos-password-not-on-keyboard = Lietojiet tikai rakstzīmes, kas ir POS ekrāna tastatūrā
group-missing = Izvēlieties lietotāju grupu
pos-password-too-short = Ievadiet vismaz { $shown } rakstzīmes
pos-password-differs = Ievadiet vienu un to pašu POS paroli divreiz
pos-password-unusable = Šo POS paroli nevar izmantot. Izvēlieties citu vai nospiediet “Ģenerēt”
pos-password-type-again = Ievadiet POS paroli vēlreiz: pa to laiku mainīts, kā paroles glabā
pos-password-throttled = { $count ->
    [zero] Pārāk daudz POS paroļu tika noraidītas. Mēģiniet pēc { $shown } minūtēm vai tad nospiediet “Ģenerēt”
    [one] Pārāk daudz POS paroļu tika noraidītas. Mēģiniet pēc { $shown } minūtes vai tad nospiediet “Ģenerēt”
   *[other] Pārāk daudz POS paroļu tika noraidītas. Mēģiniet pēc { $shown } minūtēm vai tad nospiediet “Ģenerēt”
}
last-administrator = Šis ir pēdējais administrators. Vispirms ieceliet kādu citu
lacks-rights = Tas attiecas uz biroja tiesībām, kuru jums pašam nav
conflict-title = { $name } to mainīja: { $when }
conflict-text = Nekas netika pārrakstīts. Izvēlieties, kuru vērtību paturēt, un saglabājiet vēlreiz.
saved-inactive = Lietotājs ir deaktivizēts: nevar pieteikties ne POS, ne birojā.
warning-no-salepoint = Šis lietotājs nevar pieteikties nevienā terminālī: nav piešķirta tirdzniecības vieta.
warning-no-pos-password = Šis lietotājs nevar pieteikties nevienā terminālī: nav POS paroles.
warning-default-store-elsewhere = No noklusējuma noliktavas pārdod tikai tirdzniecības vietās, kuru šim lietotājam nav.
add-a-salepoint = Pievienot tirdzniecības vietu
set-a-pos-password = Iestatīt POS paroli
not-granted = Nav piešķirts
places-changed-meanwhile = Kāds cits tikko mainīja šo sarakstu. Apskatiet to un nospiediet vēlreiz
typed-not-saved = Vēl nav saglabāts
already-added = Tas jau tika pievienots
already-added-text = Veidlapa tika nosūtīta divreiz, tāpēc nekas vairāk netika pievienots. Mainiet šeit, kas atšķiras.
oneself-title = Ar to jūs izslēdzat sevi
oneself-text = Jūs tūlīt tiksiet izrakstīts un nevarēsiet pierakstīties, kamēr kāds cits jūs neaktivizēs.
oneself-surely = Deaktivizēt mani
kept-only-with-script = Pirms aiziešanas no lapas nospiediet kādu cilni vai „Saglabāt izmaiņas”: citādi ievadītais pazudīs.
pos-password-own = Ievadīšu pats
reference-help = Uzņēmuma paša numurs vai apzīmējums šim lietotājam, piemēram, darbinieka numurs. Nav obligāti.
reference-taken = Šī atsauce ir citam lietotājam
invitation-help = Ielūgumu nosūta, saglabājot. Lietotāju grupai birojā kaut kas jāatļauj.
