"""The language of short messages, and the wish to speak another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.language import OTHER, Languages, asked, guess

CONTENT = Path(__file__).parents[2] / "bot" / "content"

MESSAGES = {
    "fr": """bonjour
merci beaucoup
je cherche un logement à Rimouski
Nous sommes arrivés il y a deux ans
c koi le programme
combien coûte la garderie
mon mari est soudeur
jveux partir de montreal
est-ce que j'ai droit à une aide
oui
j'ai un permis de travail fermé
demandeur d'asile
je sais pas
on a trois enfants à l'école
quel temps fait-il en hiver
Vous êtes qui
pouvez vous m'aider svp
infirmière auxiliaire
ma femme parle anglais mais pas moi
je voudrais visiter le Saguenay
dans deux semaines
pas encore
aucune idée
on veut quitter Montréal avant septembre
parle-moi de la Gaspésie
y a tu des jobs en Abitibi
cest quoi laccompagnement
je reviens demain
ben là j'comprends pas
résidence permanente
plus tard peut-être
mes enfants ont peur du changement
salut ça va
le loyer est trop cher ici
effacer mes données
recommencer
j'aimerais parler à quelqu'un
il me reste trois mille dollars
quels sont les documents nécessaires
à bientôt""",
    "en": """hello
thank you so much
I'm looking for an apartment in Rimouski
We came here two years ago
what is this program
how much is daycare
my husband is a welder
wanna leave montreal
am I eligible for help
yes
i have a closed work permit
refugee claimant
i dont know
we have three kids at school
what's the weather like in winter
who are you
can you help me please
practical nurse
my wife speaks French but not me
I would like to visit Saguenay
in two weeks
not yet
no idea
we want to leave Montreal before September
tell me about Gaspésie
any jobs in Abitibi
whats the support
I'll be back tomorrow
i dont get it
permanent residence
maybe later
my children are afraid of change
hey how are you
the rent is too high here
delete my data
start over
I'd like to talk to someone
I have three thousand dollars left
which documents are required
see you soon""",
    "es": """hola
muchas gracias
busco apartamento en Rimouski
Llegamos hace dos años
qué es el programa
cuánto cuesta la guardería
mi marido es soldador
kiero irme de montreal
tengo derecho a una ayuda
sí, claro
tengo un permiso de trabajo cerrado
solicitante de asilo
no sé
tenemos tres hijos en la escuela
qué clima hace en invierno
quién es usted
me puede ayudar por favor
auxiliar de enfermería
mi esposa habla francés pero yo no
quisiera visitar Saguenay
en dos semanas
todavía no
ni idea
queremos salir de Montreal antes de septiembre
hábleme de Gaspesia
hay trabajo en Abitibi
de qué se trata el acompañamiento
vuelvo mañana
no entiendo
residencia permanente
más tarde tal vez
mis hijos tienen miedo del cambio
buenas, cómo está
la renta es muy cara aquí
borrar mis datos
empezar de nuevo
me gustaría hablar con alguien
me quedan tres mil dólares
cuáles son los documentos necesarios
hasta pronto""",
}

OTHERS = """مرحبا كيف حالك
mwen pa pale fransè
mwen bezwen yon kay pou timoun mwen yo
não falo francês
eu preciso de um apartamento para meus filhos
Доброго дня, шукаю житло
你好，我想找工作
سلام من دنبال خانه هستم
नमस्ते
Я говорю по-русски""".splitlines()


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.load(CONTENT)


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_short_messages_are_guessed_rarely_wrong_and_seldom_in_silence(language: str, languages: Languages) -> None:
    messages = MESSAGES[language].splitlines()
    found = {message: guess(message, languages)[0] for message in messages}
    wrong = {message: answer for message, answer in found.items() if answer not in (language, None)}
    longer = [message for message in messages if len(message.split()) >= 3]
    silent = [message for message in longer if found[message] is None]
    assert len(messages) == 40
    assert len(wrong) <= 0.03 * sum(answer is not None for answer in found.values()), wrong
    assert len(silent) <= 0.2 * len(longer), silent


def test_a_language_that_is_not_ours_is_other(languages: Languages) -> None:
    assert {message: guess(message, languages)[0] for message in OTHERS} == dict.fromkeys(OTHERS, OTHER)


@pytest.mark.parametrize(
    "text", ["", "?", "514 555 0123", "ok", "Rimouski", "no", "2", "😀", "si", "permanent", "a@b.co"]
)
def test_what_says_no_language_is_left_unguessed(text: str, languages: Languages) -> None:
    assert guess(text, languages) == (None, 0.0)


def test_confidence_grows_with_the_evidence(languages: Languages) -> None:
    assert 0.5 < guess("bonjour", languages)[1] < guess("bonjour je cherche un logement", languages)[1] <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("English?", "en"),
        ("speak english?", "en"),
        ("Do you speak English?", "en"),
        ("can we talk in english", "en"),
        ("hi, can you speak english please", "en"),
        ("en anglais svp", "en"),
        ("est-ce qu'on peut parler en anglais", "en"),
        ("inglés por favor", "en"),
        ("in english pls", "en"),
        ("switch to French", "fr"),
        ("français svp", "fr"),
        ("en français", "fr"),
        ("parlez-vous français ?", "fr"),
        ("I prefer french", "fr"),
        ("je préfère le français", "fr"),
        ("francés por favor", "fr"),
        ("en español", "es"),
        ("¿habla español?", "es"),
        ("parlez-vous espagnol", "es"),
        ("hola, se puede en español por favor", "es"),
        ("do you speak spanish", "es"),
        ("español", "es"),
        ("prefiero español", "es"),
    ],
)
def test_a_wish_to_speak_a_language_is_heard(text: str, language: str, languages: Languages) -> None:
    assert asked(text, languages) == language


@pytest.mark.parametrize(
    "text",
    [
        "je cherche un cours de français",
        "I want to learn French",
        "je ne parle pas français",
        "I don't speak French",
        "necesito aprender francés",
        "my wife speaks English and my kids go to a French school",
        "mon mari parle espagnol au travail",
        "mi hijo estudia francés",
        "bonjour",
        "est",
        "",
        "francisation",
    ],
)
def test_talk_about_a_language_is_not_a_wish(text: str, languages: Languages) -> None:
    assert asked(text, languages) is None
