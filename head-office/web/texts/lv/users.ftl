users = Lietotāji
search-by-name = Meklēt pēc vārda
active-salepoint = Aktīvā tirdzniecības vieta
all-salepoints = Visas tirdzniecības vietas
users-of-all-groups = Visu lietotāju grupu lietotāji
status-active = Aktīvie
status-deactivated = Deaktivizētie
status-all = Visi
default-store = Noklusējuma noliktava
column-first-name = Vārds
column-last-name = Uzvārds
column-group = Lietotāju grupa
column-salepoints = Tirdzniecības vietas
column-stores = Noliktavas
column-status = Statuss
column-last-pos-login = Pēdējoreiz POS
column-language = Valoda
more-places = un vēl { $shown }
users-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } lietotājiem
    [one] { $from }–{ $to } no { $shown } lietotāja
   *[other] { $from }–{ $to } no { $shown } lietotājiem
}
users-none = Lietotāju vēl nav
users-none-text = Lietotājs ir cilvēks, kas lieto POS, biroju vai abus.
users-no-result = Neviens lietotājs neatbilst
users-no-result-text = { $count ->
    [0] Ar šādu vārdu neviena nav arī starp deaktivizētajiem un citās tirdzniecības vietās.
    [zero] { $shown } lietotāji ar šādu vārdu ir deaktivizēti vai citā tirdzniecības vietā.
    [one] { $shown } lietotājs ar šādu vārdu ir deaktivizēts vai citā tirdzniecības vietā.
   *[other] { $shown } lietotāji ar šādu vārdu ir deaktivizēti vai citā tirdzniecības vietā.
}
users-look-among-all = Meklēt visos lietotājos
clear-filters = Notīrīt filtrus
