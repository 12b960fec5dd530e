"""Where the demo town's hearings are held, what they are about, and how people begin and end a sentence."""

AREAS: dict[str, tuple[tuple[str, str, str], bool]] = {
    "elderly": (("Ikäihmisten palvelut", "Äldreomsorg", "Elderly care"), False),
    "health": (("Terveysasemat", "Hälsostationer", "Health centres"), False),
    "family": (
        ("Lapsiperheet ja lastensuojelu", "Barnfamiljer och barnskydd", "Families and child protection"),
        True,
    ),
    "disability": (("Vammaispalvelut", "Funktionshinderservice", "Disability services"), True),
}
"""Names of the services, and whether they are sensitive."""

BEGINNINGS = {
    "fi": ("", "", "", "Minusta ", "Meillä: ", "Sanon suoraan: ", "Kokemus: ", "Huomasin tämän: "),
    "sv": ("", "", "Jag tycker: ", "Hos oss: "),
    "en": ("", "", "In my view: ", "For us: "),
}
ENDINGS = {
    "fi": (
        "", "", "", " Kiitos siitä.", " Näin on ollut jo pitkään.", " Toivottavasti joku lukee tämän.",
        " Sama on naapureilla.", " Asiasta on sanottu ennenkin.",
    ),
    "sv": ("", "", " Så har det varit länge.", " Hoppas någon läser detta."),
    "en": ("", "", " It has been so for long.", " I hope somebody reads this."),
}  # fmt: skip
OTHERS = (
    ("so", "Turjubaan ayaa naga caawiyay, waad ku mahadsan tihiin."),
    ("ar", "الموظفون لطفاء لكن الرسائل صعبة الفهم."),
    ("ru", "Врач внимательный, но ждать пришлось два месяца."),
    ("uk", "Дуже допомогла перекладачка."),
    ("et", "Järjekord on pikk, aga inimesed on head."),
)
TOWNS = ("Kuvala", "Tyynelä", "Korpiranta", "Alhola", "Sinijoki")
PLACES = ("Kaupungintalo", "Koulun liikuntasali", "Seurojentalo", "Kirjasto", "Palvelutalon sali")
DISTRICTS = ("Keskusta", "Harjula", "Ahvenranta", "Myllynsuu", "Kivikorpi")
"""Home towns to choose from in the hearing that is open now: parts of the town, whose population is known."""
