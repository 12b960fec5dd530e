"""Codes and names of the world that META of a `.pb` file may use.

ISO 4217, old money included, because old votes keep it; ISO 639-1; ISO 3166-1 with the usual English names.
"""

from typing import Final

_CURRENCIES_WORDS: Final = """
    ADP AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARL ARM ARP ARS ATS AUD AWG AZM AZN BAD BAM BAN
    BBD BDT BEC BEF BEL BGL BGM BGN BGO BHD BIF BMD BND BOB BOL BOP BOV BRB BRC BRE BRL BRN BRR BRZ BSD
    BTN BUK BWP BYB BYN BYR BZD CAD CDF CHE CHF CHW CLE CLF CLP CNH CNX CNY COP COU CRC CSD CSK CUC CUP
    CVE CYP CZK DDM DEM DJF DKK DOP DZD ECS ECV EEK EGP ERN ESA ESB ESP ETB EUR FIM FJD FKP FRF GBP GEK
    GEL GHC GHS GIP GMD GNF GNS GQE GRD GTQ GWE GWP GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR
    IQD IRR ISJ ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRH KRO KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL
    LTT LUC LUF LUL LVL LVR LYD MAD MAF MCF MDC MDL MGA MGF MKD MKN MLF MMK MNT MOP MRO MRU MTL MTP MUR
    MVP MVR MWK MXN MXP MXV MYR MZE MZM MZN NAD NGN NIC NIO NLG NOK NPR NZD OMR PAB PEI PEN PES PGK PHP
    PKR PLN PLZ PTE PYG QAR RHD ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK SLE
    SLL SOS SRD SRG SSP STD STN SUR SVC SYP SZL THB TJR TJS TMM TMT TND TOP TPE TRL TRY TTD TWD TZS UAH
    UAK UGS UGX USD USN USS UYI UYP UYU UYW UZS VEB VED VEF VES VND VNN VUV WST XAF XAG XAU XBA XBB XBC
    XBD XCD XCG XDR XEU XFO XFU XOF XPD XPF XPT XRE XSU XTS XUA XXX YDD YER YUD YUM YUN YUR ZAL ZAR ZMK
    ZMW ZRN ZRZ ZWD ZWG ZWL ZWR
"""
CURRENCIES: Final = frozenset(_CURRENCIES_WORDS.split())
_LANGUAGES_WORDS: Final = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES: Final = frozenset(_LANGUAGES_WORDS.split())
_SHORT_WORDS: Final = """
    ABW AD AE AF AFG AG AGO AI AIA AL ALA ALB AM AND AO AQ AR ARE ARG ARM AS ASM AT ATA ATF ATG AU AUS
    AUT AW AX AZ AZE BA BB BD BDI BE BEL BEN BES BF BFA BG BGD BGR BH BHR BHS BI BIH BJ BL BLM BLR BLZ
    BM BMU BN BO BOL BQ BR BRA BRB BRN BS BT BTN BUR BV BVT BW BWA BY BZ CA CAF CAN CC CCK CD CF CG CH
    CHE CHL CHN CI CIV CK CL CM CMR CN CO COD COG COK COL COM CPV CR CRI CU CUB CUW CV CW CX CXR CY CYM
    CYP CZ CZE DDR DE DJ DJI DK DM DMA DNK DO DOM DZ DZA EC ECU EE EG EGY EH ER ERI ES ESH ESP EST ET
    ETH FI FIN FJ FJI FK FLK FM FO FR FRA FRO FSM GA GAB GB GBR GD GE GEO GF GG GGY GH GHA GI GIB GIN GL
    GLP GM GMB GN GNB GNQ GP GQ GR GRC GRD GRL GS GT GTM GU GUF GUM GUY GW GY HK HKG HM HMD HN HND HR
    HRV HT HTI HU HUN ID IDN IE IL IM IMN IN IND IO IOT IQ IR IRL IRN IRQ IS ISL ISR IT ITA JAM JE JEY
    JM JO JOR JP JPN KAZ KE KEN KG KGZ KH KHM KI KIR KM KN KNA KOR KP KR KW KWT KY KZ LA LAO LB LBN LBR
    LBY LC LCA LI LIE LK LKA LR LS LSO LT LTU LU LUX LV LVA LY MA MAC MAF MAR MC MCO MD MDA MDG MDV ME
    MEX MF MG MH MHL MK MKD ML MLI MLT MM MN MNE MNG MNP MO MOZ MP MQ MR MRT MS MSR MT MTQ MU MUS MV MW
    MWI MX MY MYS MYT MZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC NIU NL NLD NO NOR NP NPL NR NRU NU NZ
    NZL OM OMN PA PAK PAN PCN PE PER PF PG PH PHL PK PL PLW PM PN PNG POL PR PRI PRK PRT PRY PS PSE PT
    PW PY PYF QA QAT RE REU RO ROU RS RU RUS RW RWA SA SAU SB SC SD SDN SE SEN SG SGP SGS SH SHN SI SJ
    SJM SK SL SLB SLE SLV SM SMR SN SO SOM SPM SR SRB SS SSD ST STP SUR SV SVK SVN SWE SWZ SX SXM SY SYC
    SYR SZ TC TCA TCD TD TF TG TGO TH THA TJ TJK TK TKL TKM TL TLS TM TN TO TON TR TT TTO TUN TUR TUV TV
    TW TWN TZ TZA UA UG UGA UKR UM UMI URY US USA UY UZ UZB VA VAT VC VCT VE VEN VG VGB VI VIR VN VNM VU
    VUT WF WLF WS WSM YE YMD YT ZA ZAF ZM ZMB ZW ZWE
"""
_SHORT: Final = frozenset(_SHORT_WORDS.split())
_NAMES: Final = """
    Afghanistan; Albania; Algeria; American Samoa; Andorra; Angola; Anguilla; Antarctica; Antigua & Barbuda;
    Argentina; Armenia; Aruba; Australia; Austria; Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados;
    Belarus; Belgium; Belize; Benin; Bermuda; Bhutan; Bolivia; Bolivia, Plurinational State of;
    Bosnia & Herzegovina; Botswana; Bouvet Island; Brazil; British Indian Ocean Territory;
    British Virgin Islands; Brunei; Brunei Darussalam; Bulgaria; Burkina Faso; Burundi; Cabo Verde; Cambodia;
    Cameroon; Canada; Cape Verde; Caribbean Netherlands; Cayman Islands; Central African Republic; Chad;
    Chile; China; Christmas Island; Cocos (Keeling) Islands; Colombia; Comoros; Congo; Congo - Brazzaville;
    Congo - Kinshasa; Congo, The Democratic Republic of the; Cook Islands; Costa Rica; Croatia; Cuba;
    Curaçao; Cyprus; Czech Republic; Czechia; Côte d'Ivoire; Denmark; Djibouti; Dominica; Dominican Republic;
    Ecuador; Egypt; El Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Falkland Islands;
    Faroe Islands; Fiji; Finland; France; French Guiana; French Polynesia; French Southern Territories;
    Gabon; Gambia; Georgia; Germany; Ghana; Gibraltar; Greece; Greenland; Grenada; Guadeloupe; Guam;
    Guatemala; Guernsey; Guinea; Guinea-Bissau; Guyana; Haiti; Heard & McDonald Islands;
    Holy See (Vatican City State); Honduras; Hong Kong; Hong Kong SAR China; Hungary; Iceland; India;
    Indonesia; Iran; Iran, Islamic Republic of; Iraq; Ireland; Isle of Man; Israel; Italy; Ivory Coast;
    Jamaica; Japan; Jersey; Jordan; Kazakhstan; Kenya; Kiribati; Korea, Democratic People's Republic of;
    Korea, Republic of; Kosovo; Kuwait; Kyrgyzstan; Lao People's Democratic Republic; Laos; Latvia; Lebanon;
    Lesotho; Liberia; Libya; Liechtenstein; Lithuania; Luxembourg; Macao; Macao SAR China; Madagascar;
    Malawi; Malaysia; Maldives; Mali; Malta; Marshall Islands; Martinique; Mauritania; Mauritius; Mayotte;
    Mexico; Micronesia; Micronesia, Federated States of; Moldova; Moldova, Republic of; Monaco; Mongolia;
    Montenegro; Montserrat; Morocco; Mozambique; Myanmar; Myanmar (Burma); Namibia; Nauru; Nepal;
    Netherlands; New Caledonia; New Zealand; Nicaragua; Niger; Nigeria; Niue; Norfolk Island; North Korea;
    North Macedonia; Northern Mariana Islands; Norway; Oman; Pakistan; Palau; Palestine, State of;
    Palestinian Territories; Panama; Papua New Guinea; Paraguay; Peru; Philippines; Pitcairn Islands; Poland;
    Portugal; Puerto Rico; Qatar; Republic of Korea; Republic of Moldova; Romania; Russia;
    Russian Federation; Rwanda; Réunion; Samoa; San Marino; Saudi Arabia; Senegal; Serbia; Seychelles;
    Sierra Leone; Singapore; Sint Maarten; Sint Maarten (Dutch part); Slovakia; Slovenia; Solomon Islands;
    Somalia; South Africa; South Georgia & South Sandwich Islands; South Korea; South Sudan; Spain;
    Sri Lanka; St. Barthélemy; St. Helena; St. Kitts & Nevis; St. Lucia; St. Martin; St. Pierre & Miquelon;
    St. Vincent & Grenadines; Sudan; Suriname; Svalbard & Jan Mayen; Sweden; Switzerland; Syria;
    Syrian Arab Republic; São Tomé & Príncipe; Taiwan; Taiwan, Province of China; Tajikistan; Tanzania;
    Tanzania, United Republic of; Thailand; The Netherlands; Timor-Leste; Togo; Tokelau; Tonga;
    Trinidad & Tobago; Tunisia; Turkey; Turkmenistan; Turks & Caicos Islands; Tuvalu; Türkiye;
    U.S. Outlying Islands; U.S. Virgin Islands; Uganda; Ukraine; United Arab Emirates; United Kingdom;
    United Kingdom of Great Britain and Northern Ireland; United States; United States of America; Uruguay;
    Uzbekistan; Vanuatu; Vatican City; Venezuela; Venezuela, Bolivarian Republic of; Viet Nam; Vietnam;
    Virgin Islands, British; Virgin Islands, U.S.; Wallis & Futuna; Western Sahara; Worldwide; Yemen; Zambia;
    Zimbabwe; Åland Islands
"""


def is_country(text: str) -> bool:
    """Whether `text` names a country, the way people write it, by its code, or the whole world."""
    return text.upper() in _SHORT or _plain(text) in _COUNTRIES


def _plain(name: str) -> str:
    """A name without what people write in two ways."""
    words = " ".join(name.casefold().replace("’", "'").replace("&", " and ").split())
    return words.replace("saint ", "st. ").removeprefix("the ")


_COUNTRIES: Final = frozenset(_plain(name) for name in _NAMES.split(";"))
