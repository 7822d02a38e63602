# Lietotāju saraksts: ko ar to var darīt.
add-user = Pievienot lietotāju
edit-layout = Mainīt izkārtojumu
move-up = Uz augšu
move-down = Uz leju
layout-names-stay = Vārds un uzvārds vienmēr ir redzams.
rows-a-page = Rindas vienā lapā
standard-layout = Atiestatīt izkārtojumu
page-before = Iepriekšējā lapa
page-after = Nākamā lapa
sort-by = Kārtot pēc
column-office = Birojs
column-default-store = Noklusējuma noliktava
column-created = Pievienots
office-by-link = Ar saiti
salepoint-unknown = Tādas tirdzniecības vietas nav. Ievadiet daļu no nosaukuma.
salepoints-match = { $count ->
    [zero] Atbilst { $shown } tirdzniecības vietas. Izvēlieties vienu.
    [one] Atbilst { $shown } tirdzniecības vieta. Izvēlieties vienu.
   *[other] Atbilst { $shown } tirdzniecības vietas. Izvēlieties vienu.
}
users-none-deactivated = Nav deaktivizētu lietotāju
users-none-deactivated-text = Deaktivizēti lietotāji nevar lietot ne POS, ne biroju un ir redzami šeit. Lietotājus nedzēš.
choose-search = Meklēt
choose-found = { $count ->
    [0] Ar šādu nosaukumu nekā nav
    [zero] { $shown } ar šādu nosaukumu
    [one] { $shown } ar šādu nosaukumu
   *[other] { $shown } ar šādu nosaukumu
}
choose-first = { $count ->
    [zero] Pirmie { $first } no { $shown }. Ierakstiet vairāk burtu.
    [one] Pirmie { $first } no { $shown }. Ierakstiet vairāk burtu.
   *[other] Pirmie { $first } no { $shown }. Ierakstiet vairāk burtu.
}
