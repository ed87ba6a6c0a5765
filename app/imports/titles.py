"""What the titles of columns mean, in Ukrainian, Russian and English, as lists and forms really write them."""

import re

from app.core.names import fold
from app.households.parsing.findings import Field

_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.TAX_NUMBER, "рнокпп|ідентифікац|ідент|іпн|інн$|tax|taxpayer|tin$"),
    (
        Field.OTHER,
        "місце народж|место рожд|координат|gps|geopoint|latitude|longitude|діагноз|diagnos|підпис|signature|"
        "фото|photo|e-mail|email|пошта",
    ),
    (Field.DOCUMENT, "паспорт|документ|серія|довідк|свідоцтв|посвідчен|passport|document|id card|id number"),
    (
        Field.CHILDREN,
        "{count} ~ діт|{count} ~ дет|{count} ~ child|{count} ~ неповноліт|діти до|діти$|дітей|детей|дети$|"
        "children|неповноліт",
    ),
    (Field.ADULTS, "{count} ~ доросл|{count} ~ взросл|{count} ~ adult|дорослі|дорослих|взрослых|adults"),
    (
        Field.PEOPLE,
        "{count}$|{count} ~ осіб|{count} ~ чол|{count} ~ люд|{count} ~ член|{count} ~ мешк|{count} ~ сім|{count} ~ чел",
    ),
    (
        Field.PEOPLE,
        "{count} ~ people|{count} ~ person|{count} ~ member|household size|hh size|family size|всього осіб|"
        "осіб|людей$|чол$|size$",
    ),
    (Field.PARENT, "parent index|parent id"),
    (
        Field.HOUSEHOLD,
        "№ ~ сім|№ ~ родин|№ ~ домогосп|номер ~ сім|номер ~ родин|номер ~ домогосп|код ~ сім|код ~ родин|"
        "код ~ домогосп",
    ),
    (
        Field.HOUSEHOLD,
        "номер семьи|№ семьи|id домогосп|household id|household no|household number|hh id|hhid|family id|"
        "family no|index$",
    ),
    (
        Field.ROLE,
        "родин ~ зв|сімейн ~ зв|спорідн|доводиться|відношення|відношенню|роль|родство|родства|степень род|"
        "relation|role$|хто в сім",
    ),
    (Field.ROLE, "статус ~ сім|статус ~ родин"),
    (
        Field.MEMBERS,
        "член|склад|інші особи|діти ~ піб|проживають разом|member|состав|other people|дитин|ребен|child|"
        "дружина|жена$|муж$|чоловік$",
    ),
    (Field.SEX, "стать$|пол$|sex$|gender"),
    (Field.BIRTH, "народж|дата нар|рік нар|дата рожд|год рожд|рожден|р.н|д.н$|г.р|birth|dob$|born"),
    (Field.AGE, "вік$|возраст|age$|повних років|скільки років"),
    (
        Field.ADDRESS,
        "адрес|місце ~ прож|місце прож|проживання|місце ~ реєстр|місце перебув|де прожива|"
        "место жит|место прож|address|прописк",
    ),
    (Field.PHONE, "тел|моб|зв’язку|phone|mobile|контакт|viber|вайбер"),
    (
        Field.REGION,
        "область|обл$|район|громад|тг$|отг$|сільська рада|сільрада|oblast|raion|rayon|region|district|"
        "hromada|admin1|admin2|admin3",
    ),
    (
        Field.SETTLEMENT,
        "населений|населен|нас пункт|н п$|село$|смт|селище|місто|с-ще|город$|поселок|settlement|village|city|"
        "town|admin4|location$",
    ),
    (Field.STREET, "вулиц|вул$|улица|ул$|street"),
    (Field.FLAT, "квартир|кв$|flat|apartment|apt$"),
    (Field.HOUSE, "будинок|будинку|буд$|№ буд|дім$|дом$|дома$|house$|house number|building"),
    (
        Field.CATEGORY,
        "категор|пільг|статус|соціальн|впо$|переселен|потреб|інвалід|лежач|маломоб|вразлив|категория|льгот",
    ),
    (
        Field.CATEGORY,
        "idp$|displac|vulnerab|disab|category|need|status|wheelchair|bedridden|інваліди|незряч|нечу|візок|візк",
    ),
    (Field.NOTE, "приміт|примеч|комент|note|comment|remark|зауваж|додатков|дод інф|коммент"),
    (Field.SURNAME, "прізвищ|фамили|surname|last name|family name|lastname"),
    (Field.PATRONYMIC, "по батькові|по-батькові|батькові|отчество|patronymic|middle name|middlename"),
    (Field.GIVEN, "ім’я|імя|имя$|first name|given name|firstname|given$"),
    (
        Field.HEAD,
        "піб|піп|п.і.б|п.і.п|фио|ф.и.о|голова|голови|заявник|отримувач|бенефіціар|громадянин|мешканец|людина|особа$|прізв",
    ),
    (Field.HEAD, "глава|получатель|name|head|beneficiary|respondent|recipient|звати|звуть"),
    (Field.NUMBER, "№|з/п|п/п|no$|nr$|number$|номер$|порядков"),
)
"""Beginnings of words, the first that fits counts. ``$`` asks for the whole word, ``~`` lets other words between."""

_COUNT = (
    *("кількість", "к-ть", "к-сть", "кіл-ть", "чисельність", "число", "скільки", "всього", "количество", "кол-во"),
    *("number of", "no of", "count", "how many", "total"),
)
"""Stands for ``{count}``."""

_OF_A_PART = {Field.SETTLEMENT, Field.STREET, Field.HOUSE, Field.FLAT}
_OF_A_NAME = {Field.SURNAME, Field.GIVEN, Field.PATRONYMIC}
_GATHERING = {Field.MEMBERS, Field.DOCUMENT}
"""What a group of columns is about, whatever its columns are called."""

_SERVICE = {
    *(
        "start",
        "end",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "phonenumber",
        "username",
        "audit",
        "instanceid",
    ),
    *("instancename", "uuid", "version", "__version__", "submissiondate", "key", "attachmentspresent", "reviewstate"),
    *("timestamp", "позначка часу", "отметка времени", "отметка времени.", "edits", "status_date"),
}
_KEYS = {"_index": Field.HOUSEHOLD, "_parent_index": Field.PARENT, "parent_key": Field.PARENT}
"""What KoBo and ODK write for themselves (https://support.kobotoolbox.org/export_download.html)."""


_CONSENT = {
    *("consent", "consent_given", "consent given", "informed_consent", "informed consent", "згода", "згоду надано"),
    *("згода на обробку даних", "згода на обробку персональних даних"),
}
"""Whole titles: a consent to calls, photos or to passing data on is another question."""

_PATH = re.compile("[A-Za-z_][A-Za-z0-9_-]*/")
"""How forms write the groups of a question: ``group_hh/head_name``."""


def _pattern(words: str) -> re.Pattern[str]:
    texts = (
        word.replace("{count}", count)
        for word in words.split("|")
        for count in (_COUNT if "{count}" in word else ("",))
    )
    return re.compile("|".join(f" {_folded(text)}" for text in texts))


def _folded(text: str) -> str:
    parts = [f"{fold(part)}{' ' if part.rstrip().endswith('$') else ''}" for part in text.split("~")]
    return "(?:.* |)".join(
        f"{part}[^ ]* " if part is not parts[-1] and not part.endswith(" ") else part for part in parts
    )


_PATTERNS = tuple((field, _pattern(words)) for field, words in _WORDS)


def field_of(title: str, *, is_of_one: bool = False) -> Field | None:
    """What a title means, or None. Groups of columns stand before it, parted by ``/``.

    ``is_of_one`` says that every row is about one person: then a member's name is the name of the row.
    """
    between = "/" if _PATH.match(title) else " / "
    *groups, name = [part.strip() for part in title.split(between) if part.strip()] or [""]
    if (key := _KEYS.get(name.lower())) or name.lower() in _SERVICE or name.startswith("_"):
        return key or Field.SERVICE
    if name.lower() in _CONSENT:
        return Field.CONSENT
    own = _of_words(name, is_of_one=is_of_one)
    if own is None or not groups:
        return own or _of_words(title, is_of_one=is_of_one)
    group = _of_words(groups[-1], is_of_one=is_of_one)
    return group if group in _GATHERING and own is not Field.PHONE else own


def _of_words(text: str, *, is_of_one: bool) -> Field | None:
    folded = f" {fold(text)} "
    found = [field for field, pattern in _PATTERNS if pattern.search(folded)]
    if is_of_one:
        found = [field for field in found if field is not Field.MEMBERS]
    if not found:
        return None
    if len(_OF_A_NAME.intersection(found)) > 1 and found[0] in _OF_A_NAME:
        return Field.HEAD
    if len(_OF_A_PART.intersection(found)) > 1 and found[0] in _OF_A_PART:
        return Field.ADDRESS
    return found[0]
