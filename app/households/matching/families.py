"""Two families side by side: who is who, and how strong the evidence is that the two records are of one family."""

from collections.abc import Iterator, Sequence

from app.households.matching import comparing, weights
from app.households.matching.comparing import Level
from app.households.matching.reading import Dwelling, Spelt, read_family
from app.households.matching.records import Comparison, Family, Verdict
from app.households.matching.register import USUAL, Register
from app.households.matching.telling import tell
from app.households.matching.weights import Match, Rarity, Surroundings


def compare(one: Family, other: Family, register: Register = USUAL) -> Comparison:
    """Whether two records are of one family, how sure that is, and why."""
    return compare_read(read_family(one), read_family(other), register)


def compare_read(one: Dwelling, other: Dwelling, register: Register = USUAL) -> Comparison:
    """The same of families that were read before: for comparing one with many."""
    matches = _same_people(one.people, other.people)
    if not matches:
        return _NOBODY_ALIKE
    first, around = matches[0], _surroundings(one, other, matches)
    strength = weights.strength(first.surname, first.bits, around, rarity_of(one, first, register))
    verdict = weights.verdict(strength)
    if verdict is Verdict.DIFFERENT:
        return Comparison(strength, verdict, (), (), ())
    agrees, differs = tell(one.people[first.mine], other.people[first.theirs], first, around)
    return Comparison(round(strength, 3), verdict, agrees, differs, tuple(match.positions for match in matches))


_NOBODY_ALIKE = Comparison(-99.0, Verdict.DIFFERENT, (), (), ())


def sides(one: Dwelling, other: Dwelling) -> tuple[Match, Surroundings] | None:
    """The surest match of two families and how far all else agrees; None when nobody is alike."""
    matches = _same_people(one.people, other.people)
    return (matches[0], _surroundings(one, other, matches)) if matches else None


def rarity_of(one: Dwelling, match: Match, register: Register) -> Rarity:
    """How rare in this register is what agrees."""
    return Rarity(
        surname=register.rarity_of_surname(one.people[match.mine].stem),
        settlement=register.rarity_of_settlement(one.settlement),
        relatives=register.relatives_per_double,
    )


def _surroundings(one: Dwelling, other: Dwelling, matches: Sequence[Match]) -> Surroundings:
    return Surroundings(
        phone=comparing.phones(one, other),
        place=comparing.places(one, other),
        dwelling=comparing.dwellings(one, other),
        heads=_heads(matches[0]),
        others=_others(one, other, len(matches) - 1),
    )


def _heads(match: Match) -> Level:
    """Whether the surest match is of two heads, of a head and a member, or of two members."""
    heads = (match.mine == 0) + (match.theirs == 0)
    return (Level.OTHER, Level.PART, Level.SAME)[heads]


def _others(one: Dwelling, other: Dwelling, matched: int) -> Level:
    """Whether the rest of the two families agrees."""
    rest = min(len(one.people), len(other.people)) - 1
    if rest == 0:
        return Level.MISSING
    if matched == rest:
        return Level.SAME
    return Level.PART if matched else Level.OTHER


def _same_people(mine: tuple[Spelt, ...], theirs: tuple[Spelt, ...]) -> list[Match]:
    """Each person matched with at most one, the surest first; the first may be of two people who hardly agree."""
    everybody = sorted(_side_by_side(mine, theirs), key=lambda match: min(match.bits), reverse=True)
    found: list[Match] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for match in everybody:
        if match.mine in taken[0] or match.theirs in taken[1]:
            continue
        if found and match.bits.relative < weights.SAME_IN_ONE_HOUSE:
            continue
        found.append(match)
        taken[0].add(match.mine)
        taken[1].add(match.theirs)
    return found


def _side_by_side(mine: tuple[Spelt, ...], theirs: tuple[Spelt, ...]) -> Iterator[Match]:
    for i, one in enumerate(mine):
        for j, other in enumerate(theirs):
            match = _side(i, j, one, other)
            if match is not None:
                yield match


def _side(i: int, j: int, one: Spelt, other: Spelt) -> Match | None:
    """None for two people whose given names differ, and their births too or perhaps: most pairs of people are such."""
    if comparing.are_two_names(one, other) and one.birth_on != other.birth_on:
        return None
    given, birth = comparing.givens(one, other), comparing.births(one, other)
    is_other = given in (Level.OTHER, Level.OTHER_KNOWN)
    if is_other and birth in (Level.OTHER, Level.MISSING) and (i or j):
        return None
    surname = comparing.surnames(one, other)
    if given is Level.OTHER and surname is not Level.SAME and _are_crossed(one, other):
        surname = given = Level.SLIP
    patronymic, sex = comparing.patronymics(one, other), comparing.sexes(one, other)
    bits = weights.of_person(surname, given, patronymic, birth, sex)
    return Match(i, j, surname, given, patronymic, birth, sex, bits)


def _are_crossed(one: Spelt, other: Spelt) -> bool:
    """Whether surname and given name stand in each other's places in one of the two."""
    if len(one.given) < 3 or len(other.given) < 3 or not one.surname or not other.surname:
        return False
    near = (comparing.near(one.surname, other.given), comparing.near(one.given, other.surname))
    return Level.OTHER not in near
