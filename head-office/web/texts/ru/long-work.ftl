# What may take long: changes of many users, giving, closing and reopening a place
long-work-begun = Работа началась.
long-work-done = { $count ->
    [one] { $done } из { $shown } пользователя
    [few] { $done } из { $shown } пользователей
   *[many] { $done } из { $shown } пользователей
}
long-work-storing = Все пользователи обработаны. Изменения сохраняются.
long-work-ended = Работа окончена.
long-work-leave = Эту страницу можно покинуть: работа продолжится. В течение часа эта страница покажет, чем она закончилась.
long-work-failed = В головном офисе произошла ошибка. Ничего не изменено.
long-work-gone = Об этой работе ничего не известно
long-work-gone-text = Она закончилась больше часа назад, или головной офис был перезапущен во время работы. Проверьте, сделана ли она. Если нет, из неё ничего не сделано.
long-work-back = Назад, туда, где работа началась
