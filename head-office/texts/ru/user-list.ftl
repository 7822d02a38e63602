# Список пользователей: что с ним можно делать.
add-user = Добавить пользователя
edit-layout = Настроить вид
move-up = Выше
move-down = Ниже
layout-names-stay = Имя и фамилия показываются всегда.
rows-a-page = Строк на странице
standard-layout = Сбросить вид
page-before = Предыдущая страница
page-after = Следующая страница
column-office = Офис
column-default-store = Склад по умолчанию
column-created = Добавлен
office-by-link = По ссылке
salepoint-unknown = Такой точки продаж нет. Введите часть названия.
salepoints-match = { $count ->
    [one] Подходит { $shown } точка продаж:
    [few] Подходят { $shown } точки продаж:
   *[many] Подходят { $shown } точек продаж:
}
users-none-deactivated = Нет деактивированных пользователей
users-none-deactivated-text = Деактивированные пользователи не могут пользоваться POS и офисом и показаны здесь. Пользователей не удаляют.
