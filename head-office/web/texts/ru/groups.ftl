groups = Группы пользователей
groups-range = { $count ->
    [one] { $from }–{ $to } из { $shown } группы
    [few] { $from }–{ $to } из { $shown } групп
   *[many] { $from }–{ $to } из { $shown } групп
}
groups-none = Групп пользователей пока нет
groups-none-text = Группа пользователей определяет, что её пользователи могут делать в POS и в офисе.
groups-no-result = Ни одна группа не подходит
group-add = Добавить группу
group-new = Новая группа пользователей
group-clone = Клонировать
group-copy-of = { $name } (копия)
group-copied = Копия группы «{ $name }», ещё не сохранена
group-copied-less = В офисе она разрешает меньше: вы можете дать только те права, которые есть у вас.
group-added-text = В ней пока никого нет. Пользователи получают её на своей странице.
group-at-pos = В POS
group-in-office = В офисе
group-action = Действие
group-allowed = Разрешено
group-area = Раздел
group-locked = Серые права здесь изменить нельзя: вы можете дать и забрать только те права, которые есть у вас.
group-lacking = Вы можете дать и забрать только те права, которые есть у вас. У вас нет: { $names }
group-last-administrator = Не осталось бы никого, кто может делать в офисе всё. Сначала назначьте другого администратора
group-only-at-salepoint = Только в точке продаж
group-users-at-salepoints = { $count ->
    [one] { $shown } только в точке продаж
    [few] { $shown } только в точке продаж
   *[many] { $shown } только в точке продаж
}
group-end = Удаление
group-delete = Удалить эту группу…
group-delete-question = Удалить «{ $name }»?
group-delete-text = В ней никого нет. История остаётся; вернуть группу нельзя.
group-delete-do = Удалить группу
group-delete-used = Её нельзя удалить, пока в ней кто-то есть: { $users }. Сначала дайте им другую группу.
group-deleted = Группа удалена
pos-session = Сеанс
pos-login-when-stale = Вход при устаревших данных
pos-force-resync = Загрузка всех данных заново
pos-unlock-terminal = Разблокировка терминала
pos-approve-for-others = Подтверждение за других
pos-sale = Продажа
pos-sell = Продавать
pos-give-discount = Давать скидку
pos-change-price = Менять цену
pos-void-line = Аннулировать строку
pos-refund = Возврат
pos-money = Деньги
pos-open-drawer = Открывать денежный ящик
pos-close-day = Закрывать день
areas-people-and-places = Люди и места
areas-system = Система
areas-trade = Торговля
area-licences = Лицензии
area-policies = Политики
area-journal = Журнал
area-sales = Продажи и счета
area-reports = Отчёты
area-purchase-invoices = Закупочные счета
area-inventory-counts = Инвентаризации
level-none = Нет
level-read = Просмотр
level-edit = Изменение
