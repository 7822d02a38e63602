licences = Лицензии и модули
licences-office = Лицензии офиса
licences-are-bought = куплено
licences-are-used = занято
licences-are-free = свободно
licences-add = Добавить лицензии
licences-bought = Куплено лицензий
licences-bought-help = Все вместе, а не только новые. Выставление счетов не подключено: введите, сколько лицензий купила компания.
licences-no-number = Введите целое число от 1 до 100 000
licences-fewer = { $count ->
    [one] Привязана { $shown } лицензия: меньше быть не может. Сначала освободите
    [few] Привязаны { $shown } лицензии: меньше быть не может. Сначала освободите
   *[many] Привязано { $shown } лицензий: меньше быть не может. Сначала освободите
}
licence-link = Дать кому-нибудь доступ
licence-user = Пользователь
licence-user-help = Введите часть имени.
licence-user-missing = Выберите пользователя
licence-user-unknown = Нет активного пользователя с таким именем
licence-user-several = Подходят несколько пользователей. Выберите одного ниже
licence-user-choose = Кто имеется в виду?
licence-email-help = Сюда придёт письмо для подтверждения. Ссылка в нём действует один раз, 48 часов.
licence-email-new-help = На новый адрес придёт ссылка. Пока её не откроют, действует нынешний адрес; на него придёт уведомление.
licence-email-empty = Введите адрес эл. почты
licence-none-free = Свободных лицензий нет. Добавьте лицензии или освободите одну
licence-linked-already = У этого пользователя уже есть лицензия
licence-not-linked = У этого пользователя больше нет лицензии
licence-deactivated = Пользователь деактивирован. Сначала активируйте его
licence-lacks-rights = У группы этого пользователя есть права в офисе, которых нет у вас самих
licence-nothing-asked = Ни один адрес больше не ждёт подтверждения
licence-holders = У кого есть лицензия
licence-waiting = Ждёт отправки
licence-not-sent-yet = Ещё не отправлено: { $answer }. Снова в { $time }
licence-sent = Письмо отправлено { $time }, не подтверждено
licence-kept = Письмо помещено в папку «mail» { $time }, не подтверждено
licence-refused = Почтовый сервер отказал: { $answer }
licence-expired = Срок приглашения истёк
licence-new-email = Новый адрес { $email }: { $state }
licence-signed-in = Вход { $time }
licence-confirmed = Подтверждено, входа ещё не было
licence-no-email = Адрес ещё не выбран
licence-is-deactivated = Деактивирован: войти нельзя
licence-send-again = Отправить снова
licence-cancel-invitation = Отменить приглашение
licence-cancel-asks = Отменить приглашение…
licence-cancel-question = Отменить приглашение: { $name }?
licence-cancel-voids = Отправленная ссылка перестанет действовать.
licence-cancel-frees = Лицензия освободится.
licence-invite = Отправить приглашение
licence-cancel-email = Оставить нынешний адрес
licence-change-email = Изменить адрес
licence-unlink-asks = Отвязать…
licence-unlink-long = Отвязать лицензию…
licence-unlink-question = Отвязать лицензию: { $name }?
licence-unlink-frees = Освобождает лицензию, и пользователь выходит из офиса.
licence-unlink-forgets = Адрес эл. почты и пароль офиса удаляются. Пароль POS остаётся.
licence-unlink = Отвязать лицензию
licence-done-linked = Лицензия привязана
licence-done-sent = Письмо отправляется снова
licence-done-changed = Новый адрес ждёт подтверждения
licence-done-cancelled = Отменено
licence-done-cancelled-text = Отправленная ссылка больше не действует.
licence-done-unlinked = Лицензия свободна
licence-done-bought = Сохранено
licence-mail-on-its-way = Письмо для подтверждения в пути. Его состояние ниже.
licence-mail-kept = У этого головного офиса нет почтового сервера: письмо со ссылкой помещается в папку «mail» на его компьютере. Передать его может тот, кто им управляет.
modules = Модули
module-included = Включено
module-terminal = POS-терминал
module-sync = Вход и синхронизация
module-office = Веб-офис
module-licences = { $count ->
    [one] { $shown } лицензия
    [few] { $shown } лицензии
   *[many] { $shown } лицензий
}
office-access = Доступ в офис
office-access-of = Доступ в офис: { $name }
office-licence = Лицензия офиса
office-licence-linked = Привязана
office-password-chosen = Выбран
office-password-not-chosen = Ещё не выбран
office-last-sign-in = Последний вход
office-never = Никогда
office-may = Что пользователю разрешено в офисе
office-may-from = Из группы { $group }.
office-may-nothing = Эта группа ничего не разрешает в офисе.
office-read-only = Вы можете это смотреть. Ваша группа не позволяет менять лицензии.
