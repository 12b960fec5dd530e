"""Words that hold a text: first names, beginnings of words about health, other people. Finnish, Swedish, English.

Short on purpose: common ones, so that the queue stays workable. A held text is only read, not refused.
"""

import re


def _weaker(name: str) -> set[str]:
    """A Finnish name with the consonants that its other cases have: Matti → Mati(n), Pekka → Peka(n)."""
    forms = {name}
    for strong, weak in (("tt", "t"), ("pp", "p"), ("kk", "k"), ("nt", "nn"), ("rt", "rr"), ("lt", "ll")):
        if name[-3:-1] == strong:
            forms.add(name[:-3] + weak + name[-1])
    return forms


_NAMES = """
aino aleksi anders anja anna anne anneli annika anni antero antti ari arja arto astrid axel birgit björn carl christer
christina daniel eero eeva eija elina elisabeth ella emil emilia emma erik erkki esa eva fredrik göran gunilla hannele
hanna hannu hans harri heidi heikki helena helmi henrik hilkka ilkka inga ingrid irma ismo jaakko jan jani janne jari
jarmo johan johanna john jorma jouni juha juhani jukka jussi juho kaarina kai kaisa kalevi kalle kari karin katja katri
kerttu kimmo kirsi kirsti lars lasse lauri lea leena leif leila lena liisa lotta maija maria mari mariam marja marjatta
marko markku martta mary matti mauno mats mia michael mika mikael mikko minna mirja mohamed mohammed muhammad nils niina
olga olli oskar otto outi paavo paula peter petra petri pekka per pia pirjo pirkko päivi raija raili reijo riikka risto
riitta ritva robert saara sami samuel sanna sari seija
seppo sirpa sofia stefan susanna svetlana tapio tarja teemu terttu
tiina tiia timo tomi tommi tuomas tuula tuomo ulla ulf urho vesa viktor ville väinö yusuf ahmed fatima ali hassan james
sarah david thomas
"""
FIRST_NAMES = frozenset(form for name in _NAMES.split() for form in _weaker(name))
CASE_ENDINGS = (
    *("n", "in", "a", "ä", "lle", "lla", "llä", "lta", "ltä", "sta", "stä", "ssa", "ssä", "ksi"),
    *("s", "’s", "'s"),
)
SURNAME = re.compile(
    r"[^\W\d_]+(?:(?:nen|sen|sella|selle|selta|ström|sson|sén|lund|berg|qvist|holm|gren|mann)(?:in|s|illa|ille|ista)?)"
)
TITLES = (
    "hoitaja", "lääkäri", "tohtori", "opettaja", "ohjaaja", "sosiaalityöntekijä", "terapeutti", "rouva", "herra",
    "doktor", "läkare", "sköterska", "lärare", "handledare", "socialarbetare", "fru", "herr",
    "doctor", "dr", "nurse", "teacher", "mr", "mrs", "ms",
)  # fmt: skip
HEALTH = (
    "abort", "adhd", "aids", "alkoholi", "alzheimer", "autis", "diabete", "diagno", "dement", "epilep", "hiv",
    "hoitosuhte",
    "itsemurha", "kehitysvamma", "lääkit", "masennu", "muistisaira", "mielenterveyspotila", "parkinson", "päihdeong",
    "päihderiippu", "raska[au]", "reum", "saattohoi", "skitsofren", "sydänsaira", "syöm?ishäir", "syöpä", "syöv",
    "vammai",
    "ms-tauti", "psykoo", "unettomuu", "ahdistu",
    "cancer", "depression", "funktionsneds", "gravid", "minnessjuk", "missbruk", "psykisk", "självmord", "sjukdom",
    "ångest", "utvecklingsstör",
    "anxiety", "disab", "pregnan", "schizo", "suicid", "addict", "stroke", "tumou?r",
)  # fmt: skip
THIRD_PERSONS = (
    "äiti(?:ni|mme|llä|lle)\\w*", "isä(?:ni|mme|llä|lle)\\w*", "miehe(?:ni|lläni|lleni)\\w*",
    "vaimo(?:ni|llani|lleni)\\w*",
    "poika(?:ni|mme)\\w*", "tyttäre(?:ni|mme)\\w*", "lapse(?:ni|mme|llani)\\w*", "sisko(?:ni)\\w*", "velje(?:ni)\\w*",
    "mummo(?:ni)\\w*", "naapuri(?:ni|mme|n)\\w*",
    "min (?:mamma|pappa|mor|far|man|fru|syster|bror|granne)", "mitt barn", "min (?:son|dotter)",
    "våra? (?:son|dotter|barn)",
    "my (?:mother|father|mum|dad|husband|wife|son|daughter|sister|brother|neighbour|child)",
)  # fmt: skip
