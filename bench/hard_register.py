"""An invented register that is hard to clean: who stands in it twice, and who only looks as if.

Families of one surname share a phone and an address; fathers and sons, and cousins, have one name; twins differ in the
given name only; namesakes live in the next village. One household in twelve stands in the list a second time as another
organisation wrote it down: in Russian or Latin letters, by a home name, under the married surname, from memory, with a
forgotten keyboard switch, without dates, moved. Nobody in it exists. The same seed gives the same list.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.households.matching import Family, Record
from app.households.models import Sex

MALE = {
    "Олександр": ("Александр", "Саша"), "Сергій": ("Сергей", "Сергійко"), "Володимир": ("Владимир", "Вова"),
    "Микола": ("Николай", "Коля"), "Іван": ("Иван", "Ваня"), "Андрій": ("Андрей", "Андрійко"),
    "Василь": ("Василий", "Вася"), "Петро": ("Пётр", "Петя"), "Михайло": ("Михаил", "Миша"),
    "Дмитро": ("Дмитрий", "Діма"), "Юрій": ("Юрий", "Юра"), "Віктор": ("Виктор", "Вітя"),
    "Олексій": ("Алексей", "Льоша"), "Анатолій": ("Анатолий", "Толя"), "Павло": ("Павел", "Паша"),
    "Максим": ("Максим", "Макс"), "Ігор": ("Игорь", "Ігорьок"), "Григорій": ("Григорий", "Гриша"),
    "Євген": ("Евгений", "Женя"), "Роман": ("Роман", "Рома"), "Богдан": ("Богдан", "Бодя"),
    "В’ячеслав": ("Вячеслав", "Слава"), "Степан": ("Степан", "Стьопа"), "Ілля": ("Илья", "Ілюша"),
    "Артем": ("Артём", "Тьома"), "Яків": ("Яков", "Яша"), "Тарас": ("Тарас", "Тарасик"), "Олег": ("Олег", "Олежик"),
}  # fmt: skip
"""Of each the Russian form and one of home."""
FEMALE = {
    "Ганна": ("Анна", "Аня"), "Олена": ("Елена", "Лена"), "Наталія": ("Наталья", "Наташа"),
    "Тетяна": ("Татьяна", "Таня"), "Оксана": ("Оксана", "Ксюша"), "Ірина": ("Ирина", "Іра"),
    "Марія": ("Мария", "Маша"), "Галина": ("Галина", "Галя"), "Людмила": ("Людмила", "Люда"),
    "Світлана": ("Светлана", "Світланка"), "Надія": ("Надежда", "Надя"), "Катерина": ("Екатерина", "Катя"),
    "Любов": ("Любовь", "Люба"), "Юлія": ("Юлия", "Юля"), "Валентина": ("Валентина", "Валя"),
    "Віра": ("Вера", "Вірка"), "Анастасія": ("Анастасия", "Настя"), "Дарина": ("Дарина", "Даринка"),
    "Софія": ("София", "Соня"), "Лідія": ("Лидия", "Ліда"), "Марина": ("Марина", "Маринка"),
    "Раїса": ("Раиса", "Рая"), "Вікторія": ("Виктория", "Віка"), "Олександра": ("Александра", "Саша"),
    "Яна": ("Яна", "Янка"), "Євгенія": ("Евгения", "Женя"), "Зінаїда": ("Зинаида", "Зіна"), "Уляна": ("Ульяна", "Уля"),
}  # fmt: skip
FATHERS = {
    "Іван": ("Іванович", "Іванівна", "Иванович", "Ивановна"),
    "Микола": ("Миколайович", "Миколаївна", "Николаевич", "Николаевна"),
    "Петро": ("Петрович", "Петрівна", "Петрович", "Петровна"),
    "Василь": ("Васильович", "Василівна", "Васильевич", "Васильевна"),
    "Михайло": ("Михайлович", "Михайлівна", "Михайлович", "Михайловна"),
    "Олександр": ("Олександрович", "Олександрівна", "Александрович", "Александровна"),
    "Володимир": ("Володимирович", "Володимирівна", "Владимирович", "Владимировна"),
    "Сергій": ("Сергійович", "Сергіївна", "Сергеевич", "Сергеевна"),
    "Григорій": ("Григорович", "Григорівна", "Григорьевич", "Григорьевна"),
    "Юрій": ("Юрійович", "Юріївна", "Юрьевич", "Юрьевна"),
    "Анатолій": ("Анатолійович", "Анатоліївна", "Анатольевич", "Анатольевна"),
    "Павло": ("Павлович", "Павлівна", "Павлович", "Павловна"),
    "Дмитро": ("Дмитрович", "Дмитрівна", "Дмитриевич", "Дмитриевна"),
    "Степан": ("Степанович", "Степанівна", "Степанович", "Степановна"),
    "Андрій": ("Андрійович", "Андріївна", "Андреевич", "Андреевна"),
    "Віктор": ("Вікторович", "Вікторівна", "Викторович", "Викторовна"),
    "Яків": ("Якович", "Яківна", "Яковлевич", "Яковлевна"),
    "Ілля": ("Ілліч", "Іллівна", "Ильич", "Ильинична"),
}
"""Ukrainian for a man and a woman, Russian for both."""
ROOTS = (
    "Кова Шев Бон Тка Кра Олі Лис Мар Руд Сав Пет Ром Яце Гав Мель Пав Сид Тим Хом Кли Воло Гри Дем Зін Кос Лев Мос "
    "Наза Ост Пили Руса Сема Тере Фед Цимба Чере Шпа Щер Юх Яре Бой Вов Гон Дуд Жук Коз"
).split()
ENDINGS = "льчук ченко дар чук вець йник енко ник ієнко ук ко ак ань ський цький ів енюк ура ило ець".split()
STREETS = (
    "Шевченка|Лесі Українки|Садова|Миру|Центральна|Зарічна|Шкільна|Набережна|Лісова|Польова|Вишнева|Степова|Молодіжна|"
    "Гагаріна|Івана Франка|Незалежності|Козацька|Яблунева|Джерельна|Соборна"
).split("|")
VILLAGES = "Тихе Плесо|Верболози|Нова Криниця|Дубовий Гай|Заплавне|Степове".split("|")

KMU = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia _".split(),
        strict=True,
    )
)
KMU_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
OLDER = KMU | {"г": "g", "є": "e", "й": "y", "ю": "yu", "я": "ya", "и": "i", "ї": "i"}
RUSSIAN = dict(zip("іїєґ’", "и и е г ъ".split(), strict=True))
KEYS = dict(zip("йцукенгшщзхїфівапролджєячсмитьбюґ", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True))
LOOKS = dict(zip("аеіорсху", "aeiopcxy", strict=True))


def in_letters(word: str, letters: dict[str, str], first: dict[str, str] | None = None) -> str:
    """The word with other letters, its first one a capital again."""
    small = word.lower().replace("зг", "zgh") if letters is KMU else word.lower()
    spelt = "".join(
        (first or letters).get(letter, letters.get(letter, letter)) if at == 0 else letters.get(letter, letter)
        for at, letter in enumerate(small)
    )
    return spelt.replace("_", "").capitalize()


@dataclass(frozen=True)
class Human:
    """One invented person; ``father`` is a key of FATHERS."""

    surname: str
    given: str
    father: str
    is_female: bool
    born: date

    @property
    def patronymic(self) -> str:
        return FATHERS[self.father][self.is_female]


@dataclass(frozen=True)
class Home:
    """One invented household, the head first."""

    people: tuple[Human, ...]
    settlement: str
    street: str
    house: str
    flat: str
    phone: str
    clan: int
    """Shared by households that are related, or that share a phone or a door."""


@dataclass
class Community:
    """Invents households that are related, share phones and bear one name."""

    dice: random.Random
    surnames: tuple[str, ...] = field(init=False)
    serial: int = 0

    def __post_init__(self) -> None:
        self.surnames = tuple(sorted({root + ending for root in ROOTS for ending in self.dice.sample(ENDINGS, 4)}))

    def homes(self, count: int) -> list[Home]:
        """``count`` households, many of them near another one."""
        found = [self.home()]
        while len(found) < count:
            near: list[Callable[[Home], Home]] = [self.son_of, self.twin_of, self.namesake_of, self.neighbour_of]
            kin = self.dice.random() < 0.35
            found.append(self.dice.choice(near)(self.dice.choice(found)) if kin else self.home())
        return found

    def home(self) -> Home:
        """A household of its own."""
        surname = self.dice.choice(self.surnames)
        head = self.human(surname, self.dice.randint(24, 88))
        return self.settle(self.around(head))

    def around(self, head: Human) -> tuple[Human, ...]:
        """A head with a spouse and children, or some of them."""
        people = [head]
        if self.dice.random() < 0.55:
            spouse = self.human(head.surname, 2026 - head.born.year, is_female=not head.is_female)
            people.append(spouse)
        husband = next((human for human in people if not human.is_female), None)
        for _ in range(self.dice.choices((0, 1, 2, 3), (50, 27, 17, 6))[0]):
            age = max(0, 2026 - head.born.year - self.dice.randint(20, 36))
            child = self.human(head.surname, age)
            if husband and husband.given in FATHERS:
                child = replace(child, father=husband.given)
            people.append(child)
        return tuple(people)

    def human(self, surname: str, age: int, is_female: bool | None = None) -> Human:
        is_female = self.dice.random() < 0.55 if is_female is None else is_female
        given = self.dice.choice(list(FEMALE if is_female else MALE))
        born = date(2026 - age, 1, 1) + timedelta(days=self.dice.randrange(365))
        return Human(of_gender(surname, is_female), given, self.dice.choice(list(FATHERS)), is_female, born)

    def settle(self, people: tuple[Human, ...]) -> Home:
        self.serial += 1
        has_flat = self.dice.random() < 0.2
        return Home(
            people,
            self.dice.choices(VILLAGES, (40, 20, 14, 11, 9, 6))[0],
            self.dice.choice(STREETS),
            f"{self.dice.randint(1, 90)}{self.dice.choices(('', 'а', '/1'), (88, 8, 4))[0]}",
            str(self.dice.randint(1, 40)) if has_flat else "",
            "" if self.dice.random() < 0.12 else f"+38020{self.serial:07d}",
            self.serial,
        )

    def son_of(self, home: Home) -> Home:
        """A grown-up child who moved next door or stayed in the house; sons often bear the father's name."""
        head = home.people[0]
        child = self.human(head.surname, max(18, 2026 - head.born.year - self.dice.randint(19, 32)))
        if not head.is_female and not child.is_female and self.dice.random() < 0.4:
            child = replace(child, given=head.given)
        if head.given in FATHERS:
            child = replace(child, father=head.given if self.dice.random() < 0.7 else head.father)
        return self.near(home, self.around(child))

    def twin_of(self, home: Home) -> Home:
        """A twin, or a brother or sister, of the head."""
        head = home.people[0]
        other = self.human(head.surname, 2026 - head.born.year)
        is_twin = self.dice.random() < 0.5
        while other.given == head.given:
            other = self.human(head.surname, 2026 - head.born.year)
        other = replace(other, father=head.father, born=head.born if is_twin else other.born)
        return self.near(home, self.around(other))

    def namesake_of(self, home: Home) -> Home:
        """Somebody of the same name elsewhere, now and then of the same year."""
        head = home.people[0]
        born = head.born.replace(day=self.dice.randint(1, 28), month=self.dice.randint(1, 12))
        if self.dice.random() < 0.8:
            born = born.replace(year=head.born.year + self.dice.choice((-1, 1)) * self.dice.randint(2, 16))
        return self.settle(self.around(replace(head, born=born)))

    def neighbour_of(self, home: Home) -> Home:
        """Strangers with the same phone or the same door."""
        other = replace(self.home(), clan=home.clan)
        if self.dice.random() < 0.5:
            return replace(other, phone=home.phone)
        return replace(other, settlement=home.settlement, street=home.street, house=home.house, flat="")

    def near(self, home: Home, people: tuple[Human, ...]) -> Home:
        """A related household: in the same house, in the same street, or only with the same phone."""
        own = replace(self.settle(people), clan=home.clan)
        if self.dice.random() < 0.5:
            own = replace(own, settlement=home.settlement, street=home.street, house=home.house, flat=home.flat)
        return replace(own, phone=home.phone) if self.dice.random() < 0.5 else own


def of_gender(surname: str, is_female: bool) -> str:
    """Ковальський, Ковальська."""
    man = surname.removesuffix("а") + "ий" if surname.endswith(("ська", "цька")) else surname
    return man.removesuffix("ий") + "а" if is_female and man.endswith(("ський", "цький")) else man


# ---- how organisations write people down


@dataclass
class Clerk:
    """Writes households down as lists have them: some fields are missing for everybody."""

    dice: random.Random

    def first(self, home: Home) -> Family:
        """As one organisation has them: mostly whole."""
        people = tuple(self.plainly(human, head=at == 0) for at, human in enumerate(home.people))
        return self.family(home, people, phone=home.phone)

    def again(self, home: Home) -> Family:
        """As another organisation has them."""
        home = self.after_some_time(home)
        writings = [self.russian, self.latin, self.older_latin, self.at_home, self.wrong_keys, self.look_alikes,
                    self.by_ear, self.initials, self.swapped, self.married, self.shortly, self.plainly]  # fmt: skip
        weights = (14, 10, 6, 8, 4, 6, 16, 8, 5, 5, 10, 8)
        write = self.dice.choices(writings, weights)[0]
        people = [write(human) for human in home.people]
        if self.dice.random() < 0.25:
            people = people[:1]
        if self.dice.random() < 0.3:
            people[0] = self.slip(people[0])
        people = [self.birth(record) for record in people]
        phone = self.dice.choices((home.phone, "", f"+38020{self.dice.randrange(10**7):07d}"), (72, 14, 14))[0]
        return self.family(home, tuple(people), phone)

    def after_some_time(self, home: Home) -> Home:
        if self.dice.random() < 0.1:
            home = replace(home, street=self.dice.choice(STREETS), house=str(self.dice.randint(1, 90)), flat="")
        if len(home.people) > 1 and self.dice.random() < 0.15:
            home = replace(home, people=(home.people[1], home.people[0], *home.people[2:]))
        if len(home.people) > 2 and self.dice.random() < 0.15:
            home = replace(home, people=home.people[:-1])
        return replace(home, flat="") if self.dice.random() < 0.1 else home

    def family(self, home: Home, people: tuple[Record, ...], phone: str) -> Family:
        street = in_letters(home.street, RUSSIAN) if self.dice.random() < 0.15 else home.street
        return Family(people, None, (phone,) if phone else (), home.settlement, street, home.house, home.flat)

    def plainly(self, human: Human, *, head: bool = True) -> Record:
        missing = self.dice.random()
        born = human.born if head or self.dice.random() < 0.4 else None
        return Record(
            human.surname, human.given, "" if missing < 0.06 else human.patronymic,
            Sex.FEMALE if human.is_female else Sex.MALE, born if missing > 0.12 else None,
            None if 0.06 < missing < 0.1 else human.born.year,
        )  # fmt: skip

    def spelt(self, human: Human, surname: str, given: str, patronymic: str) -> Record:
        return replace(self.plainly(human), surname=surname, given=given, patronymic=patronymic)

    def russian(self, human: Human) -> Record:
        given = (FEMALE if human.is_female else MALE)[human.given][0]
        surname = in_letters(human.surname, RUSSIAN).replace("ський", "ский").replace("цький", "цкий")
        return self.spelt(human, surname, given, FATHERS[human.father][2 + human.is_female])

    def latin(self, human: Human) -> Record:
        return self.spelt(human, *(in_letters(part, KMU, KMU_FIRST) for part in parts(human)))

    def older_latin(self, human: Human) -> Record:
        patronymic = in_letters(human.patronymic, OLDER) if self.dice.random() < 0.4 else ""
        return self.spelt(human, in_letters(human.surname, OLDER), in_letters(human.given, OLDER), patronymic)

    def at_home(self, human: Human) -> Record:
        patronymic = human.patronymic if self.dice.random() < 0.5 else ""
        return self.spelt(human, human.surname, (FEMALE if human.is_female else MALE)[human.given][1], patronymic)

    def wrong_keys(self, human: Human) -> Record:
        return self.spelt(human, *(in_letters(part.replace("’", ""), KEYS) for part in parts(human)))

    def look_alikes(self, human: Human) -> Record:
        return self.spelt(human, *(
            "".join(LOOKS.get(letter, letter) if self.dice.random() < 0.4 else letter for letter in part)
            for part in parts(human)
        ))  # fmt: skip

    def by_ear(self, human: Human) -> Record:
        return self.slip(self.plainly(human))

    def initials(self, human: Human) -> Record:
        return self.spelt(human, human.surname, human.given[0] + ".", human.patronymic[0] + ".")

    def swapped(self, human: Human) -> Record:
        surname, given, patronymic = parts(human)
        return self.spelt(human, given, surname, patronymic if self.dice.random() < 0.5 else "")

    def married(self, human: Human) -> Record:
        if not human.is_female:
            return self.plainly(human)
        return self.spelt(human, self.dice.choice(ROOTS) + "енко", human.given, human.patronymic)

    def shortly(self, human: Human) -> Record:
        return self.spelt(human, human.surname, human.given, "")

    def slip(self, record: Record) -> Record:
        """A wrong letter, a missing one, one too many or two swapped in one part of the name."""
        part = self.dice.choice(("surname", "surname", "given", "patronymic"))
        word = getattr(record, part)
        if len(word) < 4:
            return record
        at = self.dice.randrange(1, len(word) - 1)
        letter = self.dice.choice("aeinorst" if word.isascii() else "аеиіонрст")
        slips = (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        return replace(record, **{part: self.dice.choice(slips)})

    def birth(self, record: Record) -> Record:
        """The birth as it is, or as it was heard."""
        on, year = record.birth_on, record.birth_year
        told = self.dice.random()
        if told < 0.12:
            return replace(record, birth_on=None, birth_year=None)
        if told < 0.27 or not on:
            return replace(record, birth_on=None, birth_year=year)
        if told < 0.32:
            return replace(record, birth_on=None, birth_year=on.year + self.dice.choice((-1, 1)))
        if told < 0.37 and on.day <= 12:
            return replace(record, birth_on=on.replace(day=on.month, month=on.day))
        if told < 0.42:
            return replace(record, birth_on=on.replace(day=on.day % 28 + 1))
        return record


def parts(human: Human) -> tuple[str, str, str]:
    return human.surname, human.given, human.patronymic


@dataclass(frozen=True)
class Lines:
    """A list: families as written, for each the number of the household that it truly is, and that of its relatives."""

    families: list[Family]
    numbers: list[int]
    clans: list[int]


def invent(count: int, *, seed: int) -> Lines:
    """A list of households in some order, each with its people."""
    dice = random.Random(seed)
    homes, clerk = Community(dice).homes(count), Clerk(dice)
    return _shuffled(dice, homes, clerk.first, clerk.again)


def invent_people(count: int, *, seed: int) -> Lines:
    """A list of people, one a row, as many lists are: families stand in it as people of one name at one address."""
    dice = random.Random(seed)
    homes, clerk = Community(dice).homes(count), Clerk(dice)
    people = [replace(home, people=(human,)) for home in homes for human in home.people]
    return _shuffled(dice, people, clerk.first, clerk.again)


def _shuffled(
    dice: random.Random, homes: list[Home], first: Callable[[Home], Family], again: Callable[[Home], Family]
) -> Lines:
    lines = [(first(home), number, home.clan) for number, home in enumerate(homes)]
    lines += [(again(home), number, home.clan) for number, home in enumerate(homes) if dice.random() < 1 / 12]
    dice.shuffle(lines)
    return Lines(*map(list, zip(*lines, strict=True)))
