# Настройки → Почта.
mail = Почта
mail-search = Поиск по имени или эл. почте
mail-all = Все
mail-waiting = Ожидают
mail-undelivered = Не доставлены
mail-sent = Отправлены
mail-to = Кому
mail-queued = Создано
mail-answer = Ответ почтового сервера
mail-attempts = Попытки
mail-expires = Нужно до
mail-message-id = Message-ID
mail-facts = Это письмо
mail-content = Содержание
mail-as-file = Файлом
mail-state-waiting = Ожидает отправки
mail-state-again = Ещё не принято, снова { $at }
mail-state-sent = Отправлено { $at }
mail-state-refused = Отклонено почтовым сервером
mail-state-expired = Не было принято и больше не нужно
mail-state-cancelled = Отменено
mail-try-now = Попробовать сейчас
mail-send-again = Отправить ещё раз
mail-sent-again = Письмо снова передаётся почтовому серверу
mail-not-sent-again = Это письмо нельзя отправить ещё раз
mail-is-void = Ссылка в нём больше не действует. Отправьте новую оттуда, откуда пришло это письмо.
mail-goes-out = Письма уходят через { $server }, отправитель { $from }
mail-is-kept = Почтовый сервер не настроен: письма ни до кого не доходят
mail-is-kept-text = Они хранятся файлами в папке { $folder }. Почтовый сервер указывается в конфигурации головного офиса, в части [mail].
mail-is-shown = Они хранятся и показываются здесь. Только в демонстрации другие могут читать ссылки, по которым кто-то входит.
mail-none = Писем ещё нет
mail-none-text = Здесь всё, что отправляет головной офис: подтверждения адресов эл. почты и ссылки для тех, кто забыл пароль офиса.
mail-no-result = Ничего не найдено
mail-no-result-text = Сократите запрос или смотрите среди всех.
mail-range = { $count ->
    [one] { $from }–{ $to } из { $shown } письма
    [few] { $from }–{ $to } из { $shown } писем
    [many] { $from }–{ $to } из { $shown } писем
   *[other] { $from }–{ $to } из { $shown } писем
}
