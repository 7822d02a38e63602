# Изменения записи.
yes = да
no = нет

history = История
history-none = Пока ничего не меняли.
history-earlier = Более ранние изменения
history-by-command = Командная строка главного офиса
history-by-anybody = Кто-то на странице входа
history-added = Добавлено
history-changed = Изменено
history-removed = Удалено
history-sign-in-link = Создана ссылка для входа
history-forgotten = Пароль забыт: отправлена ссылка для входа
history-signed-in-by-link = Вход по ссылке
history-credentials = Выбран адрес или пароль офиса
history-order = Дано распоряжение
history-enrol-code = Создан код регистрации
history-enrol-code-cancelled = Код регистрации отменён
history-list-added = добавлено: { $names }
history-list-removed = удалено: { $names }
history-pos-password = Новый пароль POS
column-reference = Номер в компании
