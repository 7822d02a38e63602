sign-in = Pieteikties
sign-in-refused = E-pasts vai parole nav pareiza. Vai arī šis konts nevar lietot biroju.
sign-in-throttled = { $count ->
    [zero] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtēm.
    [one] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtes.
   *[other] Pārāk daudz mēģinājumu. Mēģiniet vēlreiz pēc { $shown } minūtēm.
}
sign-in-forgot = Aizmirsāt paroli?
forgotten = Aizmirsta parole
forgotten-text = Ievadiet e-pastu, ar kuru piesakāties. Uz to nosūtīsim saiti, ar kuru pieteikties; tad varēsiet izvēlēties citu paroli.
forgotten-send = Nosūtīt saiti
forgotten-asked = Ja konts ar šo e-pastu pastāv, vēstule ar saiti ir ceļā.
forgotten-kept = Šim centrālajam birojam nav pasta servera. Ja konts ar šo e-pastu pastāv, vēstule ar saiti ielikta tā datora mapē “mail”: jautājiet tam, kas par šo datoru rūpējas.
forgotten-nothing-comes = Dažu minūšu laikā nekas nepienāk? Skatieties mēstulēs vai palūdziet saiti administratoram.
sign-out = Izrakstīties
sign-out-everywhere = Izrakstīties visur
link-for = Ar šo saiti jūs pieteiksieties kā
link-once = Tā darbojas vienreiz. Pēc tam varēsiet izvēlēties e-pastu un biroja paroli.
link-void = Šo saiti nevar izmantot
link-void-text = Tā jau ir izmantota, ir vecāka par 48 stundām vai aizstāta ar jaunāku. Palūdziet citu.
account = E-pasts un biroja parole
account-first = Jūs esat pieteicies. Izvēlieties e-pastu un biroja paroli, lai nākamreiz pieteiktos bez saites.
account-later = Vēlāk
account-ends-sessions = Visur citur jūs tiksiet izrakstīts.
email = E-pasts
email-help = Ar to jūs piesakāties birojā.
email-empty = Ievadiet savu e-pastu
email-not-an-address = Ievadiet e-pasta adresi, piemēram, vards@example.com
email-taken = Šis e-pasts ir citam kontam
office-password = Biroja parole
office-password-help = Nevis jūsu POS parole.
password-present = Pašreizējā biroja parole
password-present-empty = Ievadiet pašreizējo biroja paroli
password-present-wrong = Šī nav jūsu pašreizējā biroja parole
password-new = Jaunā biroja parole
password-new-help = Vismaz 10 rakstzīmes. Nevis jūsu POS parole.
password-again = Jaunā biroja parole vēlreiz
password-too-short = Ievadiet vismaz 10 rakstzīmes
password-too-long = Ievadiet ne vairāk kā 200 rakstzīmes
password-easily-guessed = Šo paroli ir viegli uzminēt. Izvēlieties citu
password-differs = Ievadiet vienu un to pašu paroli divreiz
