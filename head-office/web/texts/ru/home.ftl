home-begin = С чего начать
home-steps-done = Сделано { $done } из { $all }
home-step-done = сделано
home-step-account = Выберите свой адрес и пароль офиса
home-step-account-help = Ссылка, по которой вы вошли, действует только один раз.
home-step-store = Добавьте склад
home-step-store-help = Где хранится товар. Точка продаж продаёт со склада.
home-step-salepoint = Добавьте точку продаж
home-step-salepoint-help = Где стоят терминалы.
home-step-users = Добавьте пользователей
home-step-users-help = С паролем POS и точкой продаж пользователь может войти на её терминалах.
home-step-terminal = Зарегистрируйте терминал
home-step-terminal-help = Главный офис создаёт код, а вы вводите его на терминале.
home-step-administrator = Назначьте второго администратора
home-step-administrator-help = Чтобы кто-то мог помочь, если вы не сможете войти. Добавьте пользователя в группу, которой можно всё, и дайте ему доступ.
home-quiet = Ничего не требует вашего внимания.
home-see-terminals = Показать терминалы
home-see-offline = Показать терминалы не в сети
home-see-journal = Показать проблемы в журнале
home-see-licences = Показать лицензии
home-salepoints-nobody-help = Никто не может там войти. Кому её дать?
home-stores-nobody-help = Никто ничего о нём не видит. Кому его дать?
home-terminals-connected = { $count ->
    [one] Подключён { $shown } терминал
    [few] Подключены все { $shown } терминала
   *[many] Подключены все { $shown } терминалов
}
home-terminals-offline = { $count ->
    [one] Не в сети: { $offline } из { $shown } терминала
    [few] Не в сети: { $offline } из { $shown } терминалов
   *[many] Не в сети: { $offline } из { $shown } терминалов
}
home-refused = { $count ->
    [0] Отказов во входе сегодня нет
    [one] Сегодня { $shown } отказ во входе
    [few] Сегодня { $shown } отказа во входе
   *[many] Сегодня { $shown } отказов во входе
}
home-invitations = { $count ->
    [one] { $shown } приглашение ждёт ответа
    [few] { $shown } приглашения ждут ответа
   *[many] { $shown } приглашений ждут ответа
}
home-salepoints-nobody = { $count ->
    [one] { $shown } точка продаж, которой ни у кого нет
    [few] { $shown } точки продаж, которых ни у кого нет
   *[many] { $shown } точек продаж, которых ни у кого нет
}
home-stores-nobody = { $count ->
    [one] { $shown } склад, которого ни у кого нет
    [few] { $shown } склада, которых ни у кого нет
   *[many] { $shown } складов, которых ни у кого нет
}
home-no-backup = После смены ключа подписи резервная копия не делалась
home-last-backup = Последняя резервная копия: { $at }.
home-no-backup-known = О прежних резервных копиях ничего не известно.
home-no-backup-help = После восстановления из более старой копии ни один терминал ничего не примет от головного офиса. Попросите сделать копию: head-office backup.
home-later-key = { $count ->
    [one] { $shown } терминал не принимает ключ подписи головного офиса
    [few] { $shown } терминала не принимают ключ подписи головного офиса
    [many] { $shown } терминалов не принимают ключ подписи головного офиса
   *[other] { $shown } терминала не принимают ключ подписи головного офиса
}
