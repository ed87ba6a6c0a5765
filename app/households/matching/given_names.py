"""Forms of one given name that no rule of spelling joins: of another language, of the church, of home.

Each line is one name: the usual Ukrainian form first, then the others. A form of home may stand for several names
(Саша, Валя, Слава), so it stands in several lines. Spellings that sound alike are not listed: :func:`spellings.sound`
joins them. Two names that are both here and share no line are two people's names however near they look (Марина and
Марія), which is how sisters and twins are told apart.
"""

import re
from functools import lru_cache

from app.households.matching.spellings import plain, sound

MEN = """
Олександр Александр Олександер Лександр Саша Саня Сашко Сашка Шура Шурик Лесь Санько Алекс Alexander Alex Sasha Sacha
Олексій Алексей Олекса Льоша Леша Альоша Алеша Лесик Олексійко Alexey Alexei Alexis
Андрій Андрей Андрійко Андрюша Дрюня Андрусь Andrew Andreas Andre
Анатолій Анатолий Толя Толик Анатоль Толік
Антон Антін Антоній Антоша Тоша Тося Anthony Anton
Аркадій Аркадий Аркаша
Арсен Арсеній Арсений Арсентій Арсентий Сеня
Артем Артемій Артемий Артём Тьома Тема Артемко Artem Artyom
Артур Артурчик Arthur
Архип Архипко
Афанасій Панас Опанас Афанасий Апанас
Богдан Бодя Даня Богданчик Богданко
Борис Боря Борько Бориска
Броніслав Бронислав Броник
Вадим Вадік Вадик Вадимко
Валентин Валентін Валя Валік Валик Valentine
Валерій Валерий Валера Валерко Валерчик
Василь Василий Вася Васько Васильок Базиль Basil Vasil Vasyl
Веніамін Вениамин Веня Беньямін Benjamin
Віктор Виктор Вітя Витя Вітько Вікторчик Victor
Віталій Виталий Віталік Виталик Вітя Витя Віталько Vitaly
Владислав Влад Владик Слава Славко Владко
Владлен Влад
Володимир Владимир Вова Вовка Вовчик Володя Володька Влодко Влад Walter Wladimir
Всеволод Сева Севко
Вячеслав В’ячеслав Славко Слава Славік Славик Вячик Viacheslav Wjatscheslaw
Гаврило Гавриил Гавриїл Гаврила Гавриш Gabriel
Геннадій Геннадий Гена Генка Геник Ґеник
Георгій Георгий Юрій Жора Гоша Гога Юра George Georgy
Герасим Гарасим
Герман Гермаша
Гліб Глеб Глібко
Гнат Ігнат Игнат Ігнатій Игнатий Ignatius
Гордій Гордей
Григорій Григорий Гриша Гриць Грицько Гришко Gregory
Давид Давід Давидко David
Данило Даниил Данила Данил Данііл Даниїл Даня Данилко Daniel Daniil
Дем’ян Демьян Демко Дьома
Денис Денисій Деня Денисько Dennis
Дмитро Дмитрий Дмитрій Димитрій Димитрий Діма Дима Дмитрик Митя Мітя Димко Митько Dmitri Dimitri Demetrius
Дорофій Дорофей
Едуард Эдуард Едик Эдик Edward Eduard
Ельдар Эльдар
Еміль Эмиль Emil
Євген Евгений Євгеній Женя Женька Євгенко Eugene Evgeny Jevgen
Євдоким Евдоким
Євстахій Євстафій Евстафий Eustace
Єгор Егор Георгій Гоша
Єлисей Елисей
Єремія Иеремия Єрема Еремей Jeremiah
Єфрем Ефрем
Єфим Юхим Ефим Юшко
Захар Захарій Захарко Zachary
Зиновій Зиновий Зінько Зеновій
Іван Иван Ваня Івась Іванко Ванько Ванька Іванчик John Johann Jan
Ігор Игорь Ігорко Гарік Гарик Ігорчик Igor
Ілларіон Іларіон Ларіон Илларион
Ілля Илья Ілько Ілюша Ілія Іля Elias Ilya Elijah
Інокентій Иннокентий Кеша
Йосип Иосиф Осип Йосиф Юзеф Осипко Joseph Юзеф
Йосафат Иосафат
Казимир Казимір Казик
Карл Карло Carl Charles
Карпо Карп
Кирило Кирилл Кирил Кіра Кирилко Cyril Kirill
Клим Климент Климентій Климко Clement
Кіндрат Кондрат Кіндратій Кондратий
Корній Корней Корнелій Корнилий Cornelius
Костянтин Константин Костя Костик Кость Костусь Constantine Konstantin
Кузьма Козьма Кузя
Лаврентій Лаврін Лаврентий Lawrence
Лев Левко Лёва Льова Леон Leo Leon
Леонід Леонид Льоня Леня Лесь Лёня Leonid
Леонтій Леонтий Левонтій
Лука Лукаш Лукаян Luke Lucas
Лук’ян Лукьян Лукіян
Любомир Любомір Любко
Макар Макарій Макарко
Максим Макс Максиміліан Максимко Maxim Max Maksym
Марат Маратик
Мар’ян Марьян Маріан Марьяшко
Марк Марко Marcus Mark
Мартин Martin
Матвій Матвей Мотя Матвійко Matthew
Мефодій Мефодий
Микита Никита Микитка Мика Nikita
Микола Николай Ніколай Коля Миколка Колян Миколай Nicholas Nikolas Nicolas Nikolay
Мирон Миронко
Мирослав Мирко Мирославко Слава Славко
Михайло Михаил Михайлик Миша Мишко Міша Михась Михайл Михаїл Michael Michail
Мойсей Моисей Мусій Moses
Мстислав Слава
Назар Назарій Назарий Назарко
Натан Nathan
Нестор Нестір
Никифор Ничипір Нечипір Никифір
Никон Никін
Олег Олежик Олежко Олежка Oleg
Омелян Емельян Омелько Эмельян
Онисим Анисим
Онуфрій Онуфрий
Орест Орестко
Остап Остапко Остапчик
Павло Павел Паша Павлик Павлусь Pavel Paul Paulo
Панкрат Панкратій
Пантелеймон Пантелей Панько Панталеймон
Парфеній Парфен Парфён
Петро Пётр Петя Петрик Петрусь Peter Petr Pyotr Pierre
Пилип Филипп Филип Пилипко Philip Philippe
Платон Платонко
Потап Потапій
Прокіп Прокопій Прокопий Прокоп
Прохор Прохір
Радіон Родіон Родион Радион
Радислав Слава
Ренат Ринат
Ростислав Ростик Слава Славко Рость
Роман Рома Ромко Ромчик Roman
Руслан Русланчик Русь Русланко
Сава Савва Савко
Савелій Савелий Саввелій
Самійло Самуїл Самуил Самсон Samuel
Святослав Слава Славко Свят Святик Святко
Северин Северин
Семен Семён Симон Сеня Семко Semen Simon
Серафим Серафімко
Сергій Сергей Серьожа Сережа Сергійко Серега Серж Sergius Serge Sergio
Сидір Сидор Ісидор Исидор Isidore
Созон Созонт
Спиридон Свирид
Станіслав Станислав Стас Слава Славко Stanislaw Stanley
Степан Стефан Стёпа Стьопа Степанко Степа Stephen Steven Stefan
Тадей Тадеуш Фадей Тадій
Тарас Тарасик Тарасько
Терентій Терентий Терешко
Тимофій Тимофей Тиміш Тимоха Тима Тимко Timothy
Тимур Тимурчик Тіма
Тихін Тихон
Трифон Трихон
Трохим Трофим Трохимко
Устим Юстин Устин
Федір Фёдор Федор Федя Федько Тодор Theodore
Федот Хведот
Феодосій Феодосий Тодось Федосій
Феофан Теофан
Філімон Филимон
Фома Хома Томаш Thomas
Харитон Харитін
Христофор Christopher
Шаміль Шамиль
Юліан Юлиан Julian
Юрій Юрий Юра Юрко Юрчик Юрась Жора George Yuri Jurij
Яким Аким Йоаким Joachim
Яків Яков Яша Яць Якуб Jacob James
Ян Янек Янко
Олесь Лесь
Ярема Яремка
Ярослав Ярик Слава Славко Ярко
Марсель Marcel
Тигран Тіко
Рашид Rashid
Мустафа Mustafa
Ібрагим Ибрагим Ibrahim
Ахмед Ahmed Ahmad
Алі Али Ali
Магомед Мухаммед Мохаммед Muhammad
Вільям Уильям William
Роберт Robert
Річард Ричард Richard
Альберт Albert
Адам Adam
Арнольд Arnold
Вальдемар Waldemar
Генріх Генрих Henry
Оскар Oscar
Рудольф Rudolf
Ерік Эрик Eric
Мілан Milan
Дамір Дамир
Левон Levon
Ашот Ashot
Русалім Русалим
Еней Aeneas
Зорян Зоряник
Яромир Яромір
Світозар Зарко
Немирослав Немир
Златослав Златко
Любослав Любко
Людвіг Людвик Ludwig
Франц Франко Franz Francis
"""

WOMEN = """
Олександра Александра Саша Саня Сашка Шура Леся Ліксандра Alexandra Sasha Sandra
Аліна Алина Аля Alina
Аліса Алиса Аля Alice
Алла Аля Алочка
Альбіна Альбина Аля
Альона Алёна Алена
Анастасія Анастасия Настя Настуся Настасія Настасья Стася Настка Ася Анастасья Anastasia
Ангеліна Ангелина Ліна Геля Анжеліна Angelina
Анжела Ангела Angela
Анжеліка Анжелика Ліка Angelika
Антоніна Антонина Тоня Антося Тося Antonina
Анна Ганна Аня Ганя Ганнуся Анюта Галя Нюра Нюся Анічка Гануся Нюта Аннушка Anne Ann Hannah Anna Ася
Аріна Арина Орина
Белла Изабелла Ізабелла Bella
Богдана Дана Богданка Даня
Броніслава Бронислава Броня
Валентина Валя Валюша Валентіна
Валерія Валерия Лера Валя Леруся Valery
Ванда Wanda
Варвара Варя Варка Варочка Barbara
Василина Вася
Василиса Вася Васса
Вікторія Виктория Віка Вика Віта Віточка Вікуся Victoria
Віолетта Виолетта Віола Віта Виола Violet
Віра Вера Вірка Віруня Вєра Vera
Віталія Виталия Віта Віталіна
Владислава Влада Слава Владка
Галина Галя Галька Галинка Галюся Галочка Halyna Galina
Діана Диана Diana
Дарина Даринка Дара Даша Дарка
Дарія Дар’я Дарья Даша Дарка Одарка Daria Darya Dasha
Діна Дина Dina
Домініка Доминика Dominica
Домна Домаха Домникія
Ева Єва Эва Eva Eve
Еліна Элина Эліна Ліна
Ельвіра Эльвира Еля Эля Elvira
Емілія Эмилия Еміля Міля Emily Emilia
Емма Эмма Emma
Жанна Жаннета Jeanne Joanna
Зінаїда Зинаида Зіна Зина
Злата Златка
Зоряна Зоря Зорянка
Зоя Зойка Zoe
Іванна Иванна Іванка Ваня Joanna
Інеса Инесса
Інна Инна Інуся Инка
Ірина Ирина Іра Ира Іринка Ірка Орися Іруся Irene Irina Iryna
Ія Ия
Каміла Камилла Camilla
Карина Каріна Карінка Karina
Катерина Екатерина Катя Катруся Катря Катюша Катеринка Катька Catherine Katherine Kate Katerina
Кіра Кира Кірочка
Клавдія Клавдия Клава Claudia
Клара Clara
Крістіна Кристина Христина Христя Крістина Христинка Christina Kristina Christine
Ксенія Ксения Ксеня Аксинья Оксинія Xenia Ксюша
Лариса Лара Лариска Ларочка Larissa Леся
Леся Лєся
Лілія Лилия Ліля Лиля Лільця Lily Lilia
Ліана Лиана
Лідія Лидия Ліда Лида Лідочка Lydia
Ліна Лина Lina
Любов Любовь Люба Любка Любаша Lubov
Людмила Люда Люся Мила Міла Людочка Людка Ludmila
Люсьєна Люсьена Люся
Лукія Лукерія Лукерья Лушка Гликерия Lucia
Майя Мая Майка Maya
Маргарита Рита Маргоша Марго Margaret Margarita
Марина Маринка Марінка Marina
Марія Мария Маша Маруся Марійка Маня Мар’я Марья Маріка Мані Mary Maria Marie
Маріанна Марианна Мар’яна Марьяна Мар’янка Marianna
Мар’яна Марьяна Маріанна Мар’янка
Марта Марточка Martha
Матрона Мотря Матрена Матрёна Мотрона
Мілана Милана Міла
Мілена Милена Міла Мілєна
Мирослава Мира Міра Мирося Слава Мирка
Михайлина Міхаліна Михалина
Надія Надежда Надя Надійка Надюша Nadia Nadezhda
Наталія Наталья Наталя Ната Наташа Наталка Таша Натуся Natalie Natasha Natalia
Неля Нелля Неллі Нинель Нінель Nelly
Ніка Nika
Вероніка Вероника Ніка Veronica
Ніна Нина Нінка Ніночка Nina
Нонна Нона
Оксана Ксана Оксанка Ксеня Ксюша Oksana
Октавія Октябрина
Олена Елена Лена Олєна Лєна Альона Алёна Гелена Helen Helena Elena Yelena Оленка
Олеся Леся Олесенька Alesya
Ольга Оля Олька Олюся Ольгуня Helga Olga
Олімпіада Олимпиада Липа
Орися
Оріана Ориана
Палажка Пелагія Пелагея
Парасковія Параска Прасковья Пашка Парася Paraskeva
Поліна Полина Поля Аполлінарія Paulina
Рада Радка
Раїса Раиса Рая Раєчка
Регіна Регина Regina
Римма Рима
Роза Розалія Розалия Rosa Rose
Роксолана Роксоланка Рокса
Роксана Roxana
Романа Рома Романія
Руслана Русланка Руся
Сабіна Сабина Sabina
Світлана Светлана Света Свєта Світланка Лана Світлашка Svetlana
Серафима Сіма Сима
Сніжана Снежана Сніжанка
Соломія Саломея Соля Соломійка Salome
Софія Софья София Соня Софійка Sophie Sophia
Станіслава Станислава Стася Слава
Стелла Stella
Стефанія Стефания Стефа Стефка Stephanie
Степанида Стеша Стефанида
Сюзанна Сусанна Susan Suzanna
Таїсія Таисия Тая Тася Таїса Таиса
Тамара Тома Тамарка Tamara
Тамила Таміла
Тетяна Татьяна Таня Танюша Тетянка Танька Tatiana Tanya
Уляна Ульяна Уля Улянка Юліана Juliana Ulyana
Устина Юстина Устя Justina
Февронія Феврония Хівря
Феодосія Феодосия Тодоска Федося
Фаїна Фаина Фая
Флора Flora
Христина Кристина Христя
Цвітана Цветана
Юлія Юлия Юля Юлька Уля Julia Julie
Юліана Юлиана Юліанна Уляна
Явдоха Євдокія Евдокия Дуня Дуся
Ядвіга Ядвига Jadwiga
Яна Янка
Яніна Янина Яня
Ярина Ярінка Яринка
Ярослава Яся Слава Ярка
Євгенія Евгения Женя Женька Eugenia
Єлизавета Елизавета Ліза Лиза Єлизаветка Ельжбета Elizabeth Lisa
Агата Агафія Агафья Гапка Agatha
Агнеса Агнесса Agnes
Аглая Аглаїда
Аделіна Аделина Аделя
Аза Aza
Алевтина Аля Тіна Алевтіна
Аміна Амина Amina
Аделаїда Аделаида Аделя
Ада Ada
Амалія Амалия Amalia
Аполлонія Аполлинария
Ася
Віолана Віола
Віта
Вілена Вилена
Гелена Олена
Гертруда Gertrude
Глафіра Глафира
Горпина Агрипина Агрипіна Аграфена
Дзвенислава Дзвінка
Ельза Эльза Elsa
Евеліна Эвелина Евелина Еля Evelina
Елеонора Элеонора Нора Еля Eleanor
Естер Эсфирь Esther
Желіка Желя
Калина Калинка
Капітоліна Капитолина Капа
Лана
Лада Ладка
Лейла Leila
Лія Лия Leah
Магдалина Магда Магдалена Magdalena
Меланія Мелания Маланка Меланка Melanie
Ніла Неоніла Неонила
Павлина Павліна Поліна Паша
Світозара Світа
Тереза Тереса Teresa
Текля Фекла Фёкла
Фросина Єфросинія Ефросинья Фрося Пріся
Харитина Химка
Євфимія Евфимия Химка
Юнона Juno
"""

ENGLISH = """
William Bill Billy Will Willy Liam
Robert Bob Bobby Rob Robbie
Richard Dick Rick Rich
James Jim Jimmy Jamie
John Jack Johnny Jon
Joseph Joe Joey
Thomas Tom Tommy
Charles Charlie Chuck
Michael Mike Mick Mickey
David Dave Davey
Daniel Dan Danny
Christopher Chris Kit
Matthew Matt Mathew
Anthony Tony Antony
Andrew Andy Drew
Edward Ed Eddie Ted Ned
Benjamin Ben Benny
Samuel Sam Sammy
Nicholas Nick Nicky
Alexander Alex Xander
Patrick Pat Paddy
Joshua Josh
Zachary Zac Zach Zack
Jonathan Jon Jonny
Timothy Tim
Gregory Greg
Stephen Steve Steven
Philip Phil
Frederick Fred Freddy
Lachlan Lachie Lochlan
Elizabeth Liz Lizzie Beth Betty Eliza Libby
Margaret Maggie Meg Peggy
Katherine Kate Katie Kathy Catherine Cathy Kathryn
Jennifer Jen Jenny
Jessica Jess Jessie
Rebecca Becky Bec Rebekah
Victoria Vicky Tori
Samantha Sam
Alexandra Alex Lexie Sandra
Isabella Bella Isabel Isabelle
Amanda Mandy
Christine Chris Christina Tina
Patricia Pat Trish
Susan Sue Susie
Abigail Abby
Madeleine Maddie Madeline Madelyn
Georgia Georgie
Olivia Liv Livvy
Nicole Nikki Nicola
"""

_PATRONYMIC_STEMS = {
    "Павло": "pavl pavel", "Яків": "iak iakovl", "Антон": "anton", "Прокіп": "prokop prokof", "Нестор": "nestor",
    "Лев": "lev lv", "Ілля": "il ilin", "Йосип": "osip iosip osif iosif", "Михайло": "mihail mihal", "Федір": "fedor",
    "Сидір": "sidor", "Микола": "mikol nikol", "Кузьма": "kuzm", "Лука": "luk", "Сава": "sav", "Хома": "hom fom",
    "Никифор": "nikifor niqipor", "Самійло": "samil samoil", "Василь": "vasil", "Данило": "danil",
}  # fmt: skip
"""Beside those that follow from the forms by :func:`_father_stem`."""

_FATHER = re.compile("(?:ovi|evi|ivi|i)q$|(?:ov|ev|iv|iniq|iq)na$|(?:ohli|uhli|kizi|kyzi)$")
_LOOKS_LIKE_FATHER = re.compile(
    "(?:ov|ev|iv)iq$|(?:ov|ev|iv)na$|iniqna$|^(?:iliq|lukiq|kuzmiq|savq|homiq|fomiq|mikitiq|nikitiq|"
    "saviq|ilkiq|ohli|kizi)$"
)


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n") if line]


def _known() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """By the folded form, and by its sound: the names it can stand for."""
    by_word: dict[str, set[str]] = {}
    by_sound: dict[str, set[str]] = {}
    for mark, text in (("m", MEN), ("f", WOMEN), ("", ENGLISH)):
        for forms in _lines(text):
            words = [plain(form, latin=not _is_cyrillic(form)) for form in forms]
            name = mark + sound(words[0])
            for word in words:
                by_word.setdefault(word, set()).add(name)
                by_sound.setdefault(sound(word), set()).add(name)
    return _frozen(by_word), _frozen(by_sound)


def _is_cyrillic(form: str) -> bool:
    return form[0] > "\u0400"


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(names) for key, names in sets.items()}


_BY_WORD, _BY_SOUND = _known()


@lru_cache(maxsize=8192)
def names_of(word: str) -> frozenset[str]:
    """The names that a folded word is a form of; none when it is not known. They begin with m or f by the sex."""
    return _BY_WORD.get(word) or _BY_SOUND.get(sound(word), frozenset())


def is_known(word: str) -> bool:
    """Whether a folded word is a given name in any form."""
    return bool(names_of(word))


def _father_stem(spelt: str) -> str:
    """What is left of a patronymic, or of a father's name, without its ending."""
    return _FATHER.sub("", spelt).rstrip("aeiou")


def _fathers() -> dict[str, frozenset[str]]:
    stems: dict[str, set[str]] = {}
    for forms in _lines(MEN):
        name = sound(plain(forms[0]))
        cyrillic = [form for form in forms if _is_cyrillic(form)]
        for form in cyrillic:
            stems.setdefault(sound(plain(form)).rstrip("aeiou"), set()).add(name)
        for stem in _PATRONYMIC_STEMS.get(forms[0], "").split():
            stems.setdefault(stem, set()).add(name)
    return _frozen(stems)


_FATHERS = _fathers()


def looks_like_patronymic(spelt: str) -> bool:
    """Whether a :func:`spellings.sound` ends as patronymics do. Some surnames do too (Їжакевич)."""
    return bool(_LOOKS_LIKE_FATHER.search(spelt))


@lru_cache(maxsize=8192)
def fathers_of(spelt: str) -> frozenset[str]:
    """The names of which the sound of a patronymic is derived; none when it is not known."""
    if not _FATHER.search(spelt):
        return frozenset()
    return _FATHERS.get(_father_stem(spelt), frozenset())
