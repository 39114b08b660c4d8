"""The rules of the electronic signature say what the law asks, and are named by their hash."""

import hashlib

from config.signing_rules import RULES_PATH, signing_rules


def test_the_hash_is_that_of_the_text() -> None:
    rules = signing_rules()
    assert rules.sha256 == hashlib.sha256(rules.text.encode()).hexdigest()
    assert rules.sha256 == hashlib.sha256(RULES_PATH.read_bytes()).hexdigest()


def test_the_rules_hold_what_article_9_of_63_fz_asks_for() -> None:
    text = signing_rules().text
    # Part 2: how the signer is identified by the signature, and the duty to keep the key secret.
    assert "Как определяется, кто подписал" in text
    assert "Хранить ПИН-код в тайне" in text
    assert "код" in text
    assert "при личной встрече" in text
