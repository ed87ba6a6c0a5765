"""One person under many spellings, and the Ukrainian alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.names import LONGEST_KEY, clean_name, fold, has_mixed_script, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Дем’яненко", "ДЕМ'ЯНЕНКО"),
        ("Дем’яненко", "Демʼяненко"),
        ("Дем’яненко", "Дем`яненко"),
        ("Дем’яненко", "Дем´яненко"),
        ("Дем’яненко", "Демьяненко"),
        ("В’юник", "Въюник"),
        ("Зінаїда", "Зинаида"),
        ("Кирило", "Кырыло"),
        ("Ґудзь", "Гудзь"),
        ("Ґудзь", "Гудз"),
        ("Єфименко", "Ефименко"),
        ("Єфименко", "Эфименко"),
        ("Семён", "Семен"),
        ("Ганна", "Гана"),
        ("Іллінська", "Илинска"),
        ("Юрійович", "Юріович"),
        ("Науменко", "Hayмeнкo"),
        ("ХОМЕНКО", "XOMEHKO"),
        ("Вовк", "Boвк"),
        ("Нечуй-Левицький", "Нечуй – Левицький"),
        ("Нечуй-Левицький", " нечуй  левицький "),
        ("Олійник", "Оліи\u0306ник"),
        ("Коваленко", "Ковале\u0301нко"),
        ("Ковальчук", "Ко\u00adвальчук"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Шевченко", "Савченко"), ("Кравчук", "Кравченко"), ("Коваль", "Ковалів")])
def test_different_names_have_different_keys(one, other):
    assert fold(one) != fold(other)


def test_a_latin_word_is_not_half_translated():
    assert fold("Oleksandr") == "oleksandr"


def test_house_numbers_in_a_street_name_are_not_folded():
    assert fold("11-го Листопада") == "11 го листопада"


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_key_holds_only_letters_digits_and_single_spaces(text):
    key = fold(text)
    assert key == key.strip()
    assert "  " not in key
    assert all(letter == " " or letter.isalnum() for letter in key)


@pytest.mark.parametrize(
    "in_order",
    [
        ["Гончар", "Ґудзь", "Дзюба"],
        ["Ефименко", "Єфименко", "Жук"],
        ["Игнатенко", "Ігнатенко", "Їжакевич", "Йовенко"],
        ["Вовк", "В’юник", "Вяземський"],
        ["Бондар Іван", "Бондаренко Анна", "Бондарь"],
        ["Щербина", "Юрченко", "Яременко", "Adams"],
        ["Лисенко", "Лись", "Лию", "Лія"],
        ["вулиця 2", "вулиця А"],
    ],
)
def test_names_stand_in_the_order_of_the_ukrainian_alphabet(in_order):
    assert sorted(set(in_order), key=sort_key) == in_order


def test_capitals_apostrophes_and_look_alikes_do_not_move_a_name():
    assert sort_key("ДЕМ'ЯНЕНКО") == sort_key("Дем’яненко")
    assert sort_key("Hayмeнкo") == sort_key("Науменко")


@given(st.text(), st.text())
def test_a_sort_key_compares_alike_in_any_collation(one, other):
    assert (sort_key(one) + sort_key(other)).isascii()
    assert all(letter.isalnum() for letter in sort_key(one))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ткачук  Єва Васильівна ", "Ткачук Єва Васильівна"),
        ("Дем'яненко", "Дем’яненко"),
        ("В`ячеслав", "В’ячеслав"),
        ("Нечуй–Левицький", "Нечуй-Левицький"),
        ("КРАВЧУК Андрій", "КРАВЧУК Андрій"),
        ("Кравчук\u00a0Андрій\n", "Кравчук Андрій"),
        ("Крав\u202eчук\x00", "Кравчук"),
        ("Андріи\u0306", "Андрій"),
        ("Hayмeнкo", "Hayмeнкo"),
        ("\ud800", ""),
        ("\u202e \x00", ""),
    ],
)
def test_a_name_is_kept_as_written_without_what_cannot_be_seen(written, kept):
    assert clean_name(written) == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_name(clean_name(text)) == clean_name(text)


def test_latin_letters_in_a_ukrainian_name_are_noticed():
    assert has_mixed_script("Hayмeнкo Назар")
    assert not has_mixed_script("Науменко Назар")
    assert not has_mixed_script("Adams Іван")


def test_letters_that_fold_into_many_make_no_key_that_a_column_cannot_hold():
    assert len(fold("ﷺ" * 60)) <= LONGEST_KEY
    assert fold(fold("ﷺ" * 60)) == fold("ﷺ" * 60)
