"""The model of intents: Rasa's NLU, trained and run beside the assistant, which never waits for it."""
