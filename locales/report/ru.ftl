# Слова страницы, которую читают партнёры. В русском, казахском и английском файлах одни и те же сообщения.

report-title = Huquq: о чём спрашивали семьи
report-week = Неделя { $period } ({ $first } – { $last })
report-4week = Четыре недели { $period } ({ $first } – { $last })
report-quarter = Квартал { $period } ({ $first } – { $last })
report-simulated = СМОДЕЛИРОВАНО: вымышленная кампания. Этих вопросов никто не задавал.
report-trial = ПРОБНЫЕ ДАННЫЕ: набраны при испытании. Точные и не защищены; не для публикации.
report-too-few = Слишком мало, чтобы показать: меньше { $accounts } аккаунтов.
report-too-few-block = За эти четыре недели слишком мало, чтобы показать.
report-totals-only = Меньше { $accounts } аккаунтов: группы, языки и ссылки показаны за четыре недели.
report-withheld = Ничего не показано: не нашлось округления, которое защищает эти числа.
report-small-weeks = Группы, языки и ссылки за недели { $weeks } вместе
report-segmented = Список аккаунтов за этот срок терялся: их было не меньше { $least } и не больше { $most }.

report-accounts = Аккаунты
report-asked = из них спросили
report-questions = Вопросы
report-answer-rate = С ответом
report-unmet-rate = Остались без ответа
report-before = неделей раньше: { $value }
report-trend = По неделям
report-note = Нашими словами

report-table-Q0 = Вопросы по исходу
report-table-Q1 = Вопросы по группам тем
report-table-Q2 = Вопросы по языкам
report-table-Q3 = Вопросы по дням
report-table-W1 = Как спрашивали
report-table-U1 = Чего семьи не нашли
report-table-A0 = Аккаунты, которые спросили
report-table-A1 = Аккаунты по языку первого вопроса
report-table-A2 = Аккаунты по тому, что их привело
report-table-S2 = Переходы по ссылкам
report-table-X = Другие числа
report-table-T4 = Вопросы по темам
report-table-C4 = Вопросы по тому, что привело аккаунты

report-total = всего
report-combined = другое вместе
report-not-shown = слишком мало, чтобы показать
report-more-rows = ещё строк в других файлах
report-none-topic = без темы
report-none-language = язык неизвестен
report-unlisted = нет в списке
report-direct = без ссылки
report-unknown = неизвестная ссылка

report-outcome-answered = с ответом
report-outcome-did_you_mean = с подсказкой
report-outcome-unanswered = не найдено
report-outcome-urgent = срочные
report-day-mon = понедельник
report-day-tue = вторник
report-day-wed = среда
report-day-thu = четверг
report-day-fri = пятница
report-day-sat = суббота
report-day-sun = воскресенье
report-way-typed = написали
report-way-button = нажали кнопку
report-way-link = открыли ссылку
report-asked-asked = спросили
report-event-suggestion_accepted = приняли подсказанную тему
report-event-helpful_yes = «Теперь понятно, что делать?» Да
report-event-helpful_no = «Теперь понятно, что делать?» Нет
report-event-card_opened = аккаунты, открывшие карточку для сотрудника
report-event-privacy_opened = аккаунты, открывшие страницу о том, что мы храним
report-event-overflow = вопросы сверх того, что считается от одного аккаунта
report-language-kk = казахский
report-language-ru = русский
report-language-tg = таджикский
report-language-uz = узбекский

report-method = Аккаунты – это аккаунты Telegram, а не люди; у семьи может быть один или несколько. От одного аккаунта считается не больше { $group } вопросов на группу тем и { $week } в неделю. Числа случайно округлены до кратных { $rounding }, ошибка всегда меньше { $rounding }; таблицы сходятся. Строки меньше { $row } вопросов или { $few } аккаунтов показаны вместе. Разница меньше 10 – не новость. Разбить данные мельче мы не можем ни для кого. Просим не пытаться узнать, кто спрашивал, и не соединять это с делами о людях.
report-hash = Хеш этого выпуска: { $hash }
