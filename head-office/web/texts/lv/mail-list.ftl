# Iestatījumi → Pasts.
mail = Pasts
mail-search = Meklēt pēc vārda vai e-pasta
mail-all = Visas
mail-waiting = Gaida
mail-undelivered = Nepiegādātas
mail-sent = Nosūtītas
mail-to = Kam
mail-queued = Izveidota
mail-answer = Pasta servera atbilde
mail-attempts = Mēģinājumi
mail-expires = Noder līdz
mail-message-id = Message-ID
mail-facts = Šī vēstule
mail-content = Vēstules saturs
mail-as-file = Kā fails
mail-state-waiting = Gaida nosūtīšanu
mail-state-again = Vēl nav pieņemta, atkal { $at }
mail-state-sent = Nosūtīta { $at }
mail-state-refused = Pasta serveris atteica
mail-state-expired = Netika pieņemta un vairs neder
mail-state-cancelled = Atcelta
mail-try-now = Mēģināt tagad
mail-send-again = Sūtīt vēlreiz
mail-sent-again = Vēstule tiek vēlreiz nodota pasta serverim
mail-not-sent-again = Šo vēstuli nevar nosūtīt vēlreiz
mail-is-void = Tās saite vairs nedarbojas. Nosūtiet jaunu no turienes, no kurienes šī nāk.
mail-goes-out = Vēstules iziet caur { $server }, sūtītājs { $from }
mail-is-kept = Pasta serveris nav iestatīts: vēstules nevienu nesasniedz
mail-is-kept-text = Tās tiek glabātas kā faili mapē { $folder }. Pasta serveri norāda centrālā biroja konfigurācijas daļā [mail].
mail-is-shown = Tās tiek glabātas un rādītas šeit. Tikai demonstrācijā citi drīkst lasīt saites, ar kurām kāds pierakstās.
mail-none = Vēstuļu vēl nav
mail-none-text = Šeit ir viss, ko sūta centrālais birojs: e-pasta adrešu apstiprinājumi un saites tiem, kas aizmirsuši biroja paroli.
mail-no-result = Neviena vēstule neatbilst
mail-no-result-text = Meklējiet mazāk vai skatieties starp visām.
mail-range = { $count ->
    [zero] { $from }–{ $to } no { $shown } vēstulēm
    [one] { $from }–{ $to } no { $shown } vēstules
   *[other] { $from }–{ $to } no { $shown } vēstulēm
}
