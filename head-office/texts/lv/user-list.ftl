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
column-office = Birojs
column-default-store = Noklusējuma noliktava
column-created = Pievienots
office-by-link = Ar saiti
salepoint-unknown = Tādas tirdzniecības vietas nav. Ievadiet daļu no nosaukuma.
salepoints-match = { $count ->
    [zero] Atbilst { $shown } tirdzniecības vietas:
    [one] Atbilst { $shown } tirdzniecības vieta:
   *[other] Atbilst { $shown } tirdzniecības vietas:
}
users-none-deactivated = Nav deaktivizētu lietotāju
users-none-deactivated-text = Deaktivizēti lietotāji nevar lietot ne POS, ne biroju un ir redzami šeit. Lietotājus nedzēš.
