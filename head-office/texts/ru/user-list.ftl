# Список пользователей: что с ним можно делать.
add-user = Добавить пользователя
edit-layout = Настроить вид
move-up = Выше
move-down = Ниже
layout-names-stay = Имя и фамилия показываются всегда.
rows-a-page = Строк на странице
standard-layout = Вернуть обычный вид
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
users-none-deactivated = Никто не деактивирован
users-none-deactivated-text = Пользователей не удаляют. Деактивированный не может пользоваться ни POS, ни офисом и стоит здесь.
