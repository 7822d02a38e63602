# Где действует запись пользователя.
today-at = сегодня { $time }
look-again = Посмотреть ещё раз
delivery = Где это действует
delivery-live-on = { $count ->
    [one] Действует на { $live } из { $shown } терминала
    [few] Действует на { $live } из { $shown } терминалов
   *[many] Действует на { $live } из { $shown } терминалов
}
delivery-nobody = Ни одному терминалу ваших точек продаж это изменение не нужно
delivery-nobody-text = В ваших точках продаж, которые есть и у этого пользователя, нет терминалов, или у пользователя нет пароля POS.
delivery-changed = Изменено { $at } · ревизия { $revision }
delivery-revision = Ревизия { $revision }
delivery-on-its-way = В пути
delivery-offline = Не в сети, последний раз на связи { $at }. Получит, когда вернётся.
delivery-never-seen = Ещё не выходил на связь. Получит, когда подключится.
delivery-more = { $count ->
    [one] И ещё у { $shown } терминала этого нет.
    [few] И ещё у { $shown } терминалов этого нет.
   *[many] И ещё у { $shown } терминалов этого нет.
}
