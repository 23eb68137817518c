"""Words that say what somebody asks for: so that it is not asked again, and where no text may say it (T5).

They are the everyday names of the topics of a usual flow, in the hotline's languages; a
network's own topics come with the words of its flow. A list only asks: it never knows all
the words for a thing, and a volunteer knows what they are about to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from hotline.domain.opt_outs import fold

_LINES = {
    "food": (
        "food, water, grocer*, meal*, diaper*, formula, eat, comida, agua, aliment*, despensa, pañal*, "
        "manje, dlo, nourriture, eau, repas, couches, 음식, 물을, 식료품, 기저귀, 분유, 食物, 吃的, 水, 尿布, 奶粉, "
        "thức ăn, đồ ăn, nước uống, tã, طعام, الطعام, ماء, الماء, أكل, حفاضات"
    ),
    "housing": (
        "rent, landlord, evict*, shelter, housing, bills, heat, heating, renta, alquiler, casero, casera, desaloj*, albergue, "
        "vivienda, calefaccion, lwaye, mèt kay, kay, degèpi*, loyer, logement, proprietaire, expulsion, hebergement, chauffage, "
        "월세, 집세, 집주인, 퇴거, 쉼터, 난방, 房租, 房东, 房東, 住房, 收容所, 暖气, tiền nhà, chủ nhà, chỗ ở, sưởi, "
        "إيجار, الإيجار, مأوى, المأوى, سكن, السكن, تدفئة"
    ),
    "health": (
        "medicine*, medication*, doctor, clinic, hospital, pills, nurse, medicina*, médico, clinica, pastillas, "
        "medikaman, doktè, klinik, lopital, medicament*, medecin, clinique, hopital, 약을, 약국, 병원, 의사, "
        "药, 医生, 诊所, 医院, thuốc, bác sĩ, bệnh viện, phòng khám, دواء, الدواء, طبيب, عيادة, مستشفى"
    ),
    "transport": (
        "ride, driver, drive you, transport*, viaje, llevarle, transpò, chofè, trajet, chauffeur, 차편, 태워, "
        "接送, 司机, xe đón, tài xế, توصيل, سائق"
    ),
    "money": (
        "money, cash, gift card*, dinero, efectivo, lajan, argent, especes, 돈을, 현금, 钱, 现金, tiền, مال, نقود"
    ),
    "supplies": (
        "supplies, clothes, blanket*, coat*, ropa, cobija*, rad, dra, vetements, couverture*, 옷을, 담요, "
        "衣服, 毯子, quần áo, chăn, ملابس, بطانية"
    ),
}  # fmt: skip


def words_of_topic(topic: str, of_flow: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All words that would name this topic; of every topic where it says little ('other')."""
    if topic in _LINES:
        named = [topic]
    elif of_flow.get(topic) and topic not in {"other", "safety"}:
        return (*of_flow[topic], topic)
    else:
        named = [*_LINES, *(name for name in of_flow if name not in {"other", "offer"})]
    listed = [word.strip() for name in named for word in _LINES.get(name, "").split(",")]
    flows_own = [word for name in named for word in of_flow.get(name, ())]
    return tuple(dict.fromkeys(word for word in (*listed, *flows_own) if word))


#: Said in many stories that are about something else; they only ask a volunteer to look.
_TOO_COMMON = frozenset(
    fold(word)
    for word in ("eat", "formula", "kay", "bills", "heat", "ride", "水", "tã", "rad", "dra", "مال")
)


def topics_named(text: str, topics: Iterable[str]) -> list[str]:
    """Those of `topics` whose everyday names stand in the text, in the hotline's languages."""
    folded = f" {fold(text)} "
    return [topic for topic in topics if any(shape in folded for shape in _shapes(topic))]


@cache
def _shapes(topic: str) -> tuple[str, ...]:
    """' word ' whole and ' word' its beginning; Han and Hangul write words together."""
    shapes = []
    for listed in _LINES.get(topic, "").split(","):
        word = fold(listed.strip().rstrip("*"))
        if not word or word in _TOO_COMMON:
            continue
        if word >= "\u3040":
            shapes.append(word)
        else:
            shapes.append(f" {word}" if listed.strip().endswith("*") else f" {word} ")
    return tuple(shapes)
