# Botning oʻz soʻzlari: salomlashuv, tugmalar, sarlavhalar. Huquq haqidagi matnlar content/ ichida.
# Oʻquvchiga «siz» deymiz. Gaplar qisqa, soʻzlar sodda.

## Vaʼdalar
promise-not-police = Bu politsiya ham, migratsiya xizmati ham emas.
promise-not-known = Biz sizning kimligingizni bilmaymiz. Ismingizni ham, raqamingizni ham saqlamaymiz.
promise-only-totals = Davlat idoralari faqat umumiy sonlarni koʻradi. Chatning oʻzini Telegram va telefoningiz saqlaydi.

## Til
greeting-line = 🇺🇿 Assalomu alaykum! Biz oilangizning Qozogʻistondagi huquqlari haqida aytib beramiz. Tilni tanlang.
languages-title = Tilni tanlang
kyrgyz-sentence = Кечиресиз, биз азырынча кыргызча жооп бере албайбыз. Жооп өзбекче; орусча окуу үчүн «Русский» баскычын басыңыз.

## Bosh sahifa
home-title = Assalomu alaykum! Bu yerda oilangizning Qozogʻistondagi huquqlarini bilib olasiz.
home-invite = Savolingizni oʻz soʻzingiz bilan yozing yoki mavzuni tanlang.

## Tugmalar
button-danger = 🆘 Hozir xavf bor
button-contacts = 📞 Kim yordam beradi
button-language = 🌐 Til
button-privacy = 🔒 Biz nimani saqlaymiz
button-back = ⬅️ Orqaga
button-home = 🏠 Menyu
button-more = Yana ➡️
button-share = Ulashish
button-card = Xodimga koʻrsatish
button-yes = 👍 Ha, tushunarli
button-no = 👎 Yoʻq
button-something-else = Boshqa
button-delete-chat = 🗑 Oxirgi xabarlarni oʻchirish
button-about = Bot haqida

## Xavf
danger-title = Hozir xavf bor
danger-call-now = Darrov qoʻngʻiroq qiling: 112 — qutqaruvchilar, 103 — tez yordam, 102 — politsiya. Qoʻngʻiroq bepul. 111 — oila va bolalarga yordam, kechayu kunduz.
danger-which = Nima boʻldi?
danger-violence = Ursa yoki qoʻrqitsa: 102. Gaplashish va boshpana topish uchun: 111.
danger-injury = Odam yaralangan, ahvoli yomon yoki tugʻayotgan boʻlsa: 103.
danger-child = Bola yoʻqolgan yoki xavf ichida yolgʻiz qolgan boʻlsa: 102 yoki 111.
danger-captive = Qoʻyib yuborishmayapti, pasportni olib qoʻyishgan, majburlab ishlatishyapti: hozir xavfli boʻlsa, 102. Vaqt boʻlsa, avval 111, bu politsiya emas.
danger-despair = Yashagingiz kelmasa: 111, kechayu kunduz. Hayot xavf ostida boʻlsa — 103 yoki 112. Siz yolgʻiz emassiz.

## Mavzu
category-invite = Savolni tanlang yoki oʻz savolingizni yozing.
topic-steps = Nima qilish kerak
topic-papers = Oʻzingiz bilan nima olish kerak
topic-refused = Rad etishsa
topic-differs = Kimga boshqacha
topic-helpful = Endi nima qilish kerakligi tushunarlimi?
topic-source = { $law }, { $articles }-modda
topic-source-points = { $law }, { $points }-band
topic-sources = Asos: { $sources }. Qonun oʻqilgan kun: { $date }.
topic-draft = Bu matnni yurist hali tekshirmagan. Biror ish qilishdan oldin 111 dan yoki yuristdan soʻrang.
topic-unsigned = Bu javobga yurist hali imzo qoʻymagan, shuning uchun uni koʻrsatmaymiz. 111 ga qoʻngʻiroq qilib soʻrang — bepul, kechayu kunduz.
share-text = { $title } — Qozogʻistondagi huquqlaringiz, oʻz tilingizda:
amount = { $tenge } ₸
amount-mci = { $tenge } ₸ ({ $count } MRP)
amount-of-year = ({ $year }-yilgi summa; bu yilgi summani soʻrang)

## Kartochka
card-ask-first = Buni koʻrsatishdan oldin 111 ga qoʻngʻiroq qilib, bu siz uchun xavfsizmi, deb soʻrang. Xodim hujjatlaringiz haqida soʻrashi mumkin.

## Maslahatlar va «topilmadi»
suggest-title = Shuni soʻrayapsizmi?
something-else-title = Yaxshi, boshqacha qidiramiz.
lost-title = Savolingizga javob topa olmadik.
lost-choose = Savolingiz nima haqida? Tugmani bosing yoki boshqa soʻzlar bilan yozing.
lost-call = Yoki qoʻngʻiroq qiling — qoʻngʻiroq bepul:

## Telefonlar
contacts-title = Kim yordam beradi
contacts-invite = Qoʻngʻiroq qilish uchun raqamni bosing.
contact-hours = Vaqti: { $hours }.
contact-languages = Shu tillarda gaplashadi: { $languages }.
contact-not-called = Biz bu raqamga oʻzimiz hali qoʻngʻiroq qilmaganmiz.

## Biz nimani saqlaymiz
privacy-title = Biz nimani saqlaymiz
privacy-counts = Biz savollarni sanaymiz: mavzusi, tili, qaysi havola orqali kelgani, javob topilgan-topilmagani. Siz yozgan soʻzlarni saqlamaymiz.
privacy-memory = Dastur chat tilini va oxirgi { $messages } ta xabarning raqamini qisqa vaqt, { $hours } soatgacha eslab turadi. Bu siz soʻrasangiz, oʻsha xabarlarni oʻchirish uchun kerak. Sizni ikki marta sanamaslik uchun u shifrlangan belgini va uning yonida savollar mavzusi, kuni va tilini bir haftagacha eslab turadi. Bularning hammasi faqat xotirada turadi, diskda emas.
privacy-telegram = Telegram bu chatni saqlaydi va maʼlumotni hokimiyatga berishi mumkin. Chat telefoningizda ham koʻrinib turadi.
privacy-advice = Bu yerga odamlarning ismini va hujjat raqamini yozmang. Pastdagi tugma oxirgi xabarlarni oʻchiradi. Butun chatni Telegramda oʻzingiz oʻchira olasiz.
forget-done = Oxirgi xabarlarning oʻchira olganimizni oʻchirdik. Chatni tekshiring: nimadir qolgan boʻlishi mumkin.
forget-limits = Hammasini oʻchirish uchun chatni oʻzingiz oʻchiring: chat menyusini oching va «Chatni oʻchirish»ni tanlang.

## Yordam va bot haqida
help-title = Qanday soʻrash kerak
help-how = Qanday gapirsangiz, shunday yozing: istalgan tilda, istalgan harfda. Xato boʻlsa ham mayli. Yoki tugmalarni bosing.
help-examples = Masalan
help-example-school = bolani maktabga olishmayapti
help-example-wages = xoʻjayin oylik bermayapti
help-example-baby = bola tugʻildi, guvohnomani qanday olaman
help-danger = Xavf ostida boʻlsangiz, «Hozir xavf bor» tugmasini bosing yoki 112 ga qoʻngʻiroq qiling.
about-title = «Huquq» boti haqida
about-what = «Huquq» bolali migrant oilalarga Qozogʻistondagi huquqlarini aytib beradi. Javoblarni odamlar qonun matnlari asosida yozgan. Bot oʻzidan hech narsa toʻqimaydi.
about-who = Bu maʼlumot berish kampaniyasi, davlat idorasi emas. Bot yurist emas va ishlarni hal qilmaydi.
about-operator = Botni yuritadigan va u uchun javob beradigan: { $operator }.
about-no-operator = Botni kim yuritishi bu yerda koʻrsatilmagan: uni ishga tushirgan odam oʻzini aytmagan. Javoblarni 111 dan tekshiring.
about-sources = Javoblar Qozogʻiston qonunlari, kodekslari va qoidalariga asoslanadi: jami { $acts } ta hujjat. Biz ularni oʻqigan kun: { $dates }. Har bir javob tagida hujjat, modda va oʻqilgan kun turadi.
about-acts = Koʻpincha nimaga asoslanamiz
about-signed = Biz faqat yurist va shu til ona tili boʻlgan odam imzo qoʻygan matnlarni koʻrsatamiz.
about-pilot = Bu sinov nusxasi: yurist matnlarni hali tekshirmagan.
about-version = Nusxa: { $version }, mavzular soni: { $topics }.

## Suhbat
helpful-yes = Yaxshi! Yangi savol boʻlsa, yozing.
helpful-no = Afsus. Odamdan soʻrang, qoʻngʻiroq bepul:
smalltalk-greeting = Assalomu alaykum! Oilangizga qanday yordam kerak?
smalltalk-thanks = Arzimaydi! Kerak boʻlsa, yana yozing.
smalltalk-human = Men dasturman, odam emasman. Tayyor matnlar bilan javob beraman. Odam bilan 111 telefoni orqali gaplashishingiz mumkin.
smalltalk-goodbye = Xayr! Oʻzingizni ehtiyot qiling.
unreadable = Kechirasiz, men rasm, ovoz va faylni tushuna olmayman. Soʻz bilan yozing yoki tugmani bosing.
retired = Bu tugma yoki havola eskirgan. Mana menyu.
code-mistyped = Bu plakatdagi kodga oʻxshaydi, lekin bunday kod yoʻq: bitta harf yoki raqam notoʻgʻri boʻlsa kerak. Uni tekshiring yoki savolingizni yozing.
group-pointer = Savolingizni hech kim koʻrmasligi uchun men faqat shaxsiy chatda javob beraman.

## Telegramdagi buyruqlar va tavsif
command-start = Boshlash
command-menu = Menyu
command-language = Tilni tanlash
command-contacts = Kim yordam beradi: telefonlar
command-privacy = Biz nimani saqlaymiz
command-help = Qanday soʻrash kerak
command-about = Bot haqida
command-forget = Oxirgi xabarlarni oʻchirish
profile-name = Huquq · Sizning huquqlaringiz
profile-description = Bolali migrant oilalarning Qozogʻistondagi huquqlari: maktab, roʻyxatdan oʻtish, ish, sogʻliq, xavfsizlik. Bu politsiya ham, migratsiya xizmati ham emas. Ismingizni ham, raqamingizni ham saqlamaymiz.
profile-short = Migrant oilalarning Qozogʻistondagi huquqlari. Politsiya emas. Ism va raqamingizni saqlamaymiz.
