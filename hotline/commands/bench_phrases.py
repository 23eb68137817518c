"""First messages as people write them, and sentences that are an opt-out or only look like it.

`hotline bench texts` and the tests count over the same tables. The messages were written for
this table, in the manner of the stories of callers: without accents, in a hurry, misspelt.
"""

from __future__ import annotations

#: By language, as they would be the very first text to the hotline.
FIRST_MESSAGES = {
    "en": """We need food for 5 people | hello | my landlord is kicking us out | i have no heat
        hi is this the help line | need formula asap | can someone pick up my meds | lights got cut off
        im hungry n my kids too | do u help with rent | we lost the house in the fire | need a ride to the doctor tmrw
        anyone there | i want to help how do i sign up | where do i go for a coat | got no money till friday""",
    "es": """Hola | necesito comida para mis hijos | no tengo agua ni luz | ayuda con la renta por favor
        buenas tardes ocupo despensa | me van a sacar de mi casa | tienen pañales talla 4 | mi esposo perdio el trabajo
        nesesito alluda con la luz | donde dan comida hoy | soy mama sola con tres niños | ocupamos un raite al doctor
        no hablo ingles | quiero ayudar como voluntaria | mi hija esta enferma | somos 6 y no hay que comer""",
    "fr": """Bonjour, nous avons besoin de nourriture | salut j'ai pas de chauffage | je n'ai plus d'argent pour le loyer
        besoin d'aide svp | est ce que vous donnez des couches | on a plus d'eau chaude | ma fille est malade
        je cherche un logement pour ce soir | comment je fais pour avoir à manger | nous sommes cinq | mon mari est parti
        je peux aider le samedi | quelqu'un parle français""",
    "ht": """Mwen bezwen manje pou timoun yo | bonjou mwen bezwen ed | nou pa gen dlo | m pa gen kote pou m dòmi
        ki kote yo bay manje | mwen pèdi travay mwen | mèt kay la ap mete nou deyò | tanpri ede m | pitit mwen malad
        eske nou ka jwenn kouchèt | m pa pale angle | nou se senk moun""",
    "ko": """쌀하고 물이 필요해요 | 도와주세요 baby formula | 안녕하세요 | 집세를 못 냈어요 | 아이가 아파요 | 먹을 게 없어요
        난방이 안 돼요 | 병원에 데려다 주실 수 있나요 | ㅠㅠ 도움이 필요합니다 | 영어 못해요 | 봉사하고 싶어요 | 기저귀 있어요?""",
    "zh": """我们需要食物和水 | 你好 | 房东要赶我们走 | 没有暖气 | 孩子病了 | 我不会英文 | 哪里可以领吃的 | 需要奶粉
        我們需要幫忙 | 沒有錢交房租 | 可以送我去醫院嗎 | 我想做義工""",
    "vi": """Chúng tôi cần thức ăn và nước | xin chào | tôi không có tiền thuê nhà | con tôi bị bệnh | cần giúp đỡ
        toi can giup | khong co gi an | nha khong co dien | chu nha duoi toi ra | toi khong biet tieng anh
        có ai nói tiếng Việt không | cần tã cho em bé""",
    "ar": """نحتاج إلى طعام لخمسة أشخاص 5 | السلام عليكم | ليس عندي مال للإيجار | ابنتي مريضة | محتاج مساعدة ضروري
        ما عندنا كهرباء | صاحب البيت يطردنا | وين نلاقي أكل | بدي حليب للطفل | لا أتكلم الإنجليزية | أريد أن أتطوع
        السلام عليكم baby diapers""",
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
"""


def each(table: str) -> list[str]:
    """The phrases of a table."""
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]
