# Слова пробного чата: в браузере и в окне терминала. Их видят редакторы, переводчики и партнёры.
# Обращение: вежливое «вы» с маленькой буквы.

## Страница
preview-title = пробный чат
preview-banner = Это проба на вашем компьютере, не Telegram. Разговор никуда не отправляется и исчезнет, когда программу закроют.
preview-skip = Перейти к вводу вопроса
preview-talk = Разговор
preview-again = Начать заново
preview-you = Вы:
preview-words = Напишите вопрос
preview-send = Отправить
preview-share = В Telegram здесь откроется список ваших чатов. Отправится такое сообщение:
preview-back = Открыть разговор
preview-cookies = Браузер не принял метку разговора (cookie). Разрешите её для этой страницы и начните снова.
preview-error = Не получилось записать подсчёт, поэтому ответа нет. Попробуйте ещё раз.
preview-no-page = Такой страницы здесь нет.

## Панель рядом с разговором
preview-panel = Что понято и посчитано
preview-panel-about = Это для редакторов. В Telegram человек этого не видит.
preview-did = Что сделал человек
preview-screen = Экран
preview-language = Язык ответа
preview-guess = На каком языке вопрос
preview-guess-clear = ясно
preview-guess-unsure = не точно
preview-guess-none = не понять
preview-guess-kyrgyz = по-кыргызски
preview-decision = Как понят вопрос
preview-decision-answer = Ясно, тема
preview-decision-suggest = Похоже на темы
preview-decision-category = Общее слово, раздел
preview-decision-urgent = Опасность
preview-decision-smalltalk = Вежливые слова, не вопрос
preview-decision-lost = Ответ не найден
preview-counted = Что считается
preview-counted-nothing = Ничего не считается.
preview-recorded-counted = Посчитано в пробных числах.
preview-recorded-repeated = Это сообщение уже посчитано, второй раз не считаем.
preview-question = Вопрос
preview-outcome-answered = есть ответ
preview-outcome-did-you-mean = предложены темы
preview-outcome-unanswered = нет ответа
preview-outcome-urgent = опасность
preview-way-typed = написан словами
preview-way-button = выбран кнопкой
preview-way-link = открыт по ссылке
preview-suggestion-accepted = Выбрана предложенная тема
preview-unmet = О чём был вопрос без ответа
preview-start = Начало разговора, откуда
preview-source-direct = без ссылки
preview-source-unknown = неизвестная ссылка
preview-card-opened = Открыта карточка для сотрудника
preview-privacy-opened = Открыта страница «Что мы храним»
preview-helpful-yes = Понятно, что делать
preview-helpful-no = Непонятно, что делать
preview-earlier = Что было раньше
preview-as-test = Этот разговор как проверка
preview-as-test-about = Скопируйте в файл { $ending } в папке { $folder } и запустите { $command } с именем файла.

## Терминал
preview-chat-hint = Напишите вопрос или номер кнопки и нажмите { $enter }. Меню: { $menu }. Выйти: { $quit }.
