# Kur lietotāja ieraksts ir spēkā.
today-at = šodien { $time }
look-again = Skatīt vēlreiz
delivery = Kur tas ir spēkā
delivery-live-on = { $count ->
    [zero] Spēkā { $live } no { $shown } termināļiem
    [one] Spēkā { $live } no { $shown } termināļa
   *[other] Spēkā { $live } no { $shown } termināļiem
}
delivery-nobody = Nevienam jūsu tirdzniecības vietu terminālim šīs izmaiņas nav vajadzīgas
delivery-nobody-text = Jūsu tirdzniecības vietās, kas ir arī šim lietotājam, nav termināļu, vai arī lietotājam nav POS paroles.
delivery-changed = Mainīts { $at } · revīzija { $revision }
delivery-revision = Revīzija { $revision }
delivery-on-its-way = Ceļā
delivery-offline = Bezsaistē, pēdējoreiz redzēts { $at }. Saņems, kad būs atpakaļ.
delivery-never-seen = Vēl nav pieslēdzies. Saņems, kad pieslēgsies.
delivery-more = { $count ->
    [zero] Un vēl { $shown } termināļiem to nav.
    [one] Un vēl { $shown } terminālim to nav.
   *[other] Un vēl { $shown } termināļiem to nav.
}
