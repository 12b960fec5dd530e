"""What people say in the demo town's hearings: invented, of nobody. By theme: what works, what does not, ideas."""

from dataclasses import dataclass, field

Said = dict[str, tuple[str, ...]]
"""Sentences by language."""


@dataclass(frozen=True)
class Topic:
    """A theme with its sentences, and what was answered. `answer`: kind, days until it will have changed, words."""

    area: str
    title: tuple[str, str, str]
    summary: tuple[str, str, str]
    works: Said
    works_not: Said
    idea: Said
    answer: tuple[str, int, tuple[str, str, str]]
    level: str = "service"
    developments: tuple[str, ...] = field(default=())


TOPICS: tuple[Topic, ...] = (
    Topic(
        area="elderly",
        title=("Kotihoidon vaihtuvat kasvot", "Nya ansikten i hemvården", "Ever new faces in home care"),
        summary=(
            "Hoitajia kehutaan, mutta sama ihminen ehtii harvoin toista kertaa. Käynnin kellonaika vaihtuu.",
            "Vårdarna får beröm, men samma person kommer sällan två gånger. Besökstiden varierar.",
            "Carers are praised, but the same one seldom comes twice, and the hour of the visit changes.",
        ),
        works={
            "fi": (
                "Hoitajat ovat ystävällisiä ja kuuntelevat, vaikka on kiire.",
                "Turvapuhelimeen vastataan heti, yölläkin.",
                "Ateriat tulevat lämpiminä ja ajallaan.",
            ),
            "sv": ("Vårdarna är vänliga och talar svenska med mig.",),
            "en": ("The carers are kind and never make you feel like a burden.",),
        },
        works_not={
            "fi": (
                "Viikon aikana kävi yhdeksän eri hoitajaa, kukaan ei tiennyt mitä edellinen oli tehnyt.",
                "Aamukäynti tulee joskus puoliltapäivin, eikä siitä ilmoiteta.",
                "Käynti kestää viisitoista minuuttia, siinä ei ehdi puhua.",
                "Viikonloppuisin ei saa ketään kiinni toimistosta.",
                "Vanhan ihmisen pitäisi osata täyttää lomake netissä.",
            ),
            "sv": ("Det kommer en ny vårdare varje dag.", "Ingen ringer när besöket är försenat."),
            "en": ("Nobody tells us when the morning visit comes at noon.",),
        },
        idea={
            "fi": (
                "Jokaiselle kaksi tuttua omahoitajaa, jotka lomittavat toisiaan.",
                "Ilmoittakaa puhelimeen, kun hoitaja on tulossa, niin kuin taksi tekee.",
                "Penkkejä talojen pihoille, että jaksaa kävellä kauppaan.",
            ),
            "sv": ("Ge var och en två bekanta vårdare.",),
            "en": ("Send a message when the carer is on the way.",),
        },
        answer=(
            "will_change",
            150,
            (
                "Kotihoidossa siirrytään pieniin tiimeihin. Jokaisella asiakkaalla on kaksi omahoitajaa ja käynnille "
                "sovittu tunti. Tyynelän tiimi aloittaa ensin.",
                "Hemvården övergår till små team. Varje klient får två egna vårdare och en avtalad timme för besöket. "
                "Teamet i Tyynelä börjar.",
                "Home care moves to small teams. Every client gets two carers of their own and an agreed hour for the "
                "visit. The team in Tyynelä begins.",
            ),
        ),
        developments=("Kaksi omahoitajaa jokaiselle",),
    ),
    Topic(
        area="elderly",
        title=("Yksinäisyys ja ulospääsy", "Ensamhet och att komma ut", "Loneliness and getting out"),
        summary=(
            "Kerhoja kiitetään, mutta niihin ei pääse ilman kyytiä. Penkkejä ja saattajia toivotaan.",
            "Klubbarna får tack, men utan skjuts kommer man inte dit. Bänkar och följeslagare önskas.",
            "The clubs are thanked for, but one cannot get there without a lift. Benches and company are wished for.",
        ),
        works={
            "fi": (
                "Keskiviikon ruokakerho on viikon paras päivä.",
                "Kirjasto tuo kirjat kotiin, se on lahja.",
                "Vapaaehtoinen ulkoilukaveri on käynyt jo kaksi vuotta.",
            ),
            "sv": ("Onsdagsklubben är veckans bästa dag.",),
            "en": ("The library brings books home, which is wonderful.",),
        },
        works_not={
            "fi": (
                "Kerhoon ei pääse, kun bussi ei kulje päivällä.",
                "Talvella jalkakäytävät ovat jäässä eikä ulos uskalla.",
                "Palvelutalossa ei ole ketään, jonka kanssa jutella illalla.",
                "Kuljetuspalvelun matkat loppuvat joka kuussa kesken.",
            ),
            "sv": ("Bussen går inte på dagen, så jag kommer inte till klubben.",),
            "en": ("There is no bus in the daytime, so the club is out of reach.",),
        },
        idea={
            "fi": (
                "Koululaiset ja vanhukset samaan ruokasaliin kerran viikossa.",
                "Penkki joka kahdensadan metrin päähän.",
                "Yhteinen kyyti kerhoon, kierros joka kylän kautta.",
            ),
            "sv": ("En bänk var tvåhundrade meter.",),
            "en": ("Let schoolchildren and old people eat lunch together once a week.",),
        },
        answer=(
            "changed",
            0,
            (
                "Kerhokyyti kulkee nyt keskiviikkoisin kaikkien viiden taajaman kautta. Penkeistä tehtiin ehdotus "
                "asukasbudjettiin.",
                "Klubbskjutsen går nu på onsdagar genom alla fem tätorterna. Om bänkarna gjordes ett förslag till "
                "invånarbudgeten.",
                "A lift to the clubs now runs on Wednesdays through all five towns. The benches became a proposal for "
                "the residents’ budget.",
            ),
        ),
    ),
    Topic(
        area="health",
        title=("Takaisinsoitto ja jonot", "Återuppringning och köer", "Calling back and queues"),
        summary=(
            "Hoito on hyvää, kun sinne pääsee. Takaisinsoittoa odotetaan päiviä, ja soitto tulee työaikana.",
            "Vården är god när man väl får den. Återuppringningen dröjer i dagar.",
            "Care is good once you get it. People wait for days to be called back.",
        ),
        works={
            "fi": (
                "Kun pääsin lääkäriin, hoito oli erinomaista.",
                "Päivystyksessä kerrottiin koko ajan, kauanko odotus kestää.",
                "Rokotuksen sai ilman ajanvarausta torilta.",
                "Laboratorioon saa ajan netistä heti.",
            ),
            "sv": ("När jag väl fick en tid var vården utmärkt.",),
            "en": ("Once I got in, the doctor took her time.",),
        },
        works_not={
            "fi": (
                "Takaisinsoittoa odotin neljä päivää, ja se tuli kesken työpäivän.",
                "Kiireettömään aikaan jonottaa kaksi kuukautta.",
                "Joka kerralla eri lääkäri, kaikki alusta.",
                "Puhelinvalikko on liian nopea eikä sitä saa kuunnella uudestaan.",
                "Hammashoitoon ei saa aikaa lainkaan, aina sanotaan että soittakaa ensi kuussa.",
            ),
            "sv": ("Jag väntade fyra dagar på att de skulle ringa upp.", "Alltid en ny läkare."),
            "en": ("The phone menu is too fast, and only in Finnish at first.",),
        },
        idea={
            "fi": (
                "Antakaa valita kellonaika, jolloin soitetaan takaisin.",
                "Iltavastaanotto kerran viikossa työssä käyville.",
                "Näyttäkää netissä, kuinka pitkä jono on.",
            ),
            "sv": ("Låt oss välja när ni ringer upp.",),
            "en": ("Let us choose the hour of the call.",),
        },
        answer=(
            "will_change",
            90,
            (
                "Takaisinsoitolle voi valita tunnin, ja jonon pituus näkyy verkossa. Iltavastaanottoa kokeillaan "
                "puoli vuotta yhdellä asemalla.",
                "Man kan välja timme för återuppringningen och ser köns längd på webben. Kvällsmottagning prövas i ett "
                "halvår på en station.",
                "One can choose the hour to be called, and see on the web how long the queue is. An evening surgery is "
                "tried for half a year at one centre.",
            ),
        ),
        developments=("Soiton kellonajan valinta", "Iltavastaanotto kerran viikossa"),
    ),
    Topic(
        area="health",
        title=("Oma lääkäri", "Egen läkare", "A doctor of one’s own"),
        summary=(
            "Pitkäaikaissairaat toivovat pysyvää lääkäriä, joka tuntee heidät.",
            "Långtidssjuka önskar en läkare som känner dem.",
            "People with long illnesses wish for a doctor who knows them.",
        ),
        works={
            "fi": ("Oma hoitaja tuntee minut nimeltä ja muistaa asiani.", "Reseptit uusitaan nopeasti."),
            "sv": ("Recepten förnyas snabbt.",),
            "en": ("Prescriptions are renewed fast.",),
        },
        works_not={
            "fi": (
                "Kolme vuotta, yksitoista lääkäriä.",
                "Papereita ei ole luettu ennen vastaanottoa.",
                "Aina saa selittää saman tarinan alusta.",
            ),
            "sv": ("Tre år, elva läkare.",),
            "en": ("I tell the same story from the beginning every time.",),
        },
        idea={
            "fi": ("Omalääkäri edes heille, jotka käyvät usein.", "Yhteenveto ensimmäiselle sivulle."),
            "sv": ("En egen läkare åt dem som besöker ofta.",),
            "en": ("A named doctor for those who come often.",),
        },
        answer=(
            "will_not",
            0,
            (
                "Lääkäreitä ei ole tarpeeksi, jotta jokaiselle voitaisiin nimetä oma. Siksi paljon palveluja "
                "tarvitseville nimetään omahoitaja, joka kokoaa yhteenvedon ennen vastaanottoa.",
                "Det finns för få läkare för att ge alla en egen. Därför får de som behöver mycket vård en egen "
                "skötare, som skriver ett sammandrag före mottagningen.",
                "There are too few doctors to name one for everybody. People who need much care get a nurse of their "
                "own instead, who writes a summary before each visit.",
            ),
        ),
        level="board",
    ),
    Topic(
        area="family",
        title=("Avun saa liian myöhään", "Hjälpen kommer för sent", "Help comes too late"),
        summary=(
            "Perheet pyytävät apua ajoissa, mutta saavat sitä vasta kun tilanne on paha.",
            "Familjerna ber om hjälp i tid men får den först när läget är svårt.",
            "Families ask in time but get help only when things are bad.",
        ),
        works={
            "fi": (
                "Neuvolassa kysyttiin miten minä jaksan.",
                "Perhekerho pelasti meidän talvemme.",
                "Työntekijä kuunteli myös nuorta itseään.",
            ),
            "sv": ("På rådgivningen frågade de hur jag orkar.",),
            "en": ("At the clinic they asked how I was coping.",),
        },
        works_not={
            "fi": (
                "Apua pyydettiin keväällä, aika saatiin syksyllä.",
                "Työntekijä vaihtui viidesti, luottamus meni.",
                "Iltaisin ja viikonloppuisin ei ole ketään, vaikka silloin on vaikeinta.",
                "Päätökset tulevat kirjeessä, jota ei ymmärrä.",
            ),
            "sv": ("Vi bad om hjälp på våren och fick tid på hösten.",),
            "en": ("The decision came in a letter that nobody could understand.",),
        },
        idea={
            "fi": (
                "Matalan kynnyksen puhelin perheille, auki illalla.",
                "Päätökset selkokielellä ja soitto päälle.",
                "Nuorille paikka, jonne voi tulla ilman aikaa.",
            ),
            "sv": ("Besluten på lätt språk, och ett samtal.",),
            "en": ("A place where young people may come without an appointment.",),
        },
        answer=(
            "will_change",
            210,
            (
                "Perheneuvonnan puhelin on auki myös kello 16–20. Päätösten mallit kirjoitetaan selkokielelle "
                "yhdessä vanhempien kanssa.",
                "Familjerådgivningens telefon är öppen också kl. 16–20. Beslutens mallar skrivs om till lätt språk "
                "tillsammans med föräldrar.",
                "The family advice line is open also from 16 to 20. The letters of decision are written anew in plain "
                "language together with parents.",
            ),
        ),
    ),
    Topic(
        area="family",
        title=("Koulun ja palvelujen väli", "Mellan skolan och tjänsterna", "Between school and services"),
        summary=(
            "Koulukuraattoreita kiitetään. Tieto ei kulje, ja vanhempi kertoo saman monelle.",
            "Kuratorerna får tack. Informationen går inte fram.",
            "School counsellors are thanked. Information does not pass on.",
        ),
        works={
            "fi": ("Kuraattori löytyi koulusta heti.", "Kouluruokailun jälkeinen kerho on hyvä."),
            "sv": ("Kuratorn fanns på plats i skolan.",),
            "en": ("The school counsellor was there at once.",),
        },
        works_not={
            "fi": (
                "Sama asia piti kertoa neljälle eri ihmiselle.",
                "Koulupsykologin jono on koko lukukausi.",
                "Poissaoloihin puututaan vasta keväällä.",
            ),
            "sv": ("Vi berättade samma sak för fyra personer.",),
            "en": ("We had to tell the same thing to four people.",),
        },
        idea={
            "fi": (
                "Yksi yhteinen kokous, jossa kaikki ovat paikalla.",
                "Kuraattori mukaan vanhempainiltaan.",
            ),
            "sv": ("Ett gemensamt möte där alla är på plats.",),
            "en": ("One meeting with everybody in the room.",),
        },
        answer=(
            "changed",
            0,
            (
                "Jokaisessa koulussa kokoontuu nyt kerran kuussa yhteinen työryhmä, johon perhe kutsutaan mukaan.",
                "I varje skola samlas nu en gång i månaden en gemensam grupp dit familjen bjuds in.",
                "In every school a joint group now meets once a month, and the family is invited.",
            ),
        ),
        level="unit",
    ),
    Topic(
        area="disability",
        title=("Kuljetukset", "Färdtjänsten", "Transport"),
        summary=(
            "Kuljettajia kiitetään. Tilauskeskus ja matkojen määrä aiheuttavat huolta.",
            "Förarna får tack. Beställningscentralen och antalet resor oroar.",
            "Drivers are thanked. The ordering centre and the number of trips cause worry.",
        ),
        works={
            "fi": ("Tuttu kuljettaja auttaa ovelle asti.", "Tekstiviestillä tilaaminen toimii."),
            "sv": ("Den bekanta föraren hjälper ända till dörren.",),
            "en": ("The driver helps me to the door.",),
        },
        works_not={
            "fi": (
                "Auto tulee tunnin myöhässä ja lääkäriaika menee.",
                "Tilauskeskus ei tunne paikkoja, olen seisonut väärän oven edessä pakkasessa.",
                "Matkat eivät riitä harrastukseen ja kauppaan.",
                "Autoon ei mahdu sähköpyörätuoli.",
            ),
            "sv": ("Bilen kommer en timme för sent.",),
            "en": ("The car was an hour late and I missed my appointment.",),
        },
        idea={
            "fi": ("Kuljettajat mukaan kouluttamaan tilauskeskusta.", "Näyttäkää auto kartalla."),
            "sv": ("Visa bilen på kartan.",),
            "en": ("Show the car on a map.",),
        },
        answer=(
            "will_change",
            120,
            (
                "Uudessa sopimuksessa auton saa seurata kartalta, ja myöhästymisestä hyvitetään matka. Matkojen määrä "
                "tulee laista, eikä siihen tullut muutosta.",
                "I det nya avtalet ser man bilen på kartan, och en försenad resa ersätts. Antalet resor kommer ur "
                "lagen och ändrades inte.",
                "Under the new contract one can follow the car on a map, and a late trip is given back. The number of "
                "trips comes from the law and did not change.",
            ),
        ),
    ),
    Topic(
        area="disability",
        title=("Hakemukset ja päätökset", "Ansökningar och beslut", "Applications and decisions"),
        summary=(
            "Samaa haetaan joka vuosi uudelleen, ja päätöstä odotetaan kuukausia.",
            "Samma sak söks varje år och beslutet dröjer i månader.",
            "The same is applied for every year, and decisions take months.",
        ),
        works={
            "fi": ("Ohjaaja auttoi hakemuksen alusta loppuun.",),
            "sv": ("Handledaren hjälpte mig med hela ansökan.",),
            "en": ("A worker helped me with the whole form.",),
        },
        works_not={
            "fi": (
                "Joka vuosi pitää todistaa, ettei jalka ole kasvanut takaisin.",
                "Päätöstä odotettiin viisi kuukautta.",
                "Lomake ei toimi ruudunlukijalla.",
                "Asumispalvelusta ei kerrottu mitään, naapuri sen tiesi.",
            ),
            "sv": ("Beslutet tog fem månader.",),
            "en": ("The form does not work with a screen reader.",),
        },
        idea={
            "fi": ("Pysyvästä tarpeesta pysyvä päätös.", "Yksi sivu, jossa näkee missä hakemus on."),
            "sv": ("Ett bestående beslut för ett bestående behov.",),
            "en": ("A lasting decision for a lasting need.",),
        },
        answer=(
            "changed",
            0,
            (
                "Pysyvästä tarpeesta tehdään nyt toistaiseksi voimassa oleva päätös. Lomake on korjattu "
                "ruudunlukijoille.",
                "För ett bestående behov fattas nu ett beslut som gäller tills vidare. Blanketten fungerar med "
                "skärmläsare.",
                "A lasting need now gets a lasting decision. The form has been mended for screen readers.",
            ),
        ),
    ),
)
