# Сынақ чатының сөздері: браузерде және терминалда. Оларды редакторлар, аудармашылар мен серіктестер көреді.
# Адамға «сіз» деп сыпайы айтамыз.

## Бет
preview-title = сынақ чаты
preview-banner = Бұл — компьютеріңіздегі сынақ, Telegram емес. Әңгіме ешқайда жіберілмейді, бағдарлама жабылғанда жоғалады.
preview-skip = Сұрақ жазатын жерге өту
preview-talk = Әңгіме
preview-again = Қайтадан бастау
preview-you = Сіз:
preview-words = Сұрағыңызды жазыңыз
preview-send = Жіберу
preview-share = Telegram-да бұл жерде чаттарыңыздың тізімі ашылады. Мынадай хабар кетеді:
preview-back = Әңгімені ашу
preview-cookies = Браузер әңгіменің белгісін (cookie) қабылдамады. Осы бет үшін рұқсат беріп, қайтадан бастаңыз.
preview-error = Санақты жазу мүмкін болмады, сондықтан жауап жоқ. Қайталап көріңіз.
preview-no-page = Мұнда ондай бет жоқ.

## Әңгіменің жанындағы тақта
preview-panel = Не түсінілді, не саналды
preview-panel-about = Бұл редакторларға арналған. Telegram-да адам мұны көрмейді.
preview-did = Адам не істеді
preview-screen = Экран
preview-language = Жауаптың тілі
preview-guess = Сұрақ қай тілде
preview-guess-clear = анық
preview-guess-unsure = дәл емес
preview-guess-none = белгісіз
preview-guess-kyrgyz = қырғызша
preview-decision = Сұрақ қалай түсінілді
preview-decision-answer = Анық, тақырыбы
preview-decision-suggest = Мына тақырыптарға ұқсайды
preview-decision-category = Жалпы сөз, бөлімі
preview-decision-urgent = Қауіп
preview-decision-smalltalk = Сыпайы сөз, сұрақ емес
preview-decision-lost = Жауап табылмады
preview-counted = Не саналады
preview-counted-nothing = Ештеңе саналмайды.
preview-recorded-counted = Сынақ сандарына қосылды.
preview-recorded-repeated = Бұл хабар бұрын саналған, екінші рет санамаймыз.
preview-question = Сұрақ
preview-outcome-answered = жауабы бар
preview-outcome-did-you-mean = тақырыптар ұсынылды
preview-outcome-unanswered = жауабы жоқ
preview-outcome-urgent = қауіп
preview-way-typed = сөзбен жазылды
preview-way-button = батырмамен таңдалды
preview-way-link = сілтемемен ашылды
preview-suggestion-accepted = Ұсынылған тақырып таңдалды
preview-unmet = Жауапсыз сұрақ не туралы еді
preview-start = Әңгіменің басы, қайдан
preview-source-direct = сілтемесіз
preview-source-unknown = белгісіз сілтеме
preview-card-opened = Қызметкерге арналған карточка ашылды
preview-privacy-opened = «Не сақтаймыз» беті ашылды
preview-helpful-yes = Не істеу керегі түсінікті
preview-helpful-no = Не істеу керегі түсініксіз
preview-earlier = Бұған дейін не болды
preview-as-test = Осы әңгіме тексеру түрінде
preview-as-test-about = Мұны { $folder } қалтасындағы { $ending } файлына көшіріп, { $command } пәрменін файл атымен іске қосыңыз.

## Терминал
preview-chat-hint = Сұрақты немесе батырманың нөмірін жазып, { $enter } басыңыз. Мәзір: { $menu }. Шығу: { $quit }.
