# Веб-офис на русском языке.
skip-to-content = Перейти к содержанию
menu = Меню
main-navigation = Главное меню
language = Язык
ok = ОК
error-prefix = Ошибка:
problem-title = Что-то не так
save-changes = Сохранить изменения
to-the-first-page = На первую страницу

failure-not-found = Здесь ничего нет
failure-not-found-text = Адрес неверен, или страницы больше нет.
failure-not-allowed = Ваша группа пользователей этого не разрешает
failure-not-allowed-text = Если вам это нужно, обратитесь к администратору.
failure-malformed = Запрос не удалось прочитать
failure-malformed-text = Вернитесь, обновите страницу и попробуйте ещё раз.
failure-internal = В главном офисе произошёл сбой
failure-internal-text = Ничего не изменено. Причина — в журнале главного офиса.

home = Офис
home-nothing = Ваша группа пользователей пока ничего не показывает в офисе. Обратитесь к администратору.

sign-in = Войти
sign-in-refused = Неверный адрес или пароль. Или эта учётная запись не может пользоваться офисом.
sign-in-throttled = { $count ->
    [one] Слишком много попыток. Попробуйте снова через { $shown } минуту.
    [few] Слишком много попыток. Попробуйте снова через { $shown } минуты.
   *[many] Слишком много попыток. Попробуйте снова через { $shown } минут.
}
sign-in-forgot = Забыли пароль? Администратор может создать ссылку для входа.
sign-out = Выйти
sign-out-everywhere = Выйти везде
link-for = По этой ссылке вы войдёте как
link-once = Она действует один раз. После входа можно выбрать адрес и пароль офиса.
link-void = Этой ссылкой нельзя воспользоваться
link-void-text = Она уже использована, старше 48 часов или заменена более новой. Попросите другую.

account = Эл. почта и пароль офиса
account-first = Вы вошли. Выберите адрес и пароль офиса, чтобы в следующий раз войти без ссылки.
account-later = Позже
account-ends-sessions = Во всех других местах вы выйдете из офиса.
email = Эл. почта
email-help = С ней вы входите в офис.
email-empty = Введите адрес эл. почты
email-not-an-address = Введите адрес эл. почты, например имя@example.com
email-taken = Этот адрес у другой учётной записи
office-password = Пароль офиса
office-password-help = Не ваш пароль POS.
password-present = Нынешний пароль офиса
password-present-empty = Введите нынешний пароль офиса
password-present-wrong = Это не ваш нынешний пароль офиса
password-new = Новый пароль офиса
password-new-help = Не менее 10 знаков. Не ваш пароль POS.
password-again = Новый пароль офиса ещё раз
password-too-short = Введите не менее 10 знаков
password-too-long = Введите не более 200 знаков
password-easily-guessed = Этот пароль легко угадать. Выберите другой
password-differs = Введите один и тот же пароль дважды

month-names = янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.

nav-personnel = Персонал
users = Пользователи
search-by-name = Поиск по имени
active-salepoint = Активная точка продаж
all-salepoints = Все точки продаж
apply = Применить
status-active = Активные
status-deactivated = Деактивированные
status-all = Все
export-csv = Экспорт CSV
pages = Страницы
none = Нет
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
users-none-text = Пользователь — это человек, который работает в POS, в офисе или там и там. Пока пользователей нельзя добавить здесь, их загружает head-office import.
users-no-result = Никто не подходит
users-no-result-text = { $count ->
    [0] Среди деактивированных и в других точках продаж такого имени тоже нет.
    [one] { $shown } пользователь с таким именем деактивирован или в другой точке продаж.
    [few] { $shown } пользователя с таким именем деактивированы или в других точках продаж.
   *[many] { $shown } пользователей с таким именем деактивированы или в других точках продаж.
}
users-look-among-all = Искать среди всех
clear-filters = Сбросить фильтры
