# Terminali päeviku kirjed.
terminal-journal = Uusimad päevikukirjed
terminal-journal-none = See ei ole veel midagi üle andnud.
terminal-journal-all = Kõik kirjed
column-time = Aeg
column-user = Kasutaja
column-what = Mis
column-outcome = Tulemus
journal-enrolment = Registreeritud
journal-login = Sisselogimine
journal-lock = Lukustatud
journal-unlock = Lukust avatud
journal-switch = Kasutaja vahetatud
journal-logout = Väljalogimine
journal-refresh = Värskendatud
journal-reload = Laadis kõik andmed uuesti
journal-force-resync = Vanem tellis uuesti laadimise
journal-unlock-terminal = Vanem andis katsed tagasi
journal-order-refresh = Peakontor palus värskendada
journal-order-reload = Peakontor palus kõik uuesti laadida
journal-order-unlock = Peakontor andis katsed tagasi
journal-repair = Vigased andmed uuesti toodud
journal-disbelieved = Lükkas tagasi andmed, mida ei saanud kontrollida
journal-move = Üle viidud
journal-removal = Kasutusest võetud
journal-key-rotation = Seadmevõti vahetatud
journal-scan = Skannimine sisselogimisel, ei kasutatud
journal-foreign = Nimetab teist terminali
journal-broken = Ei järgne eelmisele kirjele
journal-fork = Päevikut on jätkatud kaks korda
journal-new-chain = Päevik algas uuesti
outcome-granted = Lubatud
outcome-wrong-password = Vale parool
outcome-inactive = Kasutaja deaktiveeritud
outcome-no-salepoint = Puudub müügikoht
outcome-not-allowed = Grupp ei luba
outcome-throttled = Liiga palju katseid
outcome-expired = Andmed liiga vanad
outcome-not-ready = Andmeid veel ei ole
outcome-damaged = Andmed vigased
outcome-revoked = Terminal kasutusest väljas
outcome-unable = Ei õnnestunud
journal-gap = { $count ->
    [one] Enne seda puudub { $shown } kirje
   *[other] Enne seda puudub { $shown } kirjet
}
journal-arrived = saabus { $time }
