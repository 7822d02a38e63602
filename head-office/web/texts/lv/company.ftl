# Uzņēmums.
company = Uzņēmums
company-name-help = Redzams birojā un terminālos
company-language-help = Saraksti ir šīs valodas secībā. Lapu valodu katrs lietotājs izvēlas pats.
company-time-zone = Laika josla
company-time-zone-help = Pēc tās laiku rāda birojs, faili un vēstules.
company-time-zone-unknown = Izvēlieties laika joslu
company-time-now = Tagad tur: { $time }
