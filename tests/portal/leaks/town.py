"""A town with every kind of text that not everybody may read, each with a word of its own."""

from dataclasses import dataclass, field

from commons.accounts.models import RoleAssignment, User
from commons.opendata import datasets
from commons.places.models import Area
from commons.process.models import Cycle, Improvement, PhaseKind
from proposals.models import Category
from tests.factories.places import AreaFactory, square
from tests.factories.process import CycleFactory, LessonFactory, coming_phase, open_phase
from tests.factories.proposals import CategoryFactory
from tests.portal.leaks.people import People, gather
from tests.portal.leaks.words import word


@dataclass
class Town:
    """Where all is planted. `at`: what stands at the addresses, by the names that `addresses.py` fills in."""

    area: Area
    harjula: Area
    ranta: Area
    cycle: Cycle
    category: Category
    people: People
    at: dict[str, list[object]] = field(default_factory=dict)

    def put(self, name: str, *values: object) -> None:
        """Remember what can stand at `name` in an address."""
        self.at.setdefault(name, []).extend(values)


def build() -> Town:
    """The town alone: its year takes, discusses and reviews proposals; the next year is not shown yet."""
    area = AreaFactory(slug="kuvala")
    cycle = CycleFactory(area=area, slug="kuvala-2026")
    for kind in (PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW):
        open_phase(cycle, kind)
    coming_phase(cycle, PhaseKind.VOTE)
    ranta = AreaFactory(slug="ranta", parent=area, outline=square(61.6, 23.8))
    town = Town(
        area=area,
        harjula=AreaFactory(slug="harjula", parent=area, outline=square(61.5, 23.8)),
        ranta=ranta,
        cycle=cycle,
        category=CategoryFactory(slug="luonto"),
        people=gather(ranta),
    )
    town.put("cycle", cycle.slug)
    town.put("area_pk", town.harjula.pk)
    town.put("area_path", town.harjula.path)
    town.put("role", *RoleAssignment.objects.values_list("pk", flat=True)[:1])
    for one in datasets.every():
        town.put("dataset", one.slug)
        town.put("data_file", *(f"{one.slug}.{ending}" for ending in one.formats))
    _names(town.people)
    _next_year(town)
    return town


def _names(people: People) -> None:
    """Mail addresses of the residents, and a name that moderators hid."""
    for name in ("author", "writer"):
        User.objects.filter(pk=people[name].pk).update(email=f"{word(f'mailof{name}')}@kuvala.example")
    User.objects.filter(pk=people["writer"].pk).update(display_name="", hidden_name=word("hiddenname"))


def _next_year(town: Town) -> None:
    lesson = LessonFactory(cycle=town.cycle, is_published=False, happened_fi=word("lesson"))
    town.put("lesson", lesson.pk)
    coming = CycleFactory(
        area=town.area, slug="kuvala-2027", year=2027, is_published=False, name_fi=word("nextyear")
    )
    line = Improvement.objects.create(cycle=coming, lesson=lesson, words_fi=word("improvement"))
    town.put("improvement", line.pk)
    town.put("cycle", coming.slug)
