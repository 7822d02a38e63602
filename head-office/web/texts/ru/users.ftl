users = Пользователи
search-by-name = Поиск по имени
active-salepoint = Активная точка продаж
all-salepoints = Все точки продаж
users-of-all-groups = Пользователи всех групп
status-active = Активные
status-deactivated = Деактивированные
status-all = Все
default-store = Склад по умолчанию
column-first-name = Имя
column-last-name = Фамилия
column-group = Группа
column-salepoints = Точки продаж
column-stores = Склады
column-status = Состояние
column-last-pos-login = Последний вход в POS
column-language = Язык
more-places = и ещё { $shown }
users-range = { $count ->
    [one] { $from }–{ $to } из { $shown } пользователя
    [few] { $from }–{ $to } из { $shown } пользователей
   *[many] { $from }–{ $to } из { $shown } пользователей
}
users-none = Пользователей пока нет
users-none-text = Пользователь — это человек, который работает в POS, в офисе или там и там.
users-no-result = Никто не подходит
users-no-result-text = { $count ->
    [0] Среди деактивированных и в других точках продаж такого имени тоже нет.
    [one] { $shown } пользователь с таким именем деактивирован или в другой точке продаж.
    [few] { $shown } пользователя с таким именем деактивированы или в других точках продаж.
   *[many] { $shown } пользователей с таким именем деактивированы или в других точках продаж.
}
users-look-among-all = Искать среди всех пользователей
clear-filters = Сбросить фильтры
