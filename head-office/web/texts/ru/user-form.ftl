new-user = Новый пользователь
crumbs = Вы здесь
tabs = Части формы
tab-general = Общее
tab-salepoint = Точка продаж
tab-store = Склад
read-only = Вы можете это смотреть. Ваша группа не позволяет изменять пользователей.
choose = Выберите…
add = Добавить
add-all = Добавить все
delete-all = Удалить все
remove = Убрать
undo = Отменить
find = Найти
cancel = Отмена
discard = Не сохранять
generate = Создать
no-changes = Изменений нет
not-saved-yet = Ещё не сохранено:
cancel-title = Не сохранять изменения?
go-on-editing = Продолжить
left-title = Несохранённые изменения от { $when }
printed-on-the-invoice = Будет напечатано в счёте
on-the-invoice = В счёте:
pos-password = Пароль POS
pos-password-again = Пароль POS ещё раз
pos-password-help = Нужен для входа в POS. Рекомендуем только цифры.
pos-password-keep = Оставьте пустым, чтобы сохранить текущий.
pos-password-none-yet = Без него войти на терминале нельзя.
new-pos-password = Новый пароль POS: вступит в силу при сохранении.
generated-title = Новый пароль POS
generated-text = Запишите его: больше он не будет показан. Вступит в силу при сохранении.
pos-password-recommended = Рекомендуется цифр: { $shown } или больше.
user-active = Активен
user-active-help = Если выключено, пользователь не может работать ни в POS, ни в офисе.
group-help = Определяет, что можно этому пользователю.
language-help = Язык программ для этого пользователя.
default-store-help = Выбирается при входе. Только склады этого пользователя.
default-store-none = Нет
default-store-not-among = Выберите один из складов пользователя или сначала добавьте этот
salepoint-to-add = Добавить точку продаж
store-to-add = Добавить склад
column-salepoint = Точка продаж
column-store = Склад
column-state = Состояние
column-sells-from = Отсюда продаёт
user-group-here = Группа здесь
group-as-the-user = Как у пользователя: { $group }
group-of-the-user = Как у пользователя
state-saved = Сохранено
state-added = Новое, не сохранено
state-removed = Убрано, не сохранено
places-all-added = { $count ->
    [one] Добавлены все: { $shown } место. Открытые позже не добавляются автоматически.
    [few] Добавлены все { $shown } места. Открытые позже не добавляются автоматически.
   *[many] Добавлены все { $shown } мест. Открытые позже не добавляются автоматически.
}
places-all-removed = { $count ->
    [one] При сохранении будет убрано { $shown } место.
    [few] При сохранении будут убраны все { $shown } места.
   *[many] При сохранении будут убраны все { $shown } мест.
}
places-none-found = С таким названием ничего нет.
salepoints-none-granted = Точек продаж ещё нет. Без них пользователь не войдёт ни на одном терминале.
stores-none-granted = Складов ещё нет.
n-salepoints = { $count ->
    [one] { $shown } точка продаж
    [few] { $shown } точки продаж
   *[many] { $shown } точек продаж
}
n-stores = { $count ->
    [one] { $shown } склад
    [few] { $shown } склада
   *[many] { $shown } складов
}
place-choose = Выберите, что добавить
place-unknown = «{ $typed }» нет
place-several = Подходит { $shown }: { $names }. Введите название полностью
first-name-missing = Введите имя
last-name-missing = Введите фамилию
name-too-long = Введите не больше { $shown } знаков
name-invisible = Уберите невидимые знаки
letters-not-drawn = Этих букв терминалы показать не могут, вместо каждой стоит квадрат:
pos-password-not-on-keyboard = Используйте только знаки, которые есть на экранной клавиатуре POS
group-missing = Выберите группу
pos-password-too-short = Введите не меньше { $shown } знаков
pos-password-differs = Введите один и тот же пароль POS дважды
pos-password-unusable = Этот пароль POS использовать нельзя. Выберите другой или нажмите «Создать»
pos-password-type-again = Введите пароль POS ещё раз: тем временем изменился способ его хранения
pos-password-throttled = { $count ->
    [one] Слишком много паролей POS отклонено. Повторите через { $shown } минуту или нажмите тогда «Создать»
    [few] Слишком много паролей POS отклонено. Повторите через { $shown } минуты или нажмите тогда «Создать»
   *[many] Слишком много паролей POS отклонено. Повторите через { $shown } минут или нажмите тогда «Создать»
}
last-administrator = Это последний администратор. Сначала назначьте другого
lacks-rights = Это касается прав в офисе, которых нет у вас самих
conflict-title = { $name } изменил(а) это: { $when }
conflict-text = Ничего не перезаписано. Выберите, какое значение оставить, и сохраните ещё раз.
saved-inactive = Пользователь деактивирован: нет входа ни в POS, ни в офис.
warning-no-salepoint = Этот пользователь не войдёт ни на одном терминале: нет точки продаж.
warning-no-pos-password = Этот пользователь не войдёт ни на одном терминале: нет пароля POS.
warning-default-store-elsewhere = Со склада по умолчанию продают только точки, которых у этого пользователя нет.
add-a-salepoint = Добавить точку продаж
set-a-pos-password = Задать пароль POS
not-granted = Не дано
places-changed-meanwhile = Кто-то другой только что изменил этот список. Посмотрите и нажмите ещё раз
typed-not-saved = Ещё не сохранено
already-added = Это уже было добавлено
already-added-text = Форма отправлена дважды, поэтому больше ничего не добавлено. Измените здесь, что отличается.
oneself-title = Этим вы отключаете себя
oneself-text = Вы сразу выйдете и не сможете войти, пока кто-то другой вас не активирует.
oneself-surely = Деактивировать меня
kept-only-with-script = Прежде чем уйти со страницы, нажмите вкладку или «Сохранить изменения»: иначе введённое пропадёт.
pos-password-own = Ввести самому
reference-help = Собственный номер или имя этого пользователя в компании, например табельный номер. Необязательно.
reference-taken = Этот номер уже у другого пользователя
invitation-help = Приглашение отправится при сохранении. Группа должна что-то разрешать в офисе.
