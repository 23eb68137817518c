"""T5, T6, T8: 60 ways to say stop are heard as stop, and 40 that only look like it are not."""

from __future__ import annotations

import pytest

from hotline.domain.opt_outs import Wish, classify

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
停止 | 退订 | 不要再发短信了 | 别再给我发信息 | 请停止发短信
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


def _each(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]


def test_the_tables_are_as_long_as_was_promised():
    assert len(_each(STOP)) >= 60
    assert len(_each(NOT_STOP)) >= 40


@pytest.mark.parametrize("phrase", _each(STOP))
def test_t5_what_a_reasonable_person_reads_as_stop(phrase):
    assert classify(phrase) is Wish.STOP


@pytest.mark.parametrize("phrase", _each(NOT_STOP))
def test_t5_a_request_is_no_opt_out(phrase):
    assert classify(phrase) in {None, Wish.HELP}


@pytest.mark.parametrize(
    ("phrase", "wish"),
    [
        *[(each, Wish.HELP) for each in ("HELP", "help me please", "Ayuda!", "aide", "도와주세요", "帮助", "مساعدة", "giúp", "ed", "ajuda")],
        *[(each, Wish.START) for each in ("START", "unstop", "empezar", "시작", "开始", "ابدأ", "komanse")],
        *[(each, Wish.ERASE) for each in ("ERASE", "delete my data", "Borrar", "borren mis mensajes por favor", "삭제", "삭제해 주세요", "删除", "effacer", "امسح", "xóa", "efase", "apagar")],
        *[(each, None) for each in ("", "   ", "1", "hello", "\x00", "\u202e", "delete this app", "help me stop my eviction", "start of the month I had no food", "yes", "si", "x" * 3000)],
    ],
)
def test_t6_t8_help_start_and_erase(phrase, wish):
    assert classify(phrase) is wish
