# Plakat, varaqa va xabarlarning soʻzlari. Tashkilot til papkalaridan nusxa olib, soʻzlarni oʻzgartirishi mumkin:
# huquq outreach make KOD --templates PAPKA. Vaʼdalar va huquq haqidagi matnlar bu yerda oʻzgarmaydi.

outreach-headline = Qozogʻistonda oilangizning huquqlarini biling
outreach-about = Maktab, roʻyxat, ish, shifokor, xavfsizlik. Javoblar oʻz tilingizda, bepul.
outreach-topic-about = Qonun nima deydi va nima qilish kerak: oʻz tilingizda, bepul.
outreach-scan = Telefon kamerasini kvadratga qarating: Telegram ochiladi.
outreach-type = Ochilmadimi? Telegramdan { $bot } ni toping va kodni yozing:
outreach-call = Telegram yoʻqmi? { $phone } ga qoʻngʻiroq qiling: bepul, kechayu kunduz.
outreach-asked = Koʻp soʻraladigan savollar
outreach-more = Toʻliq javob va rad etishsa nima qilish: Telegramda.
outreach-live = Yangi javob: kamerani qarating.
outreach-printed = { $date } bosildi. Qonun oʻzgargan boʻlishi mumkin: Telegramdan yoki { $phone } raqamidan tekshiring.
outreach-share = Qozogʻistonda oilangizning huquqlari oʻzbek tilida. Bepul soʻrang, ism kerak emas:

# Xabarlar.
outreach-whatsapp =
    {"*"}{ $title }*
    { $about }
    { $promises }
    👉 { $link }
    Ochilmadimi? Telegramdan { $bot } ni toping va { $code } kodini yozing.
    Telegram yoʻqmi? { $phone } ga qoʻngʻiroq qiling: bepul, kechayu kunduz.
outreach-channel =
    { $title }
    { $about }

    { $promises }

    { $link }
    Telegram yoʻqmi? { $phone } ga qoʻngʻiroq qiling: bepul, kechayu kunduz.
# Bir SMSga havola bilan birga 160 harf sigʻadi, kirillcha yozuvda 70.
outreach-sms = Oilangiz huquqlari: { $link }
outreach-sms-code = Oila huquqlari: Telegram { $bot }, kod { $code }
