# Журналы терминалов.
journal-who = Пользователь или терминал
journal-who-unknown = Нет пользователя или терминала с таким именем
journal-who-several = { $count ->
    [one] Подходит { $shown }. Выберите.
    [few] Подходят { $shown }. Выберите.
   *[many] Подходят { $shown }. Выберите.
}
journal-from = С
journal-to = По
journal-times-help = Обе даты включены. Время — по часам терминалов.
journal-no-time = Введите день, например { $day }, или день и время, например { $day } 08:30
journal-to-before-from = Введите конец, который позже начала
journal-all-outcomes = Все результаты
column-number = №
column-times = Раз
column-remark = Примечание
journal-range = { $count ->
    [one] { $shown } запись, сначала новые
    [few] { $shown } записи, сначала новые
   *[many] { $shown } записей, сначала новые
}
journal-newer = Новее
journal-older = Старее
journal-none = Записей пока нет
journal-none-text = Терминалы записывают, кто входит, в чём они отказывают и что с ними происходит, и сами сдают это.
journal-no-result = Нет подходящих записей
journal-terminal-not-yours = терминал, которого у вас нет
journal-number-of-branch = { $number } (ветвь { $branch })
journal-missing = { $count ->
    [one] Здесь не хватает { $shown } записи
    [few] Здесь не хватает { $shown } записей
   *[many] Здесь не хватает { $shown } записей
}
journal-missing-numbers = { $count ->
    [1] Запись терминала { $terminal } № { $first } не дошла.
    [one] Записи терминала { $terminal } № { $first }–{ $last } не дошли.
    [few] Записи терминала { $terminal } № { $first }–{ $last } не дошли.
   *[many] Записи терминала { $terminal } № { $first }–{ $last } не дошли.
}
journal-missing-meaning = Что это значит
journal-missing-meaning-text = Каждый терминал нумерует то, что записывает. Эти номера были выданы, но записанное под ними не дошло до главного офиса: оно ещё в пути, пропало вместе с файлами терминала или его кто-то удалил. Если оно дойдёт, оно займёт своё место, а это примечание исчезнет.
journal-events = Записи
journal-logins = Входы
journal-problems = Проблемы
journal-all = Все
column-arrived = Получено
