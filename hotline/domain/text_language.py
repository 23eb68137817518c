"""Which language a text is probably in: its script, its letters, its commonest words.

A proposal and nothing more: the person is asked with a numbered list (T1). Small tables
instead of a trained detector: on three words those guess, and cannot say why.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from hotline.domain.opt_outs import fold
from hotline.types import Language

#: A script that one language of our callers writes decides at once. Names as in Unicode's
#: letter names; Kana before Han, because Japanese writes both.
_SCRIPTS = (
    ("HANGUL", "ko"),
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("CJK", "zh"),
    ("BENGALI", "bn"),
    ("ETHIOPIC", "am"),
    ("DEVANAGARI", "hi"),
    ("GURMUKHI", "pa"),
    ("THAI", "th"),
    ("MYANMAR", "my"),
    ("KHMER", "km"),
    ("HEBREW", "he"),
    ("GEORGIAN", "ka"),
    ("ARMENIAN", "hy"),
    ("GREEK", "el"),
)
#: Letters that only one language of a shared script writes.
_LETTERS = (
    ("پچژگ", "fa"),
    ("ٹڈڑں", "ur"),
    ("іїєґ", "uk"),
    ("ươăđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "vi"),
    ("ñ¿¡", "es"),
    ("ãõ", "pt"),
)
_WORDS: Mapping[str, str] = {
    "en": "the and is are we i my me you need needs have has for with please help food water rent "
    "house can hello hi not no to of in on it am do landlord lost job baby sick where what "
    "got off out up this that they there anyone somebody from money till ride monday tuesday "
    "wednesday thursday friday saturday sunday",
    "es": "el los las es y que de en mi me necesito necesitamos tengo tenemos hola ayuda comida "
    "agua renta casa para por favor con no una un estoy puede gracias trabajo hijo hija ninos "
    "donde como pagar nos somos luz enfermo buenas buenos hablo "
    "al doctor hay tienen quiero mis hijos",
    "fr": "le les des est et je nous mon ma j ai besoin avons bonjour salut aide nourriture eau "
    "loyer maison pour avec pas une un suis merci enfant ou comment de la du d l n on plus qu "
    "que qui quelqu est ce vous bonsoir peut emmener quelquun jai",
    "pt": "o os as e eu nos meu minha preciso precisamos tenho oi ola ajuda comida agua aluguel "
    "casa para com nao uma um estou obrigado filho onde como voce",
    "ht": "mwen nou bezwen gen pa ak pou manje dlo kay lwaye ed tanpri bonjou bonswa nan yo sa ki "
    "timoun mesi kijan kote ou li m genyen",
    "vi": "toi can khong co nha va chung cho giup thuc an nuoc tien thue xin chao con cua",
    "tl": "ako kami ko ng mga sa na kailangan pagkain tubig po salamat bahay anak ang",
    "so": "waan waxaan u baahanahay cunto biyo guri caawi mahadsanid",
    "sw": "nina nahitaji tunahitaji chakula maji nyumba tafadhali msaada watoto kodi",
}
_TABLE = {tag: frozenset(words.split()) for tag, words in _WORDS.items()}


def propose(text: str, offered: Iterable[Language] = ()) -> Language | None:
    """The language of the text, or None when nothing tells one from the others.

    `offered` settles a draw: of two languages that fit the same, one that the hotline
    speaks is the better first question.
    """
    by_script = _by_script(text)
    if by_script is not None:
        return Language(by_script)
    tokens = fold(text).split()
    scores = {tag: float(sum(token in words for token in tokens)) for tag, words in _TABLE.items()}
    composed = unicodedata.normalize("NFC", text.casefold())
    for letters, tag in _LETTERS:
        if tag in scores and any(letter in letters for letter in composed):
            scores[tag] += 1.5
    tags = {language.tag.split("-")[0] for language in offered}
    best = max(scores, key=lambda tag: (scores[tag], tag in tags))
    if not scores[best]:
        return None
    rivals = [tag for tag in scores if tag != best and scores[tag] == scores[best]]
    return None if any(best not in tags or rival in tags for rival in rivals) else Language(best)


def _by_script(text: str) -> str | None:
    counts: dict[str, int] = {}
    letters = [letter for letter in unicodedata.normalize("NFKC", text) if letter.isalpha()]
    for letter in letters:
        script = unicodedata.name(letter, "LATIN").split()[0]
        counts[script] = counts.get(script, 0) + 1
    # A name in Latin letters among them changes nothing; a foreign word in a Latin text neither.
    for script, tag in _SCRIPTS:
        share = 0.15 if tag in {"ja", "ko"} else 0.3
        if counts.get(script, 0) > share * len(letters):
            return tag
    for script, usual in (("ARABIC", "ar"), ("CYRILLIC", "ru")):
        if counts.get(script, 0) > 0.3 * len(letters):
            text = text.casefold()
            special = (tag for marks, tag in _LETTERS if any(m in marks for m in text))
            return next((tag for tag in special if tag in {"fa", "ur", "uk"}), usual)
    return None


def language_by_name(text: str, names: Mapping[Language, Iterable[str]]) -> Language | None:
    """The language whose name is the whole text ('español', 'Spanish', '한국어')."""
    wanted = fold(text)
    for language, known in names.items():
        if wanted and wanted in {fold(name) for name in known}:
            return language
    return None


#: What stands beside the name of a language when somebody asks for it.
_ASKING = frozenset(
    fold(
        "please in i speak only do you can we want prefer porfa por favor en hablo habla hablan "
        "solo solamente puede pueden hablar usted ustedes quiero prefiero parlez vous parler "
        "je parle pale mwen ou tanpri nan seulement s'il plaît svp tôi nói xin làm ơn أتكلم أتحدث من فضلك"
    ).split()
)
#: Chinese and Korean write "in Chinese, please" without a space; this much beside the name.
_BESIDE_NAME = 8


def language_asked_for(text: str, names: Mapping[Language, Iterable[str]]) -> Language | None:
    """The language that a short text asks for by its name: "español por favor", "in English?".

    "no hablo inglés" asks for none: one word that is no asking, and it is a story.
    """
    folded = fold(text)
    for language, known in names.items():
        for name in sorted(map(fold, known), key=len, reverse=True):
            if len(name) < 3 and name.isascii():
                continue
            if name >= "\u3040":
                if (
                    name in folded
                    and len(folded) <= len(name) + _BESIDE_NAME
                    and "不" not in folded
                ):
                    return language
            elif f" {name} " in f" {folded} ":
                rest = f" {folded} ".replace(f" {name} ", " ", 1).split()
                if set(rest) <= _ASKING:
                    return language
    return None
