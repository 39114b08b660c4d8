"""A relay that does everything a relay may do to a dispatcher, the same for the same seed."""

import random
from collections.abc import Sequence

from tests.integration.smtp_server import DROP, STALL, Script

# Of a hundred addresses so many meet with this, at the stage that is named.
HABITS: tuple[tuple[int, str, str], ...] = (
    (10, "data", "451 4.3.0 try later"),
    (6, "rcpt", "450 4.2.0 busy"),
    (4, "rcpt", "550 5.1.1 no such user"),
    (2, "data", "554 5.6.0 not taken"),
    (2, "rcpt", "421 4.7.0 too many from you"),
    (1, "data", "421 4.3.2 closing"),
    (10, "data", DROP),
    (6, "rcpt", DROP),
    (1, "data", STALL),
    (1, "rcpt", STALL),
)
FINAL = ("550", "554")
# A refusal for good is heard again by whoever was killed with it in his ears.
ALWAYS = 100
SECOND_TIME = 0.2


def hostile(addresses: Sequence[str], seed: int, stall_s: float) -> Script:
    """What each address meets with: nothing for most, something for some, and then again for a fifth of those."""
    chance = random.Random(seed)  # noqa: S311 -- a test that can be repeated
    script = Script(stall_s=stall_s)
    shuffled = chance.sample(list(addresses), len(addresses))
    for share, stage, answer in HABITS:
        for _ in range(len(addresses) * share // 100):
            address = shuffled.pop()
            answers = {"rcpt": script.rcpt, "data": script.data}[stage][address]
            if answer.startswith(FINAL):
                answers.extend([answer] * ALWAYS)
                continue
            answers.append(answer)
            if chance.random() < SECOND_TIME:
                script.data[address].append(chance.choice((DROP, "451 4.3.0 try later")))
    # And whoever connects may be cut off before a word is said about any letter.
    script.mail = ["250 OK"] * 700
    for place in chance.sample(range(700), 25):
        script.mail[place] = DROP
    return script
