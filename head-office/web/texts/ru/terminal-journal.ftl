# Записи журнала терминала.
terminal-journal = Последние записи журнала
terminal-journal-none = Он ещё ничего не сдал.
terminal-journal-all = Все записи
column-time = Время
column-user = Пользователь
column-what = Что
column-outcome = Итог
journal-enrolment = Зарегистрирован
journal-login = Вход
journal-lock = Заблокировано
journal-unlock = Разблокировано
journal-switch = Смена пользователя
journal-logout = Выход
journal-refresh = Обновлено
journal-reload = Загрузил все данные заново
journal-force-resync = Старший запросил загрузку заново
journal-unlock-terminal = Старший вернул попытки
journal-order-refresh = Главный офис запросил обновление
journal-order-reload = Главный офис запросил загрузку заново
journal-order-unlock = Главный офис вернул попытки
journal-repair = Повреждённые данные получены заново
journal-disbelieved = Отклонил данные, которые не удалось проверить
journal-move = Перенесён
journal-removal = Выведен из работы
journal-key-rotation = Ключ устройства сменён
journal-scan = Сканирование при входе, не использовано
journal-foreign = Называет другой терминал
journal-broken = Не следует за предыдущей записью
journal-fork = Журнал продолжен дважды
journal-new-chain = Журнал начался заново
outcome-granted = Разрешено
outcome-wrong-password = Неверный пароль
outcome-inactive = Пользователь деактивирован
outcome-no-salepoint = Нет точки продаж
outcome-not-allowed = Группа не разрешает
outcome-throttled = Слишком много попыток
outcome-expired = Данные слишком старые
outcome-not-ready = Данных ещё нет
outcome-damaged = Данные повреждены
outcome-revoked = Терминал не работает
outcome-unable = Не удалось
journal-gap = { $count ->
    [one] Перед ней не хватает { $shown } записи
    [few] Перед ней не хватает { $shown } записей
   *[many] Перед ней не хватает { $shown } записей
}
journal-arrived = получено { $time }
