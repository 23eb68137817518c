"""Numbers that people write as words when they answer a question: "uno", "the first", "1번", "第二".

Read only where the whole text is one number and words that say nothing beside it: "two kids"
is a request. A line a language, folded (opt_outs.fold), so that accents don't matter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from hotline.domain.opt_outs import fold

_COUNTED = (
    "one two three four five six seven eight nine",
    "uno dos tres cuatro cinco seis siete ocho nueve",
    "una",
    "un deux trois quatre cinq six sept huit neuf",
    "une",
    "en de twa kat senk sis set uit nef",
    "yon",
    "youn",
    "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉",
    "일 이 삼 사 오 육 칠 팔 구",
    "一 二 三 四 五 六 七 八 九",
    "壹 两",
    "- 兩",
    "một hai ba bốn năm sáu bảy tám chín",
    "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
    "واحدة اثنين ثلاث أربع خمس ست سبع ثماني تسع",
)
_IN_ORDER = (
    "first second third fourth fifth sixth seventh eighth ninth",
    "primero segundo tercero cuarto quinto sexto séptimo octavo noveno",
    "primera segunda tercera cuarta quinta sexta séptima octava novena",
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième",
    "première second",
    "premye dezyèm twazyèm katriyèm senkyèm sizyèm setyèm uityèm nevyèm",
    "첫번째 두번째 세번째 네번째 다섯번째 여섯번째 일곱번째 여덟번째 아홉번째",
    "일번 - 삼번 사번 오번 육번 칠번 팔번 구번",
    "第一 第二 第三 第四 第五 第六 第七 第八 第九",
    "第一个 第二个 第三个 第四个 第五个 第六个 第七个 第八个 第九个",
    "第一個 第二個 第三個 第四個 第五個 第六個 第七個 第八個 第九個",
    "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع",
    "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة",
)
#: What stands beside the number and says nothing; also "one" beside "the second".
_BESIDE = (
    "option number answer choice press key num nr st nd rd th please pls the it is i choose want say "
    "opcion numero respuesta tecla por favor la el elijo "
    "numero reponse touche s'il vous plait svp le "
    "nimewo opsyon tanpri "
    "번 번째 번이요 번요 第 个 個 요 번호 주세요 选 選 选择 選擇 号 號 项 項 请 請 số chọn câu "
    "رقم الرقم خيار الخيار من فضلك"
)
_KEYCAP = re.compile("[\ufe0f\u20e3]")


def number_said(text: str) -> str | None:
    """'2' for "dos", "the second one", "number 2", "2️⃣" or "٢ من فضلك"; None for anything else."""
    # Korean writes "the second" as one word or as two; a digit stands for itself ("選2").
    folded = fold(_KEYCAP.sub("", text)).replace(" 번", "번")
    tokens = re.sub(r"(\d)", r" \1 ", _digits(folded)).split()
    counted, in_order, beside = _tables()
    if not all(each in beside or each in counted or each in in_order for each in tokens):
        return None
    # "The second one" is 2: what is said in order comes before what is counted.
    numbers = [in_order[each] for each in tokens if each in in_order]
    numbers = numbers or [counted[each] for each in tokens if each in counted]
    return numbers[0] if len(numbers) == 1 else None


def _digits(text: str) -> str:
    return "".join(
        str(value) if (value := unicodedata.decimal(letter, None)) is not None else letter
        for letter in text
    )


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    counted, in_order = _numbered(_COUNTED), _numbered(_IN_ORDER)
    counted |= {str(digit): str(digit) for digit in range(10)}
    return counted, in_order, frozenset(fold(_BESIDE).split())


def _numbered(lines: tuple[str, ...]) -> dict[str, str]:
    return {
        fold(word): str(number)
        for line in lines
        for number, word in enumerate(line.split(), start=1)
        if word != "-"
    }
