# Kasutajad CSV-failist.
import = Impordi
import-title = Kasutajate import
import-file = CSV-fail
import-file-help = UTF-8, kuni 5 MB ja 20 000 kasutajat.
import-corrected-file = Teine fail
import-nothing-yet = Midagi ei muutu enne, kui oled näinud, mida fail teeks.
import-check = Kontrolli faili
import-how = Mis failis on
import-how-export = Esimene rida nimetab veerud. Kasutajate loendist eksporditut saab tabelarvutuses muuta ja uuesti importida: ID-veerg ütleb, kelle rida see on.
import-how-new = Rida ilma ID ja tuntud viiteta lisab uue kasutaja, kellel peab olema eesnimi, perekonnanimi ja kasutajagrupp.
import-how-empty = Tühi lahter jätab alles, mis on; „-“ võtab ära. Veerg, mida failis ei ole, ei muuda midagi.
import-how-places = Lahtris on kõik kasutaja müügikohad või laod: Kesklinn, Sadama = Vahetusevanem. Märgi = järel on teine kasutajagrupp seal.
import-how-passwords = POS-i paroolid unustatakse kohe pärast kontrolli. Vorminda nende veerg tekstina, muidu kaotab tabelarvutus algusnullid.
import-template = Mall
import-export-all = Ekspordi kõik kasutajad
import-gone = Faili ei ole enam siin
import-gone-text = Fail ootab tunni ja mitte üle peakontori taaskäivituse. Kui import ei jõudnud enne lõpule, ei muudetud midagi. Laadi see uuesti üles.
import-waiting = Sinu fail on ootel. Uus fail tuleb selle asemele.
import-no-file = Vali fail
import-empty = Failis ei ole ühtegi rida. Vali teine
import-not-text = See ei ole UTF-8-s CSV-fail. Salvesta see tabelarvutuses kui „CSV UTF-8“
import-too-large = Fail on suurem kui { $shown } MB. Jaga see mitmeks
import-too-many-rows = Failis on rohkem kui { $shown } kasutajat. Jaga see mitmeks
import-checking = Faili kontrollitakse.
import-hashing = { $count ->
    [one] Faili kontrollitakse: { $done } / { $shown } POS-i parool.
   *[other] Faili kontrollitakse: { $done } / { $shown } POS-i parooli.
}
import-importing = Kasutajaid imporditakse.
import-settled = Valmis.
import-wrong = { $count ->
    [one] { $shown } viga: midagi ei impordita
   *[other] { $shown } viga: midagi ei impordita
}
import-wrong-text = Paranda fail ja laadi see uuesti üles.
import-would = { $count ->
    [one] Lisatakse või muudetakse { $shown } kasutaja
   *[other] Lisatakse või muudetakse { $shown } kasutajat
}
import-would-text = Veel ei ole midagi muutunud.
import-nothing = Midagi ei muutuks
import-nothing-text = Kõik kasutajad on juba sellised, nagu fail ütleb.
import-do = { $count ->
    [one] Impordi { $shown } kasutaja
   *[other] Impordi { $shown } kasutajat
}
import-done = { $count ->
    [one] { $shown } kasutaja on imporditud
   *[other] { $shown } kasutajat on imporditud
}
import-done-text = Revisjon { $revision }. Ühenduses terminalidel on see sekundi jooksul.
import-changed = Vahepeal on keegi mõnda neist kasutajatest muutnud. Midagi ei imporditud. Vaata, mida fail nüüd teeks.
import-throttled = Liiga palju POS-i paroole lükati tagasi
import-throttled-text = { $count ->
    [one] Midagi ei imporditud. Laadi fail uuesti üles { $shown } minuti pärast.
   *[other] Midagi ei imporditud. Laadi fail uuesti üles { $shown } minuti pärast.
}
import-failed = Faili ei imporditud
import-failed-text = Midagi ei muudetud. Laadi see uuesti üles; kui see ei aita, ütleb põhjuse peakontori logi.
import-lacks-users = Sa ei tohi enam kasutajaid muuta
import-lacks-users-text = Sinu enda õigusi muudeti pärast faili üleslaadimist. Midagi ei imporditud.
import-namesakes = { $count ->
    [one] { $shown } uuel kasutajal on kellegi senise nimi. Kas see on sama inimene? Siis vajab rida ID-d.
   *[other] { $shown } uuel kasutajal on kellegi senise nimi. Kas need on samad inimesed? Siis vajavad nende read ID-d.
}
import-without-salepoint = { $count ->
    [one] { $shown } uuel kasutajal ei ole müügikohta ja ta ei saa üheski terminalis sisse logida.
   *[other] { $shown } uuel kasutajal ei ole müügikohta ja nad ei saa üheski terminalis sisse logida.
}
import-not-drawn = { $count ->
    [one] { $shown } kasutaja nimes on tähti, mida terminalid ei kuva: igaühe asemel on ruut.
   *[other] { $shown } kasutaja nimes on tähti, mida terminalid ei kuva: igaühe asemel on ruut.
}
import-losing = { $count ->
    [one] { $shown } kasutaja deaktiveeritaks või ta kaotaks müügikoha või lao. See on rohkem kui viiendik kõigist.
   *[other] { $shown } kasutajat deaktiveeritaks või nad kaotaksid müügikoha või lao. See on rohkem kui viiendik kõigist.
}
import-number-wrong = Sisesta { $number } – nii mitu kasutajat kaotaks midagi
import-count-new = Uusi
import-count-changed = Muudetuid
import-count-unchanged = Muutmata
import-count-passwords = POS-i parooliga
import-mistakes = Vead
import-row = Rida
import-column = Veerg
import-what-is-wrong = Mis on valesti
import-more-mistakes = { $count ->
    [one] ja veel { $shown } viga
   *[other] ja veel { $shown } viga
}
import-users-would = Mis muutuks
import-users-done = Mis muutus
import-user = Kasutaja
import-what = Mis
import-new = Uus
import-has-namesake = Sama nimi
import-lacks-salepoint = Müügikohata
import-letters = Terminal ei kuva: { $letters }
import-more-users = { $count ->
    [one] ja veel { $shown } kasutaja
   *[other] ja veel { $shown } kasutajat
}
import-to-the-list = Kasutajate juurde
import-another = Impordi veel üks fail
column-id = ID
# Mis reas on valesti.
import-missing = Uuel kasutajal peab see olema. Täida lahter
import-not-none = See ei saa puududa. Sisesta midagi muud
import-twice = Üks rida ülalpool on sama kasutaja kohta. Jäta neist üks
import-unknown-group = Kasutajagruppi „{ $name }“ ei ole.
import-unknown-salepoint = Müügikohta „{ $name }“ ei ole.
import-unknown-store = Ladu „{ $name }“ ei ole.
import-unknown-column = Veergu „{ $name }“ ei ole. Esimene rida nimetab veerud.
import-like = Kas mõtlesid „{ $name }“?
import-unknown-user = Kellelgi ei ole ID-d „{ $name }“. Uue kasutaja jaoks jäta lahter tühjaks
import-reference-taken = Viide „{ $name }“ on teisel kasutajal
import-closed-salepoint = Müügikoht „{ $name }“ on suletud. Ava see enne uuesti
import-closed-store = Ladu „{ $name }“ on suletud. Ava see enne uuesti
import-not-among-stores = „{ $name }“ ei ole kasutaja ladude hulgas. Lisa see ka sinna
import-named-twice = Müügikoht „{ $name }“ on nimetatud kaks korda
import-password-too-long = POS-i paroolis on kõige rohkem 64 märki
import-password-invisible = POS-i paroolis ei saa olla juhtmärke
import-password-spreadsheet = Tabelarvutus on POS-i parooli muutnud (valem, astendaja või komakohad, tühik otsas). Vorminda veerg tekstina ja sisesta parool uuesti
import-password-too-short = POS-i paroolis on vähemalt { $shown } märki
import-password-refused = Seda POS-i parooli ei saa kasutada. Vali teine
import-too-many-refused = Liiga palju POS-i paroole lükati tagasi. Allpool olevaid ei vaadatud
import-not-a-language = „{ $name }“ ei ole programmide keel. Kirjuta en, et, lv või ru
import-not-a-status = Kirjuta active või deactivated, mitte „{ $name }“
import-column-missing = Veerg puudub. Uutel kasutajatel peab see olema
import-column-twice = Veerg „{ $name }“ on kaks korda
import-too-many-cells = Reas on rohkem lahtreid kui veerge
import-open-quote = Selles reas algab jutumärk ja ükski ei lõpeta seda
import-lacks-rights = Seda tohib ainult see, kellel on kõik selle kasutajagrupi kontoriõigused
import-last-administrator = Ei jääks kedagi, kes tohib kontoris kõike
