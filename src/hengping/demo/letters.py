"""Citizen letters (留言): answered, in time, too old, invalid, and the planted unanswered ones."""

from datetime import date, timedelta

from hengping.demo.content import Letter, SiteContent
from hengping.demo.words import Writer, person, seeded, words
from hengping.model.calendar import Window

ANSWER_WITHIN = Window(months=3)
"""A valid letter unanswered for longer is a veto (V19-W5.2)."""
ASKED_WITHIN = Window(months=12)
"""Only letters of the last year count (V19-W5.2)."""

_INVALID = (("测试", "测试测试"), ("asdfghjkl", "qwer qwer 1234"), ("无标题", ""))


def letters(content: SiteContent) -> list[Letter]:
    """All letters of a site, newest first."""
    rng = seeded(content.seed, content.index, "letters")
    writer = Writer(content.unit, rng)
    limit = ANSWER_WITHIN.limit(content.as_of)
    rows: list[tuple[date, bool]] = [
        (content.as_of - timedelta(days=rng.randint(4, 30)), False),  # young: still in time
        (limit, False),  # exactly on the limit: still in time
        (ASKED_WITHIN.limit(content.as_of) - timedelta(days=rng.randint(20, 90)), False),  # before the year begins
    ]
    rows += [(content.as_of - timedelta(days=rng.randint(15, 330)), True) for _ in range(4)]
    for number in range(content.slot.unanswered):
        late = 1 if number == 0 else rng.randint(20, 200)
        rows.append((limit - timedelta(days=late), False))
    made = [_letter(content, writer, day, answered=answered) for day, answered in rows]
    for title, text in _INVALID:
        letter = _letter(content, writer, limit - timedelta(days=rng.randint(10, 150)), answered=False)
        letter.title, letter.text, letter.valid = title, text, False
        made.append(letter)
    made.sort(key=lambda letter: letter.asked_on, reverse=True)
    for order, letter in enumerate(made):
        letter.message_id = f"{letter.asked_on:%Y%m%d}{len(made) - order:03d}"
    return made


def _letter(content: SiteContent, writer: Writer, asked_on: date, *, answered: bool) -> Letter:
    rng = seeded(content.seed, content.index, "letter", asked_on, answered)
    bank = words()["letters"]
    values = writer.values(rng, asked_on)
    replied_on = min(asked_on + timedelta(days=rng.randint(2, 12)), content.as_of) if answered else None
    return Letter(
        message_id="",
        title=rng.choice(bank["ask_title"]).format(**values),
        text=rng.choice(bank["ask"]).format(**values),
        asker=person(rng),
        asked_on=asked_on,
        replied_on=replied_on,
        answer=rng.choice(bank["answer"]).format(**values) if answered else "",
        office=rng.choice(bank["office"]),
    )


def overdue(content: SiteContent) -> list[Letter]:
    """Valid letters of the last year, asked before the limit, without an answer: what a perfect judge reports."""
    year, limit = ASKED_WITHIN.limit(content.as_of), ANSWER_WITHIN.limit(content.as_of)
    return [
        letter
        for letter in content.letters
        if letter.valid and letter.replied_on is None and year <= letter.asked_on < limit
    ]
