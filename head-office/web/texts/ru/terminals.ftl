# Терминалы.
column-terminal = Терминал
column-last-seen = Последний раз на связи
column-revision = Ревизия
column-refused = Отказано сегодня
column-version = Версия
column-key-place = Где лежит ключ
column-enrolled = Зарегистрирован
terminals-search = Поиск по терминалу или точке продаж
terminals-in-service = В работе
terminals-offline = Не в сети
terminals-behind = Отстают
terminals-removed = Выведены
terminals-none = Терминалов пока нет
terminals-none-text = Терминал — это касса в точке продаж. Зарегистрируйте его: главный офис создаёт одноразовый код, а вы вводите его на терминале.
terminals-no-result = Ни один терминал не подходит
terminal-up-to-date = Всё получено
terminal-catching-up = Обновляется
terminal-never-seen = Ни разу не подключался
terminal-offline-since = Не в сети с { $at }
terminal-revoked = Отозван
terminal-decommissioned = Выведен из работы
terminal-replaced = Зарегистрирован заново
terminal-now = сейчас
terminal-key-file = Файл
terminal-key-credential = systemd credential
terminal-facts = Этот терминал
terminal-orders = Невыполненные распоряжения
terminal-removed-at = Не работает с
terminal-journal-flags = Записи журнала, которые не сходятся
terminal-moved = Перенесён: { $salepoint }
terminal-enrolled = { $terminal }: зарегистрирован
terminal-lost = Если эта касса потеряна или украдена
terminal-exposure = Если ключ устройства украден, пароли POS можно подобрать. Задайте новые, начиная с пользователей этой точки продаж.
terminal-users-there = Пользователи этой точки продаж
terminal-unneeded = Если эта касса больше не нужна
terminal-unneeded-text = После вывода из работы он больше не работает, но журнал ещё может сдать.
order-refresh = Обновить
order-reload = Загрузить всё заново
order-reload-asks = Загрузить всё заново…
order-unlock = Разблокировать
orders-help = Обновить: получить изменения. Загрузить всё заново: скачать все данные ещё раз. Разблокировать: снова разрешить попытки входа.
ordered-refresh = Обновление заказано
ordered-reload = Загрузка заново заказана
ordered-unlock = Разблокировка заказана
order-at-once = Терминал на связи и сделает это сразу.
order-later = Терминал не на связи. Он сделает это, когда вернётся.
reload-question = Загрузить всё заново: { $terminal }?
reload-text = Терминал получит все данные с начала. Вход тем временем продолжает работать.
move = Перенести
move-asks = Перенести…
move-title = Перенести: { $terminal }
move-text = Терминал сохраняет свой журнал. Пользователи новой точки продаж смогут войти, как только он их получит; прежней — больше нет.
move-to = Новая точка продаж
move-stands-there = Терминал уже стоит в этой точке продаж
terminal-name-taken = В точке продаж { $salepoint } уже есть терминал «{ $terminal }» или действующий код для него
salepoint-missing = Выберите точку продаж
salepoint-typed-help = Название или его часть, которой нет у других.
revoke = Отозвать
revoke-asks = Отозвать…
revoke-question = Отозвать: { $terminal }?
revoke-deletes = При следующем подключении он удалит всех пользователей, которых знает.
revoke-type-name = Для подтверждения введите имя терминала
revoke-name-differs = Введите имя терминала: { $terminal }
revoked = Терминал отозван
removal-dead = Главный офис сразу перестаёт отвечать этому терминалу.
removal-for-good = Отменить это нельзя. Вернуться он может, только если его зарегистрируют заново.
decommission = Вывести из работы
decommission-asks = Вывести из работы…
decommission-question = Вывести из работы: { $terminal }?
decommission-journal = Он ещё может сдать журнал. Затем он удалит пользователей, которых знает.
decommissioned = Терминал выведен из работы
decommissioned-text = Он ещё может сдать журнал.
enrol-title = Зарегистрировать терминал
enrol-no-salepoints = У вас нет точек продаж
enrol-no-salepoints-text = Терминал стоит в точке продаж. Добавьте её или попросите выдать её вам: Персонал → Пользователи → ваше имя → Точка продаж.
enrol-salepoint-help = Где стоит касса. Её пользователи смогут на ней войти.
enrol-terminal = Имя терминала (необязательно)
enrol-terminal-help = Если оставить пустым, он получит следующее свободное, например Till 3.
enrol-make-code = Создать код
enrol-name-taken = В этой точке продаж уже есть терминал «{ $terminal }» или действующий код для него
enrol-too-many = Действующих кодов слишком много. Подождите десять минут и попробуйте снова
enrol-address = Адрес
enrol-type-this = Введите это на терминале
enrol-as-file = Файлом
enrol-once = Действует один раз. Больше не показывается.
enrol-shown-already = Код уже показан
enrol-shown-already-text = Введите его, если он у вас есть. Если нет, создайте новый.
enrol-waiting = Ожидание терминала…
enrol-until = Код действует один раз, до { $time }.
enrol-enrolled-text = Посмотреть: { $terminal }, { $salepoint }
enrol-expired = Кодом больше нельзя воспользоваться
enrol-expired-text = Его десять минут прошли, или его кто-то отменил. Создайте новый.
enrol-exhausted = Код слишком часто вводили неверно
enrol-exhausted-text = После пяти неверных попыток он недействителен. Создайте новый.
enrol-new-code = Новый код
enrol-cancel-code = Отменить этот код
enrol-another = Зарегистрировать ещё терминал
enrol-look-in-new-tab = Посмотреть в новой вкладке, зарегистрирован ли он
terminals-range = { $count ->
    [one] { $from }–{ $to } из { $shown } терминала
    [few] { $from }–{ $to } из { $shown } терминалов
   *[many] { $from }–{ $to } из { $shown } терминалов
}
terminal-data-old = { $count ->
    [one] Данным { $shown } день
    [few] Данным { $shown } дня
   *[many] Данным { $shown } дней
}
terminal-behind = { $count ->
    [one] { $revision } (отстаёт на { $shown })
    [few] { $revision } (отстаёт на { $shown })
   *[many] { $revision } (отстаёт на { $shown })
}
column-order = Распоряжение
terminal-in-service = Работает
terminal-clock = Его часы
terminal-clock-right = верные
terminal-clock-ahead = спешат относительно часов главного офиса: { $time }
terminal-clock-behind = отстают от часов главного офиса: { $time }
enrol-picture = QR-код адреса и кода
enrol-scan = Или отсканируйте это на экране регистрации терминала, поставив курсор в поле адреса: сканер введёт адрес и код.
terminal-later-key = Головной офис не знает ключ подписи этого терминала
terminal-later-key-text = Головной офис восстановлен из копии, сделанной до смены ключа подписи; этот терминал ничего от него не принимает. Восстановите более новую копию вместе с ключами или зарегистрируйте терминал заново.
