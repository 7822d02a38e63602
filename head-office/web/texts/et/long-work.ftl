# What may take long: changes of many users, giving, closing and reopening a place
long-work-begun = Töö on alanud.
long-work-done = { $count ->
    [one] { $done } / { $shown } kasutaja
   *[other] { $done } / { $shown } kasutajat
}
long-work-storing = Kõik kasutajad on läbi käidud. Muudatusi salvestatakse.
long-work-ended = Töö on lõppenud.
long-work-leave = Võid sellelt lehelt lahkuda: töö jätkub. Tunni aja jooksul ütleb see leht, mis sellest sai.
long-work-failed = Peakontoris tekkis viga. Midagi ei muudetud.
long-work-gone = Sellest tööst pole midagi teada
long-work-gone-text = See lõppes rohkem kui tund aega tagasi või käivitati peakontor töö ajal uuesti. Vaata, kas töö sai tehtud. Kui ei, siis pole sellest midagi tehtud.
long-work-back = Tagasi sinna, kust töö algas
