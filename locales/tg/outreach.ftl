# Суханони плакат, варақа ва паёмҳо. Ташкилот метавонад папкаҳои забонҳоро нусха гирад ва суханҳоро дигар кунад:
# huquq outreach make РАМЗ --templates ПАПКА. Ваъдаҳо ва матнҳо дар бораи ҳуқуқ ин ҷо дигар намешаванд.

outreach-headline = Ҳуқуқи оилаи худро дар Қазоқистон донед
outreach-about = Мактаб, бақайдгирӣ, кор, духтур, бехатарӣ. Ҷавоб ба забони шумо, бепул.
outreach-topic-about = Қонун чӣ мегӯяд ва чӣ бояд кард: ба забони шумо, бепул.
outreach-scan = Камераи телефонро ба чоркунҷа рост кунед: Telegram кушода мешавад.
outreach-type = Кушода намешавад? Дар Telegram { $bot }-ро ёбед ва рамзро нависед:
outreach-call = Telegram надоред? Ба { $phone } занг занед: бепул, шабу рӯз.
outreach-asked = Инро бештар мепурсанд
outreach-more = Ҷавоби пурра ва агар рад кунанд, чӣ бояд кард: дар Telegram.
outreach-live = Ҷавоби нав: камераро рост кунед.
outreach-printed = { $date } чоп шуд. Қонун шояд дигар шуда бошад: дар Telegram ё бо рақами { $phone } санҷед.
outreach-share = Ҳуқуқи оилаи шумо дар Қазоқистон ба забони тоҷикӣ. Ройгон пурсед, ном лозим нест:

# Паёмҳо.
outreach-whatsapp =
    {"*"}{ $title }*
    { $about }
    { $promises }
    👉 { $link }
    Кушода намешавад? Дар Telegram { $bot }-ро ёбед ва рамзи { $code }-ро нависед.
    Telegram надоред? Ба { $phone } занг занед: бепул, шабу рӯз.
outreach-channel =
    { $title }
    { $about }

    { $promises }

    { $link }
    Telegram надоред? Ба { $phone } занг занед: бепул, шабу рӯз.
# Ба як SMS бо пайванд 70 ҳарф меғунҷад.
outreach-sms = Ҳуқуқи оилаи шумо: { $link }
outreach-sms-code = Ҳуқуқи оила: Telegram { $bot }, рамз { $code }
