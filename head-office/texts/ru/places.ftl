nav-places = Места
salepoints = Точки продаж
salepoint = Точка продаж
stores = Склады
terminals = Терминалы
column-name = Название
column-sold-from = Точки продаж, которые торгуют с него
salepoint-add = Добавить точку продаж
store-add = Добавить склад
salepoints-range = { $count ->
    [one] { $from }–{ $to } из { $shown } точки продаж
    [few] { $from }–{ $to } из { $shown } точек продаж
   *[many] { $from }–{ $to } из { $shown } точек продаж
}
stores-range = { $count ->
    [one] { $from }–{ $to } из { $shown } склада
    [few] { $from }–{ $to } из { $shown } складов
   *[many] { $from }–{ $to } из { $shown } складов
}
salepoints-none = У вас пока нет точек продаж
salepoints-none-text = Вы видите только те точки продаж, которые есть у вас. Администратор добавляет их в разделе Персонал → Пользователи → ваше имя → Точка продаж.
stores-none = У вас пока нет складов
stores-none-text = Вы видите только те склады, которые есть у вас. Администратор добавляет их в разделе Персонал → Пользователи → ваше имя → Склад.
salepoints-no-result = Ни одна точка продаж не подходит
stores-no-result = Ни один склад не подходит
places-no-result-text = { $count ->
    [0] Среди закрытых с таким названием тоже ничего нет.
    [one] Среди открытых и закрытых с таким названием: { $shown }.
    [few] Среди открытых и закрытых с таким названием: { $shown }.
   *[many] Среди открытых и закрытых с таким названием: { $shown }.
}
places-look-among-all = Искать среди всех
places-open = Открытые
places-closed = Закрытые
place-state-open = Открыт
place-state-closed = Закрыт
place-no-users = Нет пользователей
name-missing = Введите название
name-taken = Такое название уже есть, возможно, у закрытого места. Выберите другое
saved = Сохранено
save = Сохранить
back = Назад
edit = Изменить
settings = Настройки
look-only = Ваша группа пользователей может это смотреть, но не менять.
salepoint-closed-read-only = Эта точка продаж закрыта. Чтобы изменить её, откройте её снова.
store-closed-read-only = Этот склад закрыт. Чтобы изменить его, откройте его снова.
both-text = Введённое вами осталось. Чтобы применить, сохраните ещё раз.
both-field = Поле
both-saved = Сохранено сейчас
both-yours = Ваше
both-keep = Оставить
both-taken-over = Там также изменено и принято:
salepoint-new = Новая точка продаж
salepoint-name-help = Видно на её терминалах
salepoint-language = Язык её терминалов
salepoint-language-help = Пока никто не вошёл. После входа — язык пользователя.
salepoint-language-missing = Выберите язык
salepoint-store = Склад, с которого она торгует
salepoint-store-help = Запас, с которого списываются продажи
salepoint-store-type = Запас, с которого списываются продажи. Введите название склада или его часть
salepoint-store-unknown = Такого открытого склада нет. Выберите другой
salepoint-store-several = { $count ->
    [one] Подходит { $shown } склад: { $names }. Введите название целиком
    [few] Подходят { $shown } склада: { $names }. Введите название целиком
   *[many] Подходят { $shown } складов: { $names }. Введите название целиком
}
salepoint-step-1 = Шаг 1 из 2. Далее: какие пользователи её получат.
store-step-1 = Шаг 1 из 2. Далее: какие пользователи его получат.
store-new = Новый склад
store-name-help = Видно на терминалах при выборе склада
store-sold-from-none = С него не торгует ни одна точка продаж, которую вы видите.
store-users-and-end = У кого он есть и закрытие
store-close = Закрыть этот склад…
store-close-do = Закрыть склад
store-reopen-text = Его ни у кого нет. После открытия вы выберете, кто его получит.
users-count = { $count ->
    [one] { $shown } пользователь
    [few] { $shown } пользователя
   *[many] { $shown } пользователей
}
terminals-count = { $count ->
    [one] { $shown } терминал
    [few] { $shown } терминала
   *[many] { $shown } терминалов
}
place-give = Выдать пользователям…
place-given = { $count ->
    [0] Сохранено. У всех это уже было
    [one] Сохранено. Теперь это есть у { $shown } пользователя
    [few] Сохранено. Теперь это есть у { $shown } пользователей
   *[many] Сохранено. Теперь это есть у { $shown } пользователей
}
place-given-nobody = Пока это никому не выдано
place-left-out = { $count ->
    [one] { $shown } пользователь пропущен: у него есть права в офисе, которых нет у вас, и другая группа там:
    [few] { $shown } пользователя пропущены: у них есть права в офисе, которых нет у вас, и другая группа там:
   *[many] { $shown } пользователей пропущены: у них есть права в офисе, которых нет у вас, и другая группа там:
}
place-closed = Закрыто
place-reopen = Открыть снова
place-reopened = «{ $name }» снова работает
place-close-question = Закрыть «{ $name }»?
place-close-number = { $count ->
    [one] Больше пятой части пользователей. Введите { $shown }
    [few] Больше пятой части пользователей. Введите { $shown }
   *[many] Больше пятой части пользователей. Введите { $shown }
}
place-close-number-wrong = Введите число пользователей, которых это касается
place-close-changed = За это время изменилось, кого это касается
place-close-changed-text = Ничего не закрыто. Ниже — как обстоит сейчас; если всё верно, нажмите ещё раз.
salepoint-end = Закрытие
salepoint-end-text = Точка продаж никогда не удаляется: её продажи и журналы остаются.
salepoint-close = Закрыть эту точку продаж…
salepoint-close-do = Закрыть точку продаж
salepoint-close-terminals = Там стоят терминалы. Сначала переместите их или выведите из работы в разделе «Терминалы»:
salepoint-close-users = { $count ->
    [0] Её ни у кого нет.
    [one] { $shown } пользователь теряет её и сразу же не сможет там войти.
    [few] { $shown } пользователя теряют её и сразу же не смогут там войти.
   *[many] { $shown } пользователей теряют её и сразу же не смогут там войти.
}
salepoint-close-codes = Коды регистрации для её терминалов перестают действовать.
salepoint-close-kept = Её продажи, журналы и история остаются. Вы можете открыть её снова; у кого она была, не восстанавливается.
salepoint-reopen-text = Её ни у кого нет. После открытия вы выберете, кто её получит.
store-close-users = { $count ->
    [0] Его ни у кого нет.
    [one] { $shown } пользователь теряет его.
    [few] { $shown } пользователя теряют его.
   *[many] { $shown } пользователей теряют его.
}
store-close-defaults = { $count ->
    [0] Он ни у кого не выбран по умолчанию.
    [one] Он выбран по умолчанию у { $shown } пользователя; не останется никакого.
    [few] Он выбран по умолчанию у { $shown } пользователей; не останется никакого.
   *[many] Он выбран по умолчанию у { $shown } пользователей; не останется никакого.
}
store-close-kept = Его отчёты и история остаются. Вы можете открыть его снова; у кого он был, не восстанавливается.
store-close-salepoints = { $count ->
    [one] { $shown } точка продаж, которая с него торгует, остаётся без склада
    [few] { $shown } точки продаж, которые с него торгуют, остаются без склада
   *[many] { $shown } точек продаж, которые с него торгуют, остаются без склада
}
store-close-salepoints-missing = Отметьте это или сначала назначьте этим точкам другой склад
give-question = У кого должно быть «{ $name }»?
salepoint-saved = Точка продаж «{ $name }» сохранена
store-saved = Склад «{ $name }» сохранён
salepoint-step-2 = Шаг 2 из 2. Пока она не выдана ни одному пользователю, там никто не сможет войти. Кто выдаёт её первым, получает её и сам.
store-step-2 = Шаг 2 из 2. Пока он не выдан ни одному пользователю, никто не видит его отчётов. Кто выдаёт его первым, получает его и сам.
give-all = Все активные пользователи
give-of = Все, у кого есть точка продаж…
give-of-choice = { $count ->
    [one] { $name } — { $shown } пользователь
    [few] { $name } — { $shown } пользователя
   *[many] { $name } — { $shown } пользователей
}
give-of-help = С той группой, которая у них там
give-of-help-store = Только активные пользователи
give-of-unknown = Такой открытой точки продаж нет. Выберите другую
give-of-several = { $count ->
    [one] Подходит { $shown } точка продаж. Введите название целиком
    [few] Подходят { $shown } точки продаж. Введите название целиком
   *[many] Подходят { $shown } точек продаж. Введите название целиком
}
give-pick = Выбрать пользователей
give-pick-help = Откроется список; отметьте и сохраните
give-pick-from = Активные пользователи
give-pick-missing = Отметьте хотя бы одного пользователя
give-picked = { $count ->
    [one] Выбран { $shown }
    [few] Выбрано { $shown }
   *[many] Выбрано { $shown }
}
give-nobody = Пока ни у кого
give-nobody-help = Останется в вашем списке, пока не появится у кого-то
give-missing = Выберите, кто это получит
give-show = Показать этих пользователей
give-show-count = { $count ->
    [one] Показать { $shown } пользователя
    [few] Показать { $shown } пользователей
   *[many] Показать { $shown } пользователей
}
show-as-list = Показать списком
salepoint-store-is = Склад: { $name }
salepoint-no-store = Нет склада
salepoint-users-here = { $count ->
    [0] Здесь никто не может войти
    [one] Здесь может войти { $shown } пользователь
    [few] Здесь могут войти { $shown } пользователя
   *[many] Здесь могут войти { $shown } пользователей
}
salepoint-nobody-here = Могут активные пользователи с паролем POS, у которых есть эта точка продаж. Выдайте её пользователям.
column-group-here = Группа здесь
column-last-login-here = Последний вход здесь
history-open = Открыто
check-question = Почему кто-то не может здесь войти?
check-user = Пользователь
check-do = Проверить
check-unknown = Нет пользователя с таким именем
check-several = { $count ->
    [one] Подходит { $shown } пользователь:
    [few] Подходят { $shown } пользователя:
   *[many] Подходят { $shown } пользователей:
}
check-fine = { $user } может войти в точке { $salepoint }
check-not-fine = { $user } не может войти в точке { $salepoint }
check-terminal-says = Терминал говорит: «{ $words }»
check-has-password = Пароль POS есть
check-no-password = Нет пароля POS.
check-give-password = Задать
check-active = Активен
check-not-active = Деактивирован.
check-activate = Активировать
check-has-salepoint = Эта точка продаж есть
check-no-salepoint = Нет этой точки продаж.
check-give-salepoint = Добавить
check-no-terminal = Здесь нет ни одного терминала.
check-latest = У всех здешних терминалов есть последние данные этого пользователя
check-not-latest = Не у всех здешних терминалов есть последние данные этого пользователя.
check-last-seen = { $terminal } был на связи { $time } и получит их, когда вернётся.
check-never-seen = { $terminal } ни разу не был на связи.
check-see-terminal = Посмотреть терминал
check-not-throttled = Ни один терминал здесь не заблокирован из-за неверных попыток (по последним данным)
check-throttled = Здесь было слишком много неверных попыток.
terminal-says-wrong-password = Неверный пароль.
terminal-says-not-active = Ваш пользователь отключён.
terminal-says-no-salepoint = У вас нет точки продаж «{ $name }».
terminal-says-throttled = Слишком много неверных попыток.
salepoint-not-yours = точка продаж, которой у вас нет
store-not-yours = склад, которого у вас нет
salepoints-not-yours = { $count ->
    [one] { $shown } точка продаж, которой у вас нет
    [few] { $shown } точки продаж, которых у вас нет
   *[many] { $shown } точек продаж, которых у вас нет
}
place-not-yours = Этого нет в списке, потому что у вас самих этого нет.
own-grants = Ваши точки продаж и склады
no-salepoint-text = У вас нет точек продаж, поэтому здесь ничего из них не показано. Их выдают в разделе Персонал → Пользователи → ваше имя → Точка продаж.
address = Адрес
address-optional = Адрес (необязательно)
receipt = Чек
receipt-header = Заголовок чека
receipt-header-optional = Заголовок чека (необязательно)
receipt-header-help = Чем начинаются чеки этой точки продаж
on-the-receipt = В чеке:
own-limits = Более строгие правила для этой точки продаж
own-limits-help = Терминалы здесь следуют этим правилам. Если правило компании строже, действует оно.
own-as-company = как в компании
own-empty = Правило компании: { $value }
own-overruled = Правило компании строже и действует: { $value }
own-less-strict = Не мягче, чем в компании: { $value }
lines-too-many = { $count ->
    [one] Введите не больше { $shown } строки
    [few] Введите не больше { $shown } строк
    [many] Введите не больше { $shown } строк
   *[other] Введите не больше { $shown } строк
}
lines-too-long = { $count ->
    [one] Введите в строке не больше { $shown } знака
    [few] Введите в строке не больше { $shown } знаков
    [many] Введите в строке не больше { $shown } знаков
   *[other] Введите в строке не больше { $shown } знаков
}
