"""Kits that hubs usually give (field guide 5.5), to start from. The hub changes them to what it really has.

Kinds after the lists of the World Food Programme and the Red Cross; quantities are estimates.
"""

from dataclasses import dataclass

from app.stock.rules import Line


@dataclass(frozen=True, slots=True)
class TypicalKit:
    """A kit to start from. ``weight_g`` in grams; ``contents`` as people write them."""

    code: str
    name: str
    name_en: str
    weight_g: int
    contents: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(name, amount) for name, amount in self.contents)


_FOOD30 = (
    ("Борошно", "3 кг"),
    ("Гречка", "1 кг"),
    ("Рис", "1 кг"),
    ("Макарони", "2 кг"),
    ("Олія", "1 л"),
    ("Цукор", "1 кг"),
    ("Сіль", "0,5 кг"),
    ("Вівсяні пластівці", "0,5 кг"),
    ("Квасоля або горох", "0,8 кг"),
    ("М’ясні консерви", "3 × 0,33 кг"),
    ("Рибні консерви", "2 × 0,24 кг"),
)
_FOOD5 = (
    ("Готові страви", "10 шт."),
    ("Хлібці", "2 пач."),
    ("Паштет", "5 шт."),
    ("Печиво", "2 пач."),
    ("Вода", "2 л"),
)
_HYGIENE = (
    ("Мило", "4 шт."),
    ("Шампунь", "2 шт."),
    ("Зубна паста", "2 шт."),
    ("Зубні щітки", "4 шт."),
    ("Пральний порошок", "3 кг"),
    ("Туалетний папір", "8 рул."),
    ("Серветки", "2 пач."),
    ("Рушники", "2 шт."),
)
_WOMEN = (("Прокладки", "4 пач."), ("Білизна", "2 шт."), ("Мило", "1 шт."), ("Серветки", "1 пач."))
_BABY = (("Підгузки", "2 пач."), ("Крем", "1 шт."), ("Серветки", "2 пач."), ("Присипка", "1 шт."))
_CARE = (("Підгузки для дорослих", "2 пач."), ("Пелюшки", "2 пач."), ("Рукавички", "1 пач."), ("Крем", "1 шт."))
_WINTER = (("Ковдри", "2 шт."), ("Плед", "1 шт."), ("Шапки", "2 шт."), ("Рукавички", "2 пари"), ("Термос", "1 шт."))
_REPAIR = (
    ("Плівка або плити OSB", "6 м²"),
    ("Рейки", "8 шт."),
    ("Скоби", "1 пач."),
    ("Цвяхи", "1 кг"),
    ("Монтажна піна", "2 шт."),
)
_SCHOOL = (("Зошити", "10 шт."), ("Ручки", "4 шт."), ("Рюкзак", "1 шт."))
_MEDICINE = (("Бинт", "3 шт."), ("Пластир", "1 пач."), ("Антисептик", "1 шт."), ("Термометр", "1 шт."))

TYPICAL = (
    TypicalKit("FOOD30", "Продуктовий набір", "Food kit for 30 days", 13_000, _FOOD30),
    TypicalKit("FOOD5", "Готовий набір на 5 днів", "Ready-to-eat kit for 5 days", 5_500, _FOOD5),
    TypicalKit("BREAD", "Хліб", "Bread", 1_200, (("Хліб", "2 шт."),)),
    TypicalKit("HYG-F", "Гігієнічний набір сімейний", "Family hygiene kit", 7_000, _HYGIENE),
    TypicalKit("HYG-W", "Гігієнічний набір жіночий", "Women’s hygiene kit", 1_500, _WOMEN),
    TypicalKit("BABY", "Набір для немовляти", "Baby kit", 3_000, _BABY),
    TypicalKit("INC", "Набір для догляду", "Care kit", 4_000, _CARE),
    TypicalKit("WINT", "Зимовий набір", "Winter kit", 6_000, _WINTER),
    TypicalKit("STOVE", "Піч-буржуйка з трубою", "Stove with a pipe", 42_000, (("Піч", "1 шт."), ("Труба", "2 м"))),
    TypicalKit("BRIQ", "Паливні брикети", "Fuel briquettes", 500_000, (("Брикети в мішках", "500 кг"),)),
    TypicalKit("RRK", "Набір швидкого ремонту", "Rapid repair kit", 30_000, _REPAIR),
    TypicalKit("WATER", "Вода питна", "Drinking water", 12_000, (("Вода", "2 × 6 л"),)),
    TypicalKit("POWER", "Ліхтар і павербанк", "Torch and power bank", 900, (("Ліхтар", ""), ("Павербанк", "20 А·год"))),
    TypicalKit("SCHOOL", "Шкільний набір", "School kit", 2_000, _SCHOOL),
    TypicalKit("MED-C", "Аптечка домашня", "Home first-aid kit", 800, _MEDICINE),
)  # fmt: skip


def find_typical(code: str | None) -> TypicalKit | None:
    """The typical kit with this code, or None."""
    return next((kit for kit in TYPICAL if kit.code == code), None)
