# The words of the page that partners read. The Russian, Kazakh and English files have the same messages.

report-title = Huquq: what families asked
report-week = Week { $period } ({ $first } – { $last })
report-4week = Four weeks { $period } ({ $first } – { $last })
report-quarter = Quarter { $period } ({ $first } – { $last })
report-simulated = SIMULATED: an invented campaign. Nobody asked these questions.
report-trial = TRIAL DATA: typed while trying things out. Exact and not protected; not for publication.
report-too-few = Too few to show: fewer than { $accounts } accounts.
report-too-few-block = Too few to show in these four weeks.
report-totals-only = Fewer than { $accounts } accounts: groups, languages and links are shown with the four weeks.
report-withheld = Nothing is shown: no rounding was found that protects these numbers.
report-small-weeks = Groups, languages and links of the weeks { $weeks } together
report-segmented = The list of accounts was lost during the period: there were { $least } at least, { $most } at most.

report-accounts = Accounts
report-asked = of which asked
report-questions = Questions
report-answer-rate = Answered
report-unmet-rate = Left without an answer
report-before = the week before: { $value }
report-trend = Week by week
report-note = In our words

report-table-Q0 = Questions by outcome
report-table-Q1 = Questions by topic group
report-table-Q2 = Questions by language
report-table-Q3 = Questions by day
report-table-W1 = How they asked
report-table-U1 = What families could not find
report-table-A0 = Accounts that asked
report-table-A1 = Accounts by language of the first question
report-table-A2 = Accounts by what brought them first
report-table-S2 = Starts by link
report-table-X = Other numbers
report-table-T4 = Questions by topic
report-table-C4 = Questions by what brought their accounts

report-total = total
report-combined = other, combined
report-not-shown = too few to show
report-more-rows = more rows in the other files
report-none-topic = no topic
report-none-language = language unknown
report-unlisted = not in the list
report-direct = without a link
report-unknown = unknown link

report-outcome-answered = answered
report-outcome-did_you_mean = suggested
report-outcome-unanswered = not found
report-outcome-urgent = urgent
report-day-mon = Monday
report-day-tue = Tuesday
report-day-wed = Wednesday
report-day-thu = Thursday
report-day-fri = Friday
report-day-sat = Saturday
report-day-sun = Sunday
report-way-typed = typed
report-way-button = pressed a button
report-way-link = opened a link
report-asked-asked = asked something
report-event-suggestion_accepted = a suggested topic was taken
report-event-helpful_yes = "Do you know now what to do?" Yes
report-event-helpful_no = "Do you know now what to do?" No
report-event-card_opened = accounts that opened a card for an official
report-event-privacy_opened = accounts that opened the page about privacy
report-event-overflow = questions beyond what one account counts for
report-language-kk = Kazakh
report-language-ru = Russian
report-language-tg = Tajik
report-language-uz = Uzbek

report-method = Accounts are Telegram accounts, not people; a family may use one or several. One account counts for { $group } questions a topic group and { $week } a week at most. Numbers are rounded at random to multiples of { $rounding } and never off by { $rounding } or more; tables add up. Rows of fewer than { $row } questions or { $few } accounts are shown together. Differences under 10 are not news. We cannot cut the data further, for anyone. Please do not try to find out who asked, nor join this with files about people.
report-hash = Hash of this release: { $hash }
