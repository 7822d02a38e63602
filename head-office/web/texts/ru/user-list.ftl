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
sort-by = Сортировать
column-office = Офис
column-default-store = Склад по умолчанию
column-created = Добавлен
office-by-link = По ссылке
salepoint-unknown = Такой точки продаж нет. Введите часть названия.
salepoints-match = { $count ->
    [one] Подходит { $shown } точка продаж. Выберите.
    [few] Подходят { $shown } точки продаж. Выберите.
   *[many] Подходят { $shown } точек продаж. Выберите.
}
users-none-deactivated = Нет деактивированных пользователей
users-none-deactivated-text = Деактивированные пользователи не могут пользоваться POS и офисом и показаны здесь. Пользователей не удаляют.
choose-search = Искать
choose-found = { $count ->
    [0] С таким именем ничего нет
    [one] { $shown } с таким именем
    [few] { $shown } с таким именем
   *[many] { $shown } с таким именем
}
choose-first = { $count ->
    [one] Первые { $first } из { $shown }. Введите больше букв.
    [few] Первые { $first } из { $shown }. Введите больше букв.
   *[many] Первые { $first } из { $shown }. Введите больше букв.
}
