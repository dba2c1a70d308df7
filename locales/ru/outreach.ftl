# Слова плакатов, листовок и сообщений. Организация может скопировать папки языков и изменить слова:
# huquq outreach make КОД --templates ПАПКА. Обещания и тексты о правах здесь не меняются.

outreach-headline = Узнайте права вашей семьи в Казахстане
outreach-about = Школа, регистрация, работа, врач, безопасность. Ответы на вашем языке, бесплатно.
outreach-topic-about = Что говорит закон и что делать: на вашем языке, бесплатно.
outreach-scan = Наведите камеру телефона на квадрат: откроется Telegram.
outreach-type = Не открывается? Найдите в Telegram { $bot } и напишите код:
outreach-call = Нет Telegram? Звоните { $phone }: бесплатно, день и ночь.
outreach-asked = Об этом спрашивают чаще всего
outreach-more = Полный ответ и что делать, если отказывают: в Telegram.
outreach-live = Свежий ответ: наведите камеру.
outreach-printed = Напечатано { $date }. Закон мог измениться: проверьте в Telegram или по телефону { $phone }.
outreach-share = Права вашей семьи в Казахстане на русском языке. Спрашивайте бесплатно, имя не нужно:

# Сообщения.
outreach-whatsapp =
    {"*"}{ $title }*
    { $about }
    { $promises }
    👉 { $link }
    Не открывается? Найдите в Telegram { $bot } и напишите код { $code }.
    Нет Telegram? Звоните { $phone }: бесплатно, день и ночь.
outreach-channel =
    { $title }
    { $about }

    { $promises }

    { $link }
    Нет Telegram? Звоните { $phone }: бесплатно, день и ночь.
# Одно СМС вмещает 70 букв вместе со ссылкой.
outreach-sms = Права семьи в РК: { $link }
outreach-sms-code = Права семьи: в Telegram { $bot }, код { $code }
