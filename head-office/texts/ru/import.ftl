# Пользователи из файла CSV.
import = Импорт
import-title = Импорт пользователей
import-file = Файл CSV
import-file-help = UTF-8, до 5 МБ и 20 000 пользователей.
import-corrected-file = Другой файл
import-nothing-yet = Ничего не изменится, пока вы не увидите, что сделал бы файл.
import-check = Проверить файл
import-how = Что в файле
import-how-export = Первая строка называет столбцы. Экспорт списка пользователей можно изменить в таблице и импортировать снова: столбец ID говорит, чья это строка.
import-how-new = Строка без ID и известного номера добавляет нового пользователя; ему нужны имя, фамилия и группа.
import-how-empty = Пустая ячейка оставляет то, что есть; «-» убирает. Столбец, которого нет в файле, ничего не меняет.
import-how-places = В ячейке стоят все точки продаж или склады пользователя: Kesklinn, Sadama = Старший смены. После = стоит другая группа там.
import-how-passwords = Пароли POS забываются сразу после проверки. Задайте их столбцу текстовый формат, иначе таблица потеряет нули в начале.
import-template = Шаблон
import-export-all = Экспорт всех пользователей
import-gone = Файла здесь больше нет
import-gone-text = Файл ждёт час и не переживает перезапуска головного офиса. Если импорт не успел завершиться раньше, ничего не изменилось. Загрузите файл снова.
import-waiting = Ваш файл ждёт. Новый файл займёт его место.
import-no-file = Выберите файл
import-empty = В файле нет строк. Выберите другой
import-not-text = Это не файл CSV в UTF-8. Сохраните его в таблице как «CSV UTF-8»
import-too-large = Файл больше { $shown } МБ. Разделите его на несколько
import-too-many-rows = В файле больше { $shown } пользователей. Разделите его на несколько
import-checking = Файл проверяется.
import-hashing = { $count ->
    [one] Файл проверяется: { $done } из { $shown } пароля POS.
    [few] Файл проверяется: { $done } из { $shown } паролей POS.
   *[many] Файл проверяется: { $done } из { $shown } паролей POS.
}
import-importing = Пользователи импортируются.
import-settled = Готово.
import-wrong = { $count ->
    [one] { $shown } ошибка: ничего не импортируется
    [few] { $shown } ошибки: ничего не импортируется
   *[many] { $shown } ошибок: ничего не импортируется
}
import-wrong-text = Исправьте файл и загрузите его снова.
import-would = { $count ->
    [one] Был бы добавлен или изменён { $shown } пользователь
    [few] Были бы добавлены или изменены { $shown } пользователя
   *[many] Было бы добавлено или изменено { $shown } пользователей
}
import-would-text = Пока ничего не изменилось.
import-nothing = Ничего не изменилось бы
import-nothing-text = Все пользователи уже такие, как в файле.
import-do = { $count ->
    [one] Импортировать { $shown } пользователя
    [few] Импортировать { $shown } пользователей
   *[many] Импортировать { $shown } пользователей
}
import-done = { $count ->
    [one] Импортирован { $shown } пользователь
    [few] Импортированы { $shown } пользователя
   *[many] Импортировано { $shown } пользователей
}
import-done-text = Ревизия { $revision }. Терминалы на связи получат её в течение секунды.
import-changed = Тем временем кто-то изменил некоторых из этих пользователей. Ничего не импортировано. Посмотрите, что файл сделал бы теперь.
import-throttled = Слишком много паролей POS отклонено
import-throttled-text = { $count ->
    [one] Ничего не импортировано. Загрузите файл снова через { $shown } минуту.
    [few] Ничего не импортировано. Загрузите файл снова через { $shown } минуты.
   *[many] Ничего не импортировано. Загрузите файл снова через { $shown } минут.
}
import-failed = Файл не импортирован
import-failed-text = Ничего не изменилось. Загрузите его снова; если не поможет, причину скажет журнал головного офиса.
import-namesakes = { $count ->
    [one] У { $shown } нового пользователя имя того, кто уже есть. Это тот же человек? Тогда строке нужен ID.
    [few] У { $shown } новых пользователей имена тех, кто уже есть. Это те же люди? Тогда их строкам нужны ID.
   *[many] У { $shown } новых пользователей имена тех, кто уже есть. Это те же люди? Тогда их строкам нужны ID.
}
import-without-salepoint = { $count ->
    [one] У { $shown } нового пользователя нет точки продаж: он не сможет войти ни в один терминал.
    [few] У { $shown } новых пользователей нет точки продаж: они не смогут войти ни в один терминал.
   *[many] У { $shown } новых пользователей нет точки продаж: они не смогут войти ни в один терминал.
}
import-losing = { $count ->
    [one] { $shown } пользователь был бы деактивирован или лишился бы точки продаж или склада. Это больше пятой части всех.
    [few] { $shown } пользователя были бы деактивированы или лишились бы точки продаж или склада. Это больше пятой части всех.
   *[many] { $shown } пользователей были бы деактивированы или лишились бы точки продаж или склада. Это больше пятой части всех.
}
import-number-wrong = Введите { $number } — столько пользователей чего-то лишились бы
import-count-new = Новые
import-count-changed = Изменённые
import-count-unchanged = Без изменений
import-count-passwords = С паролем POS
import-mistakes = Ошибки
import-row = Строка
import-column = Столбец
import-what-is-wrong = Что не так
import-more-mistakes = { $count ->
    [one] и ещё { $shown } ошибка
    [few] и ещё { $shown } ошибки
   *[many] и ещё { $shown } ошибок
}
import-users-would = Что изменилось бы
import-users-done = Что изменилось
import-user = Пользователь
import-what = Что
import-new = Новый
import-has-namesake = То же имя
import-lacks-salepoint = Нет точки продаж
import-more-users = { $count ->
    [one] и ещё { $shown } пользователь
    [few] и ещё { $shown } пользователя
   *[many] и ещё { $shown } пользователей
}
import-to-the-list = К пользователям
import-another = Импортировать другой файл
column-id = ID
# Что не так в строке.
import-missing = Новому пользователю это нужно. Заполните ячейку
import-not-none = Этого не может не быть. Введите что-нибудь другое
import-twice = Строка выше — о том же пользователе. Оставьте одну из них
import-unknown-group = Нет группы «{ $name }».
import-unknown-salepoint = Нет точки продаж «{ $name }».
import-unknown-store = Нет склада «{ $name }».
import-unknown-column = Нет столбца «{ $name }». Первая строка называет столбцы.
import-like = Может быть, «{ $name }»?
import-unknown-user = Ни у кого нет ID «{ $name }». Для нового пользователя оставьте ячейку пустой
import-reference-taken = Номер «{ $name }» у другого пользователя
import-closed-salepoint = Точка продаж «{ $name }» закрыта. Сначала откройте её снова
import-closed-store = Склад «{ $name }» закрыт. Сначала откройте его снова
import-not-among-stores = «{ $name }» нет среди складов пользователя. Добавьте его и туда
import-named-twice = Точка продаж «{ $name }» названа дважды
import-password-too-long = В пароле POS не больше 64 знаков
import-password-invisible = В пароле POS не может быть управляющих знаков
import-password-too-short = В пароле POS не меньше { $shown } знаков
import-password-refused = Этот пароль POS использовать нельзя. Выберите другой
import-too-many-refused = Слишком много паролей POS отклонено. Те, что ниже, не проверялись
import-not-a-language = «{ $name }» — не язык программ. Напишите en, et, lv или ru
import-not-a-status = Напишите active или deactivated, а не «{ $name }»
import-column-missing = Столбца нет. Новым пользователям он нужен
import-column-twice = Столбец «{ $name }» стоит дважды
import-too-many-cells = В строке больше ячеек, чем столбцов
import-open-quote = В этой строке открывается кавычка, и ничто её не закрывает
import-lacks-rights = Это может только тот, у кого есть все права этой группы в офисе
import-last-administrator = Не осталось бы никого, кому в офисе можно всё
