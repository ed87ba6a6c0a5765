"""What the invented community looks like: Тихоплеська громада of field guide 5.1, its people's names and its kits.

Nobody in it exists: the region code and the phone operator code are not assigned to anyone.
"""

from dataclasses import dataclass

from app.accounts.models import Role
from app.hubs.models import LocationKind, SettlementKind

HUB_NAME = "Хаб «Тихе Плесо»"
ORGANISATION = "Громадська організація «Поряд із громадою»"
HUB_PHONE = "+380000000099"
PASSWORD = "навчання-2026"
"""Everybody in the training community signs in with it; the hub holds no real person."""
WARDENS = ("tamara", "stepan")

STAFF = (
    ("oksana", "Оксана Руденко", (Role.LEAD, Role.ADMIN)),
    ("halyna", "Галина Мельник", (Role.REGISTRAR,)),
    ("dmytro", "Дмитро Їжакевич", (Role.DESK_CLERK,)),
    ("ivan", "Іван Ґудзь", (Role.STOREKEEPER,)),
    ("liubov", "Любов Щербина", (Role.REVIEWER,)),
    ("tamara", "Тамара Пономаренко", (Role.WARDEN,)),
    ("stepan", "Степан Лисенко", (Role.WARDEN,)),
    ("mykola", "Микола Захарчук", (Role.FOREMAN,)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the example and the streets it serves (by their position in the settlement's list)."""

    name: str
    kind: LocationKind
    address: str
    landmark: str
    desks: int
    outage_queue: str
    shelter: str = ""
    is_step_free: bool = False
    on_site: int = 20


@dataclass(frozen=True, slots=True)
class Village:
    """A settlement, its share of all households (of 1310) and where its people go."""

    name: str
    kind: SettlementKind
    households: int
    streets: int
    places: tuple[Place, ...]


VILLAGES = (
    Village(
        "Тихе Плесо",
        SettlementKind.TOWNSHIP,
        560,
        21,
        (
            Place(
                "Ліцей",
                LocationKind.SCHOOL,
                "вул. Шкільна, 12",
                "вхід з двору, навпроти пошти",
                3,
                "3.1",
                "підвал ліцею",
                is_step_free=True,
            ),
            Place(
                "Будинок культури",
                LocationKind.CULTURE_HOUSE,
                "вул. Центральна, 4",
                "біля фонтана",
                2,
                "3.2",
                "підвал сусіднього будинку",
            ),
        ),
    ),
    Village(
        "Верболози",
        SettlementKind.VILLAGE,
        240,
        12,
        (
            Place(
                "Старостат",
                LocationKind.COUNCIL,
                "вул. Садова, 21",
                "синя вивіска",
                1,
                "4.1",
                "льох у дворі",
                is_step_free=True,
            ),
        ),
    ),
    Village(
        "Нова Криниця",
        SettlementKind.VILLAGE,
        190,
        10,
        (Place("Клуб", LocationKind.CULTURE_HOUSE, "вул. Миру, 3", "біля колодязя", 1, "4.2"),),
    ),
    Village(
        "Дубовий Гай",
        SettlementKind.VILLAGE,
        140,
        9,
        (Place("Храм Покрови, двір", LocationKind.CHURCH, "вул. Зарічна, 8", "дзвіниця", 1, "2.1", "льох храму"),),
    ),
    Village(
        "Заплавне",
        SettlementKind.VILLAGE,
        100,
        7,
        (Place("Мобільний пункт, Заплавне", LocationKind.MOBILE, "вул. Центральна", "біля магазину", 1, "6.1"),),
    ),
    Village(
        "Степове",
        SettlementKind.VILLAGE,
        55,
        5,
        (Place("Мобільний пункт, Степове", LocationKind.MOBILE, "вул. Степова", "біля ФАПу", 1, "6.2"),),
    ),
    Village(
        "Малий Яр",
        SettlementKind.VILLAGE,
        25,
        3,
        (Place("Доставка, Малий Яр", LocationKind.WARDEN_HOME, "вул. Садова, 2", "зелені ворота", 1, "1.2"),),
    ),
)

STREETS = (
    "Центральна",
    "Шкільна",
    "Садова",
    "Набережна",
    "Миру",
    "Соборна",
    "Лесі Українки",
    "Тараса Шевченка",
    "Молодіжна",
    "Польова",
    "Зарічна",
    "Яблунева",
    "Козацька",
    "Гончарна",
    "Степова",
    "Вишнева",
    "Лісова",
    "Джерельна",
    "Нова",
    "Криничний",
    "Тихий",
)
LANES = ("Криничний", "Тихий")
RELATIVES = (
    ("Чумак Олег", 1979), ("Хоменко Світлана", 1988), ("В’юник Тарас", 1990), ("Ярошенко Ніна", 1961),
    ("Федоренко Назар", 1995), ("Тимошенко Юлія", 1983), ("Павленко Ірина", 1974), ("Марченко Андрій", 1969),
)  # fmt: skip
"""Who collects for families other than their own: name and year of birth."""
STREET_WARDENS = (("Пономаренко Тамара", 1958), ("Лисенко Степан", 1955))
WHY_SO_MANY = "Привозить родичам з однієї вулиці, голови підтвердили телефоном"
"""The reason of the lead who stood by when one person collected for many."""

SURNAMES = tuple(
    "Ковальчук Бондаренко Шевченко Кравчук Олійник Ткаченко Мельник Лисенко Савченко Гончар Дяченко Руденко "
    "Захарчук Пономаренко Яременко Єфименко Їжакевич Ґудзь Щербина Дем’яненко Лук’яненко Марченко Ткачук "
    "Литвиненко Юхименко Гриценко Кузьменко Павленко Сидоренко Хоменко В’юник Чумак Ярошенко Федоренко "
    "Тимошенко".split()
)
WOMEN = tuple(
    "Мар’яна Зінаїда Наталія Галина Любов Анастасія Софія Ольга Ганна Марія Олена Тетяна Ірина Катерина Людмила "
    "Валентина Ніна Надія Світлана Раїса Оксана Юлія Дарина Злата Євгенія".split()
)
MEN = tuple(
    "В’ячеслав Микола Іван Юрій Олег Матвій Василь Петро Степан Григорій Михайло Володимир Анатолій Сергій Андрій "
    "Богдан Назар Тарас Ілля Артем Роман Дмитро Федір Віктор Євген".split()
)
FATHERS = (
    ("Миколайович", "Миколаївна"),
    ("Іванович", "Іванівна"),
    ("Петрович", "Петрівна"),
    ("Васильович", "Василівна"),
    ("Степанович", "Степанівна"),
    ("Григорович", "Григорівна"),
    ("Михайлович", "Михайлівна"),
    ("Володимирович", "Володимирівна"),
    ("Анатолійович", "Анатоліївна"),
    ("Сергійович", "Сергіївна"),
    ("Андрійович", "Андріївна"),
    ("В’ячеславович", "В’ячеславівна"),
    ("Ілліч", "Іллівна"),
    ("Юрійович", "Юріївна"),
)

TRUCK_IS_LATE = "Машина з наборами приїде пізніше."
"""Why a day of the story was postponed, as everyone reads it."""
