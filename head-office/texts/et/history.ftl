# Kirje muudatused.
yes = jah
no = ei

history = Ajalugu
history-none = Midagi ei ole veel muudetud.
history-earlier = Varasemad muudatused
history-by-command = Peakontori käsurida
history-by-anybody = Keegi sisselogimise lehel
history-added = Lisatud
history-changed = Muudetud
history-removed = Eemaldatud
history-sign-in-link = Tehti sisselogimise link
history-forgotten = Parool unustatud: saadeti link, mis logib sisse
history-signed-in-by-link = Logiti sisse lingiga
history-credentials = Valiti e-post või kontori parool
history-order = Anti korraldus
history-enrol-code = Tehti registreerimiskood
history-enrol-code-cancelled = Registreerimiskood tühistati
history-list-added = lisatud: { $names }
history-list-removed = eemaldatud: { $names }
history-pos-password = Uus POS-i parool
column-reference = Viide
