# Суханони чати санҷишӣ: дар браузер ва дар терминал. Онҳоро муҳаррирон, тарҷумонҳо ва шарикон мебинанд.
# Муроҷиат: «шумо», боадабона.

## Саҳифа
preview-title = чати санҷишӣ
preview-banner = Ин санҷиш дар компютери шумост, Telegram нест. Суҳбат ба ҳеҷ ҷо фиристода намешавад ва ҳангоми пӯшидани барнома нест мешавад.
preview-skip = Гузаштан ба ҷойи навиштани савол
preview-talk = Суҳбат
preview-again = Аз нав сар кардан
preview-you = Шумо:
preview-words = Саволатонро нависед
preview-send = Фиристодан
preview-share = Дар Telegram дар ин ҷо рӯйхати чатҳои шумо кушода мешавад. Чунин паём меравад:
preview-back = Кушодани суҳбат
preview-cookies = Браузер нишонаи суҳбатро (cookie) қабул накард. Барои ин саҳифа иҷозат диҳед ва аз нав сар кунед.
preview-error = Ҳисобро навиштан нашуд, барои ҳамин ҷавоб нест. Боз як бор кӯшиш кунед.
preview-no-page = Дар ин ҷо чунин саҳифа нест.

## Тахтаи паҳлуи суҳбат
preview-panel = Чӣ фаҳмида ва чӣ ҳисоб шуд
preview-panel-about = Ин барои муҳаррирон аст. Дар Telegram одам инро намебинад.
preview-did = Одам чӣ кор кард
preview-screen = Экран
preview-language = Забони ҷавоб
preview-guess = Савол ба кадом забон аст
preview-guess-clear = равшан
preview-guess-unsure = на он қадар равшан
preview-guess-none = маълум нест
preview-guess-kyrgyz = ба забони қирғизӣ
preview-decision = Савол чӣ хел фаҳмида шуд
preview-decision-answer = Равшан, мавзӯъ
preview-decision-suggest = Ба ин мавзӯъҳо монанд аст
preview-decision-category = Калимаи умумӣ, бахш
preview-decision-urgent = Хатар
preview-decision-smalltalk = Сухани боадабона, на савол
preview-decision-lost = Ҷавоб ёфт нашуд
preview-counted = Чӣ ҳисоб мешавад
preview-counted-nothing = Ҳеҷ чиз ҳисоб намешавад.
preview-recorded-counted = Ба рақамҳои санҷишӣ илова шуд.
preview-recorded-repeated = Ин паём аллакай ҳисоб шудааст, бори дуюм ҳисоб намекунем.
preview-question = Савол
preview-outcome-answered = ҷавоб ҳаст
preview-outcome-did-you-mean = мавзӯъҳо пешниҳод шуданд
preview-outcome-unanswered = ҷавоб нест
preview-outcome-urgent = хатар
preview-way-typed = бо калимаҳо навишта шуд
preview-way-button = бо тугма интихоб шуд
preview-way-link = бо пайванд кушода шуд
preview-suggestion-accepted = Мавзӯи пешниҳодшуда интихоб шуд
preview-unmet = Саволи беҷавоб дар бораи чӣ буд
preview-start = Оғози суҳбат, аз куҷо
preview-source-direct = бе пайванд
preview-source-unknown = пайванди номаълум
preview-card-opened = Варақа барои корманд кушода шуд
preview-privacy-opened = Саҳифаи «Мо чиро нигоҳ медорем» кушода шуд
preview-helpful-yes = Фаҳмо, ки чӣ кор кардан лозим
preview-helpful-no = Фаҳмо нест, ки чӣ кор кардан лозим
preview-earlier = Пештар чӣ буд
preview-as-test = Ҳамин суҳбат ҳамчун санҷиш
preview-as-test-about = Инро ба файли { $ending } дар папкаи { $folder } нусха кунед ва { $command }-ро бо номи файл ба кор дароред.

## Терминал
preview-chat-hint = Савол ё рақами тугмаро нависед ва { $enter }-ро пахш кунед. Меню: { $menu }. Баромадан: { $quit }.
