"""Intents by a linear classifier over words, pieces of words and meanings, accents folded and places masked; one model, three languages.

The language of the message is learnt beside them, from the same data. How it compares with Rasa's own: nlu/README.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import joblib
from components.folding import masked, place_pattern
from components.margins import Margins, fit
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

MODEL_FILE = "linear_intents.joblib"
LANGUAGE = "language"
METADATA = "metadata"
NOTHING = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Classifies the intent of a message and its language; needs no tokenizer nor featurizer."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`places`: a file of place names, one a line; `words`, `letters`: the longest runs of words and of letters looked at;
        `stemmed`: whether words without their endings are too; `meanings`: whether what the whole means is; `c`: how little is given
        up for simplicity; `ranking`: how many intents to list; `favoured`: by how much the chance of an intent is multiplied, all
        chances then brought back to one: where taking another for it costs less than the reverse."""
        return {
            "places": ".build/places.txt",
            "words": 2,
            "letters": 5,
            "stemmed": True,
            "meanings": True,
            "c": 1.0,
            "ranking": 10,
            "favoured": {},
        }

    @classmethod
    def required_components(cls) -> List[Type]:
        """None: it reads the text itself."""
        return []

    @staticmethod
    def required_packages() -> List[Text]:
        """What must be installed, where Rasa finds one name for both the package and its distribution."""
        return ["sklearn", "joblib"]

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        fitted: Optional[Dict[Text, Any]] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._names: List[Text] = fitted["places"] if fitted else _read_places(config["places"])
        self._places = place_pattern(self._names)
        self._intents: Optional[Margins] = fitted["intents"] if fitted else None
        self._languages: Optional[Margins] = fitted["languages"] if fitted else None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        """One to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """One that was trained; raises ValueError where the model holds none."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(Path(folder) / MODEL_FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every message that has an intent."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        self._intents = fit(
            [masked(one.get(TEXT), self._places) for one in examples],
            [one.get(INTENT) for one in examples],
            written=[one.get(TEXT) for one in examples] if self._config["meanings"] else None,
            words=self._config["words"],
            letters=self._config["letters"],
            stemmed=self._config["stemmed"],
            c=self._config["c"],
        )
        self._languages = _languages_of(examples)
        with self._model_storage.write_to(self._resource) as folder:
            fitted = {"intents": self._intents, "languages": self._languages, "places": self._names}
            joblib.dump(fitted, Path(folder) / MODEL_FILE, compress=3)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent, the ranking and the language of each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            chances = _favouring(_ranked(self._intents, masked(text, self._places), text), self._config["favoured"])
            ranking = chances[: self._config["ranking"]]
            message.set(INTENT, ranking[0] if ranking else NOTHING, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            languages = _ranked(self._languages, text.casefold().strip())
            message.set(LANGUAGE, languages[0] if languages else NOTHING, add_to_output=True)
        return messages


def _ranked(learnt: Optional[Margins], text: Text, written: Text = "") -> List[Dict[Text, Any]]:
    if learnt is None or not text:
        return []
    return [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance} for name, chance in learnt.chances(text, written)]


def _favouring(ranking: List[Dict[Text, Any]], favoured: Dict[Text, float]) -> List[Dict[Text, Any]]:
    """The ranking with some chances multiplied, their sum one again, likeliest first."""
    raised = [one[PREDICTED_CONFIDENCE_KEY] * favoured.get(one[INTENT_NAME_KEY], 1.0) for one in ranking]
    total = sum(raised)
    shared = [{**one, PREDICTED_CONFIDENCE_KEY: chance / total} for one, chance in zip(ranking, raised)]
    return sorted(shared, key=lambda one: -one[PREDICTED_CONFIDENCE_KEY])


def _languages_of(examples: List[Message]) -> Optional[Margins]:
    """What tells the language of a message, learnt from those that say theirs; None where they are all in one."""
    said = [((one.get(METADATA) or {}).get(INTENT) or {}).get(LANGUAGE) for one in examples]
    known = [(one.get(TEXT).casefold(), language) for one, language in zip(examples, said) if language]
    if len({language for _, language in known}) < 2:
        return None
    return fit([text for text, _ in known], [language for _, language in known], words=1, letters=4, stemmed=False, c=1.0)


def _read_places(path: Text) -> List[Text]:
    return [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
