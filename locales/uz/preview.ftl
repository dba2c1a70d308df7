# Sinov chatining soʻzlari: brauzerda va terminalda. Ularni muharrirlar, tarjimonlar va hamkorlar koʻradi.
# Murojaat: «siz», odob bilan.

## Sahifa
preview-title = sinov chati
preview-banner = Bu kompyuteringizdagi sinov, Telegram emas. Suhbat hech qayerga yuborilmaydi va dastur yopilganda oʻchib ketadi.
preview-skip = Savol yoziladigan joyga oʻtish
preview-talk = Suhbat
preview-again = Qaytadan boshlash
preview-you = Siz:
preview-words = Savolingizni yozing
preview-send = Yuborish
preview-share = Telegram ilovasida bu yerda chatlaringiz roʻyxati ochiladi. Mana shunday xabar ketadi:
preview-back = Suhbatni ochish
preview-cookies = Brauzer suhbat belgisini qabul qilmadi. Shu sahifa uchun ruxsat bering va qaytadan boshlang.
preview-error = Hisobni yozib boʻlmadi, shuning uchun javob yoʻq. Yana bir bor urinib koʻring.
preview-no-page = Bu yerda bunday sahifa yoʻq.

## Suhbat yonidagi taxta
preview-panel = Nima tushunildi va nima sanaldi
preview-panel-about = Bu muharrirlar uchun. Telegram ilovasida odam buni koʻrmaydi.
preview-did = Odam nima qildi
preview-screen = Ekran
preview-language = Javob tili
preview-guess = Savol qaysi tilda
preview-guess-clear = aniq
preview-guess-unsure = unchalik aniq emas
preview-guess-none = maʼlum emas
preview-guess-kyrgyz = qirgʻizcha
preview-decision = Savol qanday tushunildi
preview-decision-answer = Aniq, mavzu
preview-decision-suggest = Shu mavzularga oʻxshaydi
preview-decision-category = Umumiy soʻz, boʻlim
preview-decision-urgent = Xavf
preview-decision-smalltalk = Odob soʻzlari, savol emas
preview-decision-lost = Javob topilmadi
preview-counted = Nima sanaladi
preview-counted-nothing = Hech narsa sanalmaydi.
preview-recorded-counted = Sinov sonlariga qoʻshildi.
preview-recorded-repeated = Bu xabar oldin sanalgan, ikkinchi marta sanamaymiz.
preview-question = Savol
preview-outcome-answered = javob bor
preview-outcome-did-you-mean = mavzular taklif qilindi
preview-outcome-unanswered = javob yoʻq
preview-outcome-urgent = xavf
preview-way-typed = soʻz bilan yozildi
preview-way-button = tugma bilan tanlandi
preview-way-link = havola orqali ochildi
preview-suggestion-accepted = Taklif qilingan mavzu tanlandi
preview-unmet = Javobsiz savol nima haqida edi
preview-start = Suhbat boshi, qayerdan
preview-source-direct = havolasiz
preview-source-unknown = nomaʼlum havola
preview-card-opened = Xodim uchun karta ochildi
preview-privacy-opened = «Nimani saqlaymiz» sahifasi ochildi
preview-helpful-yes = Nima qilish kerakligi tushunarli
preview-helpful-no = Nima qilish kerakligi tushunarsiz
preview-earlier = Oldin nima boʻldi
preview-as-test = Shu suhbat sinov koʻrinishida
preview-as-test-about = Buni { $folder } papkasidagi { $ending } fayliga koʻchiring va { $command } buyrugʻini fayl nomi bilan ishga tushiring.

## Terminal
preview-chat-hint = Savolni yoki tugma raqamini yozib, { $enter } tugmasini bosing. Menyu: { $menu }. Chiqish: { $quit }.
