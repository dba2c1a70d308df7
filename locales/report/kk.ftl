# Серіктестер оқитын беттің сөздері. Орысша, қазақша және ағылшынша файлдарда бірдей хабарлар бар.

report-title = Huquq: отбасылар не сұрады
report-week = { $period } аптасы ({ $first } – { $last })
report-4week = Төрт апта { $period } ({ $first } – { $last })
report-quarter = { $period } тоқсаны ({ $first } – { $last })
report-simulated = МОДЕЛЬДЕНГЕН: ойдан шығарылған науқан. Бұл сұрақтарды ешкім қойған жоқ.
report-trial = СЫНАҚ ДЕРЕКТЕРІ: байқап көру кезінде терілген. Дәл және қорғалмаған; жариялауға болмайды.
report-too-few = Көрсетуге тым аз: { $accounts } аккаунттан кем.
report-too-few-block = Осы төрт аптада көрсетуге тым аз.
report-totals-only = { $accounts } аккаунттан кем: топтар, тілдер және сілтемелер төрт апта бойынша көрсетіледі.
report-withheld = Ештеңе көрсетілмейді: бұл сандарды қорғайтын дөңгелектеу табылмады.
report-small-weeks = { $weeks } апталарының топтары, тілдері және сілтемелері бірге
report-segmented = Бұл мерзімде аккаунттар тізімі жоғалды: олар кемінде { $least }, ең көбі { $most } болды.

report-accounts = Аккаунттар
report-asked = оның ішінде сұрағандар
report-questions = Сұрақтар
report-answer-rate = Жауап алды
report-unmet-rate = Жауапсыз қалды
report-before = алдыңғы аптада: { $value }
report-trend = Апта сайын
report-note = Біздің сөзімізбен

report-table-Q0 = Сұрақтар нәтижесі бойынша
report-table-Q1 = Сұрақтар тақырып топтары бойынша
report-table-Q2 = Сұрақтар тілдер бойынша
report-table-Q3 = Сұрақтар күндер бойынша
report-table-W1 = Қалай сұрады
report-table-U1 = Отбасылар не таппады
report-table-A0 = Сұраған аккаунттар
report-table-A1 = Аккаунттар алғашқы сұрақтың тілі бойынша
report-table-A2 = Аккаунттар алғаш не әкелгені бойынша
report-table-S2 = Сілтеме арқылы кіру
report-table-X = Басқа сандар
report-table-T4 = Сұрақтар тақырыптар бойынша
report-table-C4 = Сұрақтар аккаунттарды не әкелгені бойынша

report-total = барлығы
report-combined = басқалары бірге
report-not-shown = көрсетуге тым аз
report-more-rows = басқа файлдарда тағы жолдар
report-none-topic = тақырыпсыз
report-none-language = тілі белгісіз
report-unlisted = тізімде жоқ
report-direct = сілтемесіз
report-unknown = белгісіз сілтеме

report-outcome-answered = жауап берілді
report-outcome-did_you_mean = ұсыныс берілді
report-outcome-unanswered = табылмады
report-outcome-urgent = шұғыл
report-day-mon = дүйсенбі
report-day-tue = сейсенбі
report-day-wed = сәрсенбі
report-day-thu = бейсенбі
report-day-fri = жұма
report-day-sat = сенбі
report-day-sun = жексенбі
report-way-typed = жазды
report-way-button = түймені басты
report-way-link = сілтемені ашты
report-asked-asked = сұрады
report-event-suggestion_accepted = ұсынылған тақырып алынды
report-event-helpful_yes = «Енді не істеу керегі түсінікті ме?» Иә
report-event-helpful_no = «Енді не істеу керегі түсінікті ме?» Жоқ
report-event-card_opened = қызметкерге арналған картаны ашқан аккаунттар
report-event-privacy_opened = не сақтайтынымыз туралы бетті ашқан аккаунттар
report-event-overflow = бір аккаунттан саналатыннан артық сұрақтар
report-language-kk = қазақша
report-language-ru = орысша
report-language-tg = тәжікше
report-language-uz = өзбекше

report-method = Аккаунттар – Telegram аккаунттары, адамдар емес; отбасыда біреу немесе бірнешеу болуы мүмкін. Бір аккаунттан бір тақырып тобына { $group } және аптасына { $week } сұрақтан артық саналмайды. Сандар { $rounding } еселігіне кездейсоқ дөңгелектенген, қате әрқашан { $rounding } санынан кіші; кестелер сәйкес келеді. { $row } сұрақтан немесе { $few } аккаунттан кем жолдар бірге көрсетіледі. 10-нан кем айырма жаңалық емес. Деректерді ешкім үшін бұдан ұсақ бөле алмаймыз. Кім сұрағанын білуге тырыспауыңызды және мұны адамдар туралы істермен қоспауыңызды сұраймыз.
report-hash = Осы шығарылымның хеші: { $hash }
