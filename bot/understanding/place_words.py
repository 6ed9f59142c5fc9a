"""The words around places: names that are also ordinary words, what comes before a place or rules one out, what lies
outside Québec. All are folded, as `text.fold` writes them.
"""

from __future__ import annotations

from babel import Locale

from bot.understanding.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _names(text: str) -> frozenset[str]:
    """Names of several words, parted by | or a line's end."""
    return frozenset(name for name in text.replace("\n", "|").split("|") if name)


PROVINCE = "province_of_quebec"
"""Stands beside the city among the `others` of an answer that only says "Québec"."""

CITY_OR_PROVINCE = frozenset({"quebec", "qc"})

AMBIGUOUS = {
    "rive sud": ("monteregie", "chaudiere_appalaches"),
    "south shore": ("monteregie", "chaudiere_appalaches"),
    "orilla sur": ("monteregie", "chaudiere_appalaches"),
    "rive nord": ("laurentides", "lanaudiere"),
    "north shore": ("cote_nord", "laurentides"),
    "ottawa valley": ("outaouais", "outside_quebec"),
    "saint jean": ("Saint-Jean-sur-Richelieu", "saguenay_lac_saint_jean", "Saint-Jean-Port-Joli"),
    "saint john": ("outside_quebec", "Saint-Jean-sur-Richelieu"),
}
"""Names that fit several places, likeliest first."""

ASKED_ONLY = {
    "nord": ("nord_du_quebec", "cote_nord", "abitibi_temiscamingue", "laurentides"),
    "north": ("nord_du_quebec", "cote_nord", "abitibi_temiscamingue", "laurentides"),
    "norte": ("nord_du_quebec", "cote_nord", "abitibi_temiscamingue", "laurentides"),
    "lac": ("saguenay_lac_saint_jean",),
    "at": ("abitibi_temiscamingue",),
    "gim": ("gaspesie_iles_de_la_madeleine",),
    "la peche": ("La Pêche",),
    "la baie": ("Saguenay", "Baie-Saint-Paul", "Baie-Comeau"),
    "baie": ("Saguenay", "Baie-Saint-Paul", "Baie-Comeau"),
    "san juan": ("Saint-Jean-sur-Richelieu", "saguenay_lac_saint_jean"),
    "la saint jean": ("Saint-Jean-sur-Richelieu", "saguenay_lac_saint_jean"),
    "les rivieres": ("Québec",),
    "le sud ouest": ("Montréal",),
    "les basques": ("bas_saint_laurent",),
    "les iles": ("Les Îles-de-la-Madeleine",),
    "the islands": ("Les Îles-de-la-Madeleine",),
    "las islas": ("Les Îles-de-la-Madeleine",),
    "chaudiere": ("chaudiere_appalaches",),
}
"""Read as a place only when the question was where."""

EXACT_ONLY = _words("""mercier hull alma oka amos rosemere lorraine hudson carignan chambly lery gore price perce maria magog delson anjou
    verdun charny lauzon iberville dorion richelieu varennes vimont duvernay beauce prevost""")
"""Too near ordinary words or people's names to be recognised under another spelling."""

CUED = _names(
    """perce|maria|price|pontiac|shannon|chelsea|chandler|sutton|bedford|dunham|waterloo|windsor|richmond|warwick|upton
compton|lambton|orford|gore|plaisance|ripon|champlain|labelle|caplan|carleton|dollard|beaumont|danville|potton|wotton
manseau|yamaska|bonaventure|huntingdon|inverness|piedmont|neuville|lyster|buckingham|dorion|salaberry|assomption
richelieu|mandeville|arundel|gentilly|eastman|iberville|sorel|kirkland|la peche|la plaine|la prairie|la tuque|les cedres
les coteaux|le bic|black lake|three rivers|tres rios|saint victor|saint paul|saint thomas|saint jacques|saint michel
saint antoine|saint luc|les basques|la patrie|sainte marie|saint laurent"""
)
"""Also ordinary words, people, saints or places elsewhere: they need a preposition of place, a capital or to stand alone."""

CAPITALISED = frozenset({"la peche"})
"""Places only with their capital: "à la pêche" is a pastime."""

HYPHENATED = frozenset({"montreal est"})
"""Read in full only with its hyphen or alone: "Montréal est loin" is a sentence."""

PEOPLE = _words("alma lorraine lery mercier amos hudson beaumont labelle chandler shannon maria dorion carignan")
"""Also first names or surnames: unsure unless a preposition of place comes before."""

PLACE_CUES = _words("""a in to en vers near ville city town from municipalite village region hacia cerca around toward towards at
    habite habiter vis vivo live demeure arrondissement secteur borough""")

TITLES = _words(
    "m mme mr mrs ms mlle monsieur madame mister dr docteur maitre senor senora sr sra don dona doctor doctora"
)

ACQUAINTANCES = _words("""amie ami amigo amiga friend cousin cousine primo prima cousins tante oncle tia tio aunt auntie uncle voisin voisine vecino
    vecina neighbour neighbor collegue colleague colega coloc roommate prof professeur professeure profesor profesora teacher""")
"""Just before a name they make it someone's."""

NAME_CUES = TITLES | _words("""appelle nomme
    llamo llama prenom nom name named called nombre mi tu su mon ma ton ta son sa my his her your amie ami fille fils
    mari femme soeur frere mere pere conjointe conjoint epouse epoux daughter wife husband sister brother hija hijo
    esposa esposo hermana hermano amiga amigo boss patronne patron del el toda""")

NOT_BEFORE = _words("""rue avenue boulevard boul blvd street road pont bridge puente metro lac lake lago riviere river rio fleuve golfe
    gulf college cegep universite university universidad hopital hospital ecole escuela parc parque chemin autoroute
    calle eglise paroisse saint sainte haut haute circonscription""")
"""Before a name they make it a street, a school, a bridge: not a place to live."""

HOLIDAYS = frozenset({("la", "saint jean")})

NOT_AFTER = frozenset({"university", "universite", "college", "street", "avenue", "bridge", "airport"})

REGION_ARTICLES = frozenset({"au", "le", "du", "el", "al"})
"""Before "Saguenay" they mean the region, not the city."""

FUNCTION_WORDS = _words("""a au aux avec ce ces cette dans de des du elle en est et eu il ils je l la le les leur ma mais me mes mon ne nous on
    ou par pas plus pour qu que qui sa se ses si son sur ta te tes tu un une vers vos votre vous y d j m n s t c
    an and are as at be but by can do for from had has have he her him his how i if in into is it my no not of or our she
    so than that the their them then there they this to us was we were what when where which who will with would you your
    al con del e el ella ellos es esta este ha hay lo los las mas mi muy no nos o para pero por quiero se sin su sus tan te
    tengo tiene un una uno y ya yo soy estoy vivo""")

_COUNTRIES = _words("""FR BE CH LU DE ES PT IT GB IE NL GR PL RO MD UA RU BY BG HU AL RS DZ MA TN EG LB SY IQ IR AF TR SA AE IL
KW QA SN ML CI CM BF BJ TG GA GN NE CD CG BI RW MG DJ CF TD MR NG GH KE ET ER SO SD UG TZ AO ZA HT CU DO MX GT HN SV NI
CR PA CO VE EC PE BO CL AR UY PY BR US CN IN PK BD LK NP PH VN KH TH ID MY JP KR KP AU NZ""")

_NOT_COUNTRIES = frozenset({"chad", "jordan"})

_OUTSIDE = _names("""toronto|ottawa|vancouver|calgary|edmonton|winnipeg|moncton|halifax|fredericton|saskatoon|mississauga|brampton
sudbury|edmundston|dieppe|kitchener|hawkesbury|cornwall|new york|nueva york|boston|miami|paris|new york city
ontario|alberta|manitoba|saskatchewan|yukon|nunavut|colombie britannique|british columbia|columbia britanica
nouveau brunswick|new brunswick|nuevo brunswick|nueva brunswick|nouvelle ecosse|nova scotia|nueva escocia
ile du prince edouard|prince edward island|isla del principe eduardo|terre neuve|newfoundland|terranova
territoires du nord ouest|northwest territories|territorios del noroeste|acadie
autre province|autres provinces|another province|other province|other provinces|otra provincia|otras provincias
hors quebec|hors du quebec|en dehors du quebec|outside quebec|outside of quebec|fuera de quebec|fuera del quebec
autre pays|another country|otro pais|l etranger|abroad|overseas|el extranjero|reste du canada|rest of canada|resto de canada
etats unis|usa|united states|the states|estados unidos|eeuu|angleterre|england|inglaterra|rdc|kinshasa
cote d ivoire|coree|korea|corea|gta""")


_OUTSIDE_CANADA = _names("""new york|nueva york|new york city|boston|miami|paris|autre pays|another country|otro pais|l etranger|abroad
overseas|el extranjero|etats unis|usa|united states|the states|estados unidos|eeuu|angleterre|england|inglaterra|rdc|kinshasa
cote d ivoire|coree|korea|corea""")


def outside_quebec() -> frozenset[str]:
    """Provinces, cities and countries that are not Québec, in the three languages, folded."""
    return frozenset(_OUTSIDE | outside_canada())


def outside_canada() -> frozenset[str]:
    """Countries and cities that are not Canada, in the three languages, folded."""
    names = set(_OUTSIDE_CANADA)
    for language in ("fr", "en", "es"):
        territories = Locale(language).territories
        names.update(fold(territories[code]) for code in _COUNTRIES if code in territories)
    return frozenset(names - _NOT_COUNTRIES)
