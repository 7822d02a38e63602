# What may take long: changes of many users, giving, closing and reopening a place
long-work-begun = Darbs ir sākts.
long-work-done = { $count ->
    [zero] { $done } no { $shown } lietotājiem
    [one] { $done } no { $shown } lietotāja
   *[other] { $done } no { $shown } lietotājiem
}
long-work-storing = Visi lietotāji ir apstrādāti. Izmaiņas tiek saglabātas.
long-work-ended = Darbs ir beidzies.
long-work-leave = Šo lapu var atstāt: darbs turpinās. Stundu šī lapa rāda, kas no tā iznācis.
long-work-failed = Galvenajā birojā radās kļūda. Nekas netika mainīts.
long-work-gone = Par šo darbu nekas nav zināms
long-work-gone-text = Tas beidzās pirms vairāk nekā stundas, vai arī galvenais birojs darba laikā tika palaists no jauna. Pārbaudiet, vai darbs ir izdarīts. Ja ne, nekas no tā nav izdarīts.
long-work-back = Atpakaļ uz vietu, kur darbs sākts
