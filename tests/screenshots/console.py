"""Pictures of the console for the README, from invented referrals: `python -m tests.screenshots.console`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update

from bot.referrals.life import State
from bot.store.tables import staff
from tests.chromium import chromium
from tests.console.conftest import staffed
from tests.console.world import PASSWORD, World
from tests.live import served

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screenshots"
HEAVIEST = 150_000
PAGE = """\
Demande d’accompagnement préparée avec Escale, pour : PROMIS
URGENT. Départ : d’ici 4 semaines
Joindre la personne : 514 555-0142 (moment : Le soir)
Langue : espagnol
Suivi actuel : Personne pour l’instant
Demande, dans ses mots : « EXEMPLE. J’ai une offre à Rimouski et je cherche un logement pour ma famille. »
Statut déclaré : Résidence permanente
Conditions connues qui semblent remplies, à valider : Aide à l’emploi en région; Installation en région
À confirmer : Remboursement des frais de déménagement
Projet : Trouver un emploi; Rejoindre de la famille
Lieux (actuel, souhaité) : Montréal; Rimouski
Emploi, diplômes, services reçus : Offre reçue, pas encore acceptée; Comparaison des études commencée
Couple et enfants : En couple, d’accord pour partir; École et garde déjà explorées
Logement et déplacements : Recherche en cours; Bail cédé; Permis valide
Français : Intermédiaire
À préparer : le logement, le réseau sur place
Non abordé : l’argent de côté
Suite : l’organisme contacte la personne, si possible dans 2 ou 3 jours ouvrables.
D’après les réponses de la personne, à titre d’information. Ne constitue pas une décision."""
WEEK = (
    (8.1, State.ACCEPTED, False, "paul"),
    (6.9, State.ACCEPTED, False, "marie"),
    (5.9, State.ACCEPTED, False, "paul"),
    (4.0, State.RECEIVED, False, "marie"),
    (3.0, State.ACCEPTED, False, "marie"),
    (2.0, State.SENT, False, None),
    (0.05, State.SENT, True, None),
    (1.0, State.RECEIVED, False, "paul"),
    (1.0, State.SENT, False, None),
    (0.9, State.ACCEPTED, False, "marie"),
    (0.2, State.SENT, False, None),
    (9.0, State.CONTACTED, False, "marie"),
    (6.0, State.CONTACTED, True, "paul"),
)
"""How many days ago each referral came into its state, urgent or not, by whom."""


def main() -> None:
    """Takes the pictures; says where they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with an_example() as (address, urgent), chromium() as browser:
        context = browser.new_context(viewport={"width": 960, "height": 900}, color_scheme="light")
        page = context.new_page()
        page.goto(f"{address}/")
        page.get_by_label("Identifiant").fill("marie")
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/referrals")
        for name, path in (("list", "/referrals"), ("detail", f"/referrals/{urgent}")):
            page.goto(f"{address}{path}")
            file = FOLDER / f"console-{name}.png"
            page.screenshot(path=file)
            assert file.stat().st_size < HEAVIEST, f"{file} is heavier than {HEAVIEST} bytes"
            print(file)
        context.close()


@contextmanager
def an_example() -> Iterator[tuple[str, int]]:
    """A Friday morning at PROMIS, served; the address of the console, and the number of an urgent referral."""
    with TemporaryDirectory() as folder:
        world = World(f"sqlite:///{folder}/escale.db", Path(folder))
        staffed(world)
        for login, name in (("marie", "Marie Gagnon (exemple)"), ("paul", "Paul Roy (exemple)")):
            named = update(staff).where(staff.c.login == login).values(name=name)
            world.store.run(lambda connection, named=named: connection.execute(named))
        friday, urgent = world.now, 0
        for number, (days, state, hurry, by) in enumerate(WEEK):
            world.now = friday - timedelta(days=days)
            made = world.refer(state, who=f"example-{number}", urgent=hurry, page=PAGE, by=by)
            urgent = made if hurry and state is State.SENT else urgent
        world.now = friday
        with served(world.app) as here:
            yield f"{here}/console", urgent


if __name__ == "__main__":
    main()
