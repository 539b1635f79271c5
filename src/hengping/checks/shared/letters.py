"""What tells one published message (留言) from another in findings."""

from collections import Counter
from collections.abc import Callable

from hengping.model.facts import MessageFact, SiteFacts


def message_targets(facts: SiteFacts) -> Callable[[MessageFact], str]:
    """Targets of the messages' findings.

    A message's target is its printed number; with the day it was asked on and its title where messages of a page share
    one, or print none.
    """
    shared = Counter((message.url, message.message_id) for message in facts.messages)

    def target(message: MessageFact) -> str:
        if shared[message.url, message.message_id] == 1:
            return message.message_id
        return f"{message.message_id}|{message.asked_on or ''}|{message.title}"

    return target
