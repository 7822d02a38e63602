# Ettevõte.
company = Ettevõte
company-name-help = Nähtav kontoris ja terminalides
company-language-help = Loendid on selle keele järjestuses. Lehtede keele valib iga kasutaja ise.
company-time-zone = Ajavöönd
company-time-zone-help = Selle järgi näitavad kontor, failid ja kirjad kellaaegu.
company-time-zone-unknown = Vali ajavöönd
company-time-now = Praegu seal: { $time }
