# Компания.
company = Компания
company-name-help = Видно в офисе и на терминалах
company-language-help = Списки идут в порядке этого языка. Язык страниц каждый выбирает сам.
company-time-zone = Часовой пояс
company-time-zone-help = По нему показывают время офис, файлы и письма.
company-time-zone-unknown = Выберите часовой пояс
company-time-now = Сейчас там: { $time }
