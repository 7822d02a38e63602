new-user = Uus kasutaja
crumbs = Asukoht
tabs = Vormi osad
tab-general = Üldine
tab-salepoint = Müügikoht
tab-store = Ladu
read-only = Saad seda vaadata. Sinu kasutajagrupp ei luba kasutajaid muuta.
choose = Vali…
add = Lisa
add-all = Lisa kõik
delete-all = Kustuta kõik
remove = Eemalda
undo = Võta tagasi
find = Otsi
cancel = Loobu
discard = Viska ära
generate = Genereeri
no-changes = Muudatusi ei ole
not-saved-yet = Salvestamata:
cancel-title = Kas visata salvestamata muudatused ära?
go-on-editing = Jätka muutmist
left-title = Salvestamata muudatused, { $when }
printed-on-the-invoice = Trükitakse arvele
on-the-invoice = Arvel:
pos-password = POS-i parool
pos-password-again = POS-i parool uuesti
pos-password-help = Kasutatakse POS-i sisselogimiseks. Soovitame ainult numbreid.
pos-password-keep = Praeguse alles jätmiseks jäta tühjaks.
pos-password-none-yet = Ilma selleta ei saa terminalis sisse logida.
new-pos-password = Uus POS-i parool: hakkab kehtima salvestamisel.
generated-title = Uus POS-i parool
generated-text = Kirjuta see üles: rohkem seda ei näidata. Hakkab kehtima salvestamisel.
pos-password-recommended = Soovitatav on vähemalt { $shown } numbrit.
user-active = Aktiivne
user-active-help = Kui see on väljas, ei saa kasutaja kasutada ei POS-i ega kontorit.
group-help = Määrab, mida see kasutaja teha tohib.
language-help = Selle kasutaja programmide keel.
default-store-help = Valitakse sisselogimisel. Ainult selle kasutaja laod.
default-store-none = Puudub
default-store-not-among = Vali üks kasutaja ladudest või lisa see ladu enne
salepoint-to-add = Lisatav müügikoht
store-to-add = Lisatav ladu
column-salepoint = Müügikoht
column-store = Ladu
column-state = Olek
column-sells-from = Sealt müüvad
user-group-here = Kasutajagrupp siin
group-as-the-user = Nagu kasutajal: { $group }
group-of-the-user = Nagu kasutajal
state-saved = Salvestatud
state-added = Uus, salvestamata
state-removed = Eemaldatud, salvestamata
places-all-added = { $count ->
    [one] Kõik lisatud: { $shown } koht. Hiljem avatavaid kohti ei lisata automaatselt.
   *[other] Kõik { $shown } kohta lisatud. Hiljem avatavaid kohti ei lisata automaatselt.
}
places-all-removed = { $count ->
    [one] Salvestamisel eemaldatakse { $shown } koht.
   *[other] Salvestamisel eemaldatakse kõik { $shown } kohta.
}
places-none-found = Sellise nimega ei ole midagi.
salepoints-none-granted = Müügikohti veel ei ole. Ilma selleta ei saa kasutaja üheski terminalis sisse logida.
stores-none-granted = Ladusid veel ei ole.
n-salepoints = { $count ->
    [one] { $shown } müügikoht
   *[other] { $shown } müügikohta
}
n-stores = { $count ->
    [one] { $shown } ladu
   *[other] { $shown } ladu
}
place-choose = Vali, mida lisada
place-unknown = „{ $typed }“ ei ole olemas
place-several = Sobib { $shown }: { $names }. Sisesta täielik nimi
first-name-missing = Sisesta eesnimi
last-name-missing = Sisesta perekonnanimi
name-too-long = Sisesta kuni { $shown } märki
name-invisible = Eemalda märgid, mida ei ole näha
letters-not-drawn = Neid tähti terminalid ei kuva, igaühe asemel on ruut:
pos-password-not-on-keyboard = Kasuta ainult märke, mis on POS-i ekraaniklaviatuuril
group-missing = Vali kasutajagrupp
pos-password-too-short = Sisesta vähemalt { $shown } märki
pos-password-differs = Sisesta sama POS-i parool kaks korda
pos-password-unusable = Seda POS-i parooli ei saa kasutada. Vali teine või vajuta „Genereeri“
pos-password-type-again = Sisesta POS-i parool uuesti: vahepeal muudeti, kuidas paroole hoitakse
pos-password-throttled = { $count ->
    [one] Liiga palju POS-i paroole lükati tagasi. Proovi uuesti { $shown } minuti pärast või vajuta siis „Genereeri“
   *[other] Liiga palju POS-i paroole lükati tagasi. Proovi uuesti { $shown } minuti pärast või vajuta siis „Genereeri“
}
last-administrator = See on viimane administraator. Määra enne keegi teine
lacks-rights = See puudutab kontoriõigusi, mida sul endal ei ole
conflict-title = { $name } muutis seda: { $when }
conflict-text = Midagi ei kirjutatud üle. Vali, milline väärtus jääb, ja salvesta uuesti.
saved-inactive = Kasutaja on deaktiveeritud: POS-i ega kontorisse sisse ei saa.
warning-no-salepoint = See kasutaja ei saa üheski terminalis sisse logida: müügikohta ei ole antud.
warning-no-pos-password = See kasutaja ei saa üheski terminalis sisse logida: POS-i parooli ei ole.
warning-default-store-elsewhere = Vaikelaost müüakse ainult müügikohtades, mida sellel kasutajal ei ole.
add-a-salepoint = Lisa müügikoht
set-a-pos-password = Määra POS-i parool
not-granted = Ei ole antud
places-changed-meanwhile = Keegi teine muutis seda loendit äsja. Vaata see üle ja vajuta uuesti
typed-not-saved = Salvestamata
already-added = See lisati juba varem
already-added-text = Vorm saadeti kaks korda, seega rohkem midagi ei lisatud. Muuda siin, mis on teisiti.
oneself-title = Sellega lülitad iseenda välja
oneself-text = Sind logitakse kohe välja ja sa ei saa uuesti sisse, kuni keegi teine su aktiveerib.
oneself-surely = Deaktiveeri mind
kept-only-with-script = Enne lehelt lahkumist vajuta mõnda kaarti või „Salvesta muudatused“: muidu läheb sisestatu kaotsi.
pos-password-own = Sisestan ise
reference-help = Ettevõtte enda number või nimetus sellele kasutajale, näiteks töötaja number. Pole kohustuslik.
reference-taken = See viide on teisel kasutajal
invitation-help = Kutse saadetakse salvestamisel. Kasutajagrupp peab kontoris midagi lubama.
