# Что главный офис предписывает терминалам.
duration-seconds = { $count ->
    [one] { $shown } секунда
    [few] { $shown } секунды
   *[many] { $shown } секунд
}
duration-minutes = { $count ->
    [one] { $shown } минута
    [few] { $shown } минуты
   *[many] { $shown } минут
}
duration-hours = { $count ->
    [one] { $shown } час
    [few] { $shown } часа
   *[many] { $shown } часов
}
duration-days = { $count ->
    [one] { $shown } день
    [few] { $shown } дня
   *[many] { $shown } дней
}
unit = Единица
unit-seconds = секунды
unit-minutes = минуты
unit-hours = часы
unit-days = дни
policy-passwords = Пароли POS
policy-passwords-text = Действует для паролей POS, которые задают с этого момента; прежние остаются в силе.
policy-min-password-length = Самый короткий пароль POS, знаков
policy-throttle = Неверные пароли POS
policy-throttle-text = Столько терминал допускает. Затем там никто не войдёт, пока не вернётся попытка или администратор не разблокирует его.
policy-throttle-attempts = Разрешено неверных попыток
policy-throttle-refill = Одна попытка возвращается через
policy-supervisors = Неверные пароли POS администраторов
policy-supervisors-text = Для разблокировки терминала и новой загрузки данных нужен пароль POS администратора. Неверные считаются отдельно.
policy-supervisor-attempts = Разрешено неверных попыток администраторов
policy-supervisor-refill = Одна из них возвращается через
policy-age = Терминалы без связи с главным офисом
policy-age-text = Терминал работает дальше с теми данными, которые у него есть. По истечении первого срока он сообщает, что данные старые; по истечении второго войдут только группы пользователей, которым это разрешено.
policy-fresh-for = Данные свежие
policy-valid-for = Данные действительны
policy-lock = Терминалы без присмотра
policy-lock-text = Если столько времени терминала не касаться, он снова спросит пароль POS. Сеанс сохраняется.
policy-auto-lock = Блокировать через
policy-auto-lock-help = 0 означает «никогда»
policy-never = никогда
policy-no-number = Введите целое число
policy-out-of-range = В пределах: { $least } – { $most }
policy-fresh-too-long = Не дольше, чем данные действительны
policy-stranger = Посторонний на одном терминале за день (пользователей: { $users }, попыток: { $attempts })
policy-digits = Цифр
policy-finds = Находит пароль POS
policy-shortest = самый короткий
policy-generated = создаётся
policy-certainly = Наверняка, примерно { $hits }
policy-one-in = 1 к { $days }
policy-less-than = меньше 1 к { $days }
policy-guesses-a-day = { $count ->
    [one] Не более чем { $shown } попытка в день на каждом терминале.
    [few] Не более чем { $shown } попытки в день на каждом терминале.
   *[many] Не более чем { $shown } попыток в день на каждом терминале.
}
policy-throttle-wait = Когда они исчерпаны, до следующей ждать не дольше, чем { $time }.
policy-dismissed = Бывший сотрудник ещё может войти на терминале без связи, но не дольше, чем { $time }.
policy-older-than = { $count ->
    [one] От { $shown } терминала нет вестей дольше, чем { $time }.
    [few] От { $shown } терминалов нет вестей дольше, чем { $time }.
   *[many] От { $shown } терминалов нет вестей дольше, чем { $time }.
}
policy-expired = { $count ->
    [one] От { $shown } терминала нет вестей дольше, чем { $time }: войти там почти никто не может.
    [few] От { $shown } терминалов нет вестей дольше, чем { $time }: войти там почти никто не может.
   *[many] От { $shown } терминалов нет вестей дольше, чем { $time }: войти там почти никто не может.
}
policy-left-alone = Кто подойдёт к оставленному терминалу, действует от имени ушедшего пользователя; не дольше, чем { $time }.
policy-left-alone-always = Кто подойдёт к оставленному терминалу, действует от имени ушедшего пользователя, как бы поздно это ни было.
policy-danger-guess = Посторонний, который целый день угадывает на одном терминале, находит пароль POS
policy-dangerous = Ещё ничего не сохранено: это опасно
policy-save-all-the-same = Всё равно сохранить
policy-show-figures = Показать цифры
policy-saved-text = Подключённые терминалы получат это за секунду, остальные — когда вернутся.
policy-saved-looser = Сохранено. Менее строго, чем раньше: { $names }
