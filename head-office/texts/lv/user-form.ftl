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
go-on-editing = Turpināt
left-title = Jums ir nesaglabātas izmaiņas, laiks:
printed-on-the-invoice = Tiks drukāts rēķinā
on-the-invoice = Rēķinā:
pos-password = POS parole
pos-password-again = POS parole vēlreiz
pos-password-help = Izmanto, lai pieteiktos POS. Ieteicams tikai cipari.
pos-password-keep = Lai paliktu pašreizējā, atstājiet tukšu.
pos-password-none-yet = Bez tās terminālī pieteikties nevar.
new-pos-password = Jauna POS parole: stāsies spēkā, saglabājot.
generated-title = Jauna POS parole
generated-text = Pierakstiet to: vairs netiks rādīta. Stāsies spēkā, saglabājot.
guess-risk = Kas vienā terminālī min veselu dienu, uzmin kāda POS paroli:
guess-risk-certain = { $count ->
    [zero] ar { $digits } cipariem noteikti, apmēram { $shown } reižu
    [one] ar { $digits } cipariem noteikti, apmēram { $shown } reizi
   *[other] ar { $digits } cipariem noteikti, apmēram { $shown } reizes
}
guess-risk-one-in = ar { $digits } cipariem ar varbūtību 1 no { $shown }
user-active = Aktīvs
user-active-help = Ja izslēgts, lietotājs nevar izmantot ne POS, ne biroju.
group-help = Nosaka, ko lietotājs drīkst darīt.
language-help = Programmas tiek rādītas šajā valodā.
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
state-added = Pievienots, nav saglabāts
state-removed = Noņemts, nav saglabāts
places-all-added = { $count ->
    [zero] Visas { $shown } vietas. Vēlāk atvērtas vietas pašas netiek pievienotas.
    [one] Visas: { $shown } vieta. Vēlāk atvērtas vietas pašas netiek pievienotas.
   *[other] Visas { $shown } vietas. Vēlāk atvērtas vietas pašas netiek pievienotas.
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
place-several = Atbilst { $shown }: { $names }. Ierakstiet vairāk no nosaukuma
first-name-missing = Ievadiet vārdu
last-name-missing = Ievadiet uzvārdu
name-too-long = Ievadiet ne vairāk kā { $shown } rakstzīmes
name-invisible = Noņemiet neredzamās rakstzīmes
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
conflict-title = { $who } mainīja to pašu: { $when }
conflict-text = Nekas netiek pārrakstīts, un jūsu ievadītais ir saglabāts. Izvēlieties, kas paliek, un saglabājiet vēlreiz.
conflict-yours = Jūsu:
conflict-saved = Tagad saglabāts:
saved-revision = Saglabāts. Versija { $shown }
saved-inactive = Lietotājs ir deaktivizēts: nevar pieteikties ne POS, ne birojā.
warning-no-salepoint = Šis lietotājs nevar pieteikties nevienā terminālī: nav piešķirta tirdzniecības vieta.
warning-no-pos-password = Šis lietotājs nevar pieteikties nevienā terminālī: nav POS paroles.
warning-default-store-elsewhere = No noklusējuma noliktavas pārdod tikai tirdzniecības vietās, kuru šim lietotājam nav.
add-a-salepoint = Pievienot tirdzniecības vietu
set-a-pos-password = Iestatīt POS paroli
