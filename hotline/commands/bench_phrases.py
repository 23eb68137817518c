"""First messages as people write them, and sentences that are an opt-out or only look like it.

`hotline bench texts` and the tests count over the same tables. The messages were written for
this table, in the manner of the stories of callers: without accents, in a hurry, misspelt. The
last lines of each table are by somebody who had not seen the vocabulary.
"""

from __future__ import annotations

#: By language, as they would be the very first text to the hotline.
FIRST_MESSAGES = {
    "en": """We need food for 5 people | hello | my landlord is kicking us out | i have no heat
        hi is this the help line | need formula asap | can someone pick up my meds | lights got cut off
        im hungry n my kids too | do u help with rent | we lost the house in the fire | need a ride to the doctor tmrw
        anyone there | i want to help how do i sign up | where do i go for a coat | got no money till friday
        need diapers size 4 asap | hey is this the food place | my heat is off n i got 2 kids | ride 2 dr on friday?
        lost my job cant pay rent | do u guys have baby formula | hi | landlord says we gotta leave by monday""",
    "es": """Hola | necesito comida para mis hijos | no tengo agua ni luz | ayuda con la renta por favor
        buenas tardes ocupo despensa | me van a sacar de mi casa | tienen pañales talla 4 | mi esposo perdio el trabajo
        nesesito alluda con la luz | donde dan comida hoy | soy mama sola con tres niños | ocupamos un raite al doctor
        no hablo ingles | quiero ayudar como voluntaria | mi hija esta enferma | somos 6 y no hay que comer
        hola buenas | nesesito comida pa mis hijos | no tengo para la renta | me cortaron la luz
        alguien me puede llevar al doctor | tienen pañales | busco ayuda con el alquiler | mi bebe no tiene leche""",
    "fr": """Bonjour, nous avons besoin de nourriture | salut j'ai pas de chauffage | je n'ai plus d'argent pour le loyer
        besoin d'aide svp | est ce que vous donnez des couches | on a plus d'eau chaude | ma fille est malade
        je cherche un logement pour ce soir | comment je fais pour avoir à manger | nous sommes cinq | mon mari est parti
        je peux aider le samedi | quelqu'un parle français
        bonjour j'ai besoin d'aide | je n'ai plus rien à manger | on m'a coupé l'électricité | il me faut du lait pour le bébé
        je peux pas payer le loyer | bonsoir | quelqu'un peut m'emmener à l'hopital | svp des couches""",
    "ht": """Mwen bezwen manje pou timoun yo | bonjou mwen bezwen ed | nou pa gen dlo | m pa gen kote pou m dòmi
        ki kote yo bay manje | mwen pèdi travay mwen | mèt kay la ap mete nou deyò | tanpri ede m | pitit mwen malad
        eske nou ka jwenn kouchèt | m pa pale angle | nou se senk moun
        bonswa | mwen pa gen manje | kouran koupe lakay mwen | m bezwen yon woulib pou al lopital
        mwen pa ka peye lwaye a | eske nou gen kouchèt""",
    "ko": """쌀하고 물이 필요해요 | 도와주세요 baby formula | 안녕하세요 | 집세를 못 냈어요 | 아이가 아파요 | 먹을 게 없어요
        난방이 안 돼요 | 병원에 데려다 주실 수 있나요 | ㅠㅠ 도움이 필요합니다 | 영어 못해요 | 봉사하고 싶어요 | 기저귀 있어요?
        전기가 끊겼어요 | 병원에 가야 하는데 차가 없어요 | 월세를 못 내요 | 기저귀 필요해요
        도와주세요 | 아기 분유 있나요""",
    "zh": """我们需要食物和水 | 你好 | 房东要赶我们走 | 没有暖气 | 孩子病了 | 我不会英文 | 哪里可以领吃的 | 需要奶粉
        我們需要幫忙 | 沒有錢交房租 | 可以送我去醫院嗎 | 我想做義工
        家里没吃的了 | 停电了怎么办 | 付不起房租 | 谁能送我去医院
        需要尿布 | 請幫忙 | 孩子没有奶粉""",
    "vi": """Chúng tôi cần thức ăn và nước | xin chào | tôi không có tiền thuê nhà | con tôi bị bệnh | cần giúp đỡ
        toi can giup | khong co gi an | nha khong co dien | chu nha duoi toi ra | toi khong biet tieng anh
        có ai nói tiếng Việt không | cần tã cho em bé
        toi can giup do | nhà tôi bị cắt điện | con tôi cần sữa | tôi không có tiền trả tiền nhà
        ai chở tôi đi bác sĩ được không | can do an cho gia dinh | cần tã em bé""",
    "ar": """نحتاج إلى طعام لخمسة أشخاص 5 | السلام عليكم | ليس عندي مال للإيجار | ابنتي مريضة | محتاج مساعدة ضروري
        ما عندنا كهرباء | صاحب البيت يطردنا | وين نلاقي أكل | بدي حليب للطفل | لا أتكلم الإنجليزية | أريد أن أتطوع
        السلام عليكم baby diapers
        ما عندي أكل | قطعوا الكهرباء | احتاج توصيلة للمستشفى | ما اقدر ادفع الايجار
        محتاجة حليب للبيبي | ساعدوني | هل عندكم حفاضات""",
}

STOP = """
STOP | Stop. | stop! | ＳＴＯＰ | stop please | Please stop | stop texting me | Stop sending me messages
please stop texting me now | do not text me | don't text me anymore | no more texts please | no more messages
unsubscribe | UNSUBSCRIBE ME | opt out | opt-out please | cancel | quit | end | revoke | leave me alone
take me off your list | remove my number from your list | stop all messages | don’t send me any more texts
ALTO | alto por favor | Pare | no más mensajes | para ya, no más mensajes | ya no quiero mensajes
No me envíen más mensajes | dejen de escribirme | no me manden textos por favor | basta | dejen de mandarme mensajes
cancelar | quiten mi número de su lista | NO MAS | ya paren por favor
중지 | 그만 | 수신거부 | 문자 그만 | 문자 보내지 마세요 | 더 이상 문자 보내지 마세요 | 문자 그만 보내세요 | 연락하지 마세요
arrêt | Arrêtez les messages s'il vous plaît | ne m'envoyez plus de messages | plus de messages
停止 | 請不要再傳簡訊給我 | 停止傳送 | 不要再傳了 | 退订 | 不要再发短信了 | 别再给我发信息 | 请停止发短信
dừng lại | đừng nhắn tin nữa | xin ngừng gửi tin nhắn
توقف | إيقاف | لا ترسل رسائل بعد الآن | أوقفوا الرسائل من فضلكم | تَوَقَّف
kanpe | sispann voye mesaj | pa voye mesaj ankò | não quero mais mensagens | parem de mandar mensagens
pls stop texting me | take me off this list | no more texts please | I dont want these messages anymore
leave me alone | stop sending me stuff | remove my number | wrong number stop
STOP!!! | Stop messaging this phone it's not safe | ya no me manden mensajes | no me escriban más por favor
dejen de escribirme | quiten mi número de la lista | sispann voye mesaj ban mwen | pa ekri m ankò
arrêtez de m'envoyer des messages | ne m'écrivez plus svp | 문자 그만 보내세요 | 더 이상 연락하지 마세요
别再给我发短信了 | 不要再发了 | đừng nhắn tin cho tôi nữa | xin ngừng gửi tin nhắn
لا ترسلوا لي رسائل بعد الآن | توقفوا عن مراسلتي | lose my number | unsubscribe me please
quit texting me | basta de mensajes
cut it out with the texts | enough messages | I said stop | stop blowing up my phone
please remove me | no me manden nada más | ya no me escriban | borren mi número de su lista
pare de mandarme mensajes | plus de textos svp | stop les messages | 거부합니다
문자 보내지 말아주세요 | 請不要再傳簡訊 | ngừng nhắn cho tôi | لا أريد رسائل
pa voye anyen ankò | stopp | unsubscribe from this | don't message this number
"""

NOT_STOP = """
please stop my eviction | stop my landlord please | how do I stop the eviction | they will stop my benefits
my ex won't stop texting me | my husband does not stop | stop him | bus stop on 5th street | I got off at the last stop
I am at the bus stop with no coat | the rain won't stop | don't stop texting me | please don't stop the messages
I need to cancel my lease | can you help me cancel a debt | end of the month rent | my job ended, need food
no food | no water | no | no heat since Monday | I did not get your text | can you send food | no money no food
alto riesgo en mi casa | el agua no para | no tengo comida | mi parada es la 5 | paren el desalojo por favor | necesito ayuda para parar el desalojo
quiero cancelar mi contrato de renta | para mi hijo | mensajes de mi casero | no
집세를 그만 올리게 해주세요 | 가스가 중단됐어요 | 정지된 계좌 | 도움이 필요해요 문자로 알려주세요
ils vont arrêter l'électricité | plus de nourriture | je n'ai plus d'eau
房东停止供暖 | 停电了 | 没有水了 | đừng đuổi tôi ra khỏi nhà | không có nước
توقف صاحب البيت عن الإصلاح | لا يوجد ماء | pa gen dlo | yo pral mete m deyò
my landlord wont stop texting me | how do I stop them from cutting my power | he won't leave me alone | they took me off the food stamps list
I cant stop crying | the bus stop on 5th is closed can someone drive me | stop the shutoff of water please | please don't stop helping us
I need to cancel my appointment at the clinic tomorrow | the rent is due at the end of the month | my job ended and i have no money for food | I want to quit smoking, is there a group
no quiero parar de trabajar pero estoy enferma | mi casero no para de mandarme mensajes | que paren el desalojo por favor | necesito ayuda para que no me corten la luz, alto riesgo
lapli a pa sispann, kay la ap koule | mwen bezwen yo sispann mete nou deyò | comment arrêter l'expulsion | je ne peux plus payer le loyer, arrêt de travail
집주인이 계속 문자를 보내요 그만하게 하고 싶어요 | 퇴거를 막아 주세요 | 房东不停地给我发短信 | 怎么停止断电
chủ nhà không ngừng nhắn tin cho tôi | làm sao để dừng việc cắt điện | المالك لا يتوقف عن إرسال الرسائل | كيف أوقف الإخلاء
end of life care for my mother | the texts stopped, are you still there?
they stopped my food stamps | no messages from my son for two days, worried | I want to end the lease | remove mold from my house
the list at the pantry is full | no more food at home | how to cancel the eviction | please don't leave me alone
quiero parar el corte de luz | no me pagan | mi número de caso es 4 | plus de chauffage
rete nan lari | 停水三天了 | không có tin từ con tôi | لا توجد أخبار من ابني
문 닫혔어요 | stop gap shelter? | is this message real | quit my job, no rent money
"""


def each(table: str) -> list[str]:
    """The phrases of a table."""
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]
