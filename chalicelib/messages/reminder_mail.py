"""The body of a reminder: what it is about, every invoice with its reason, what it takes today, and what changes."""

from collections.abc import Iterable

from chalicelib.messages.agreed_mail import not_kept
from chalicelib.messages.blocks import Block, Bullets, Button, Entry, Figure, Note, Paragraph, Small
from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.explain import due_text, method_label, saving_text, tomorrow_line
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import Envelope, Item, Reminder
from chalicelib.messages.names import one_line

_LISTED = 30  # a mail reader cuts what is longer than 100 kB; the portal lists everything


def body(envelope: Envelope, reminder: Reminder) -> tuple[Block, ...]:
    """What it is about, the amount and the button first; then each invoice, the rules behind it, and other ways."""
    lang, items = envelope.lang, sorted(reminder.items, key=lambda item: item.due_on)
    due = [item for item in items if item.due_on <= envelope.today]
    coming = [item for item in items if item.due_on > envelope.today]
    both = bool(due and coming)
    return (
        *(Paragraph(text) for text in _opening(envelope, reminder)),
        *_figures(envelope, due or coming, "mail.total_due" if both else "mail.total"),
        *(Note(text) for text in savings(envelope, due or coming)),
        *(Note(text) for text in reminder.offers),
        Button(say(lang, "mail.button"), envelope.link),
        *((Paragraph(say(lang, "mail.usual", method=method_label(lang, reminder.usual))),) if reminder.usual else ()),
        *(_received(envelope, coming) if coming and not due else ()),
        *_listed(envelope, due or coming, "mail.due_title" if both else ""),
        *(_all_together(envelope, items, coming) if both else ()),
        *_reasons(lang, items),
        *(Paragraph(text) for text in _ways_out(envelope, reminder, due)),
    )


def _received(envelope: Envelope, coming: list[Item]) -> Iterable[Block]:
    """Before it is due: did it arrive (asked until they said so), and is it right? Each is one tap."""
    if envelope.received_url:
        lang = envelope.lang
        if not all(item.received for item in coming):
            yield Small(say(lang, "received.ask"), say(lang, "received.yes"), envelope.received_url)
        yield Small(say(lang, "received.problem"), say(lang, "received.problem.label"), f"{envelope.link}/problem")


def _all_together(envelope: Envelope, items: list[Item], coming: list[Item]) -> Iterable[Block]:
    """What falls due soon, beside what is due: listed apart, so that nobody pays more than asked by mistake."""
    yield from _listed(envelope, coming, "mail.coming_title")
    yield from _figures(envelope, items, "mail.total_all", changes=False)
    yield from (Note(text) for text in savings(envelope, coming))


def anchor(reminder: Reminder) -> Item:
    """The invoice whose step this is; without one, the oldest."""
    named = (item for item in reminder.items if item.number == reminder.anchor)
    return next(named, None) or min(reminder.items, key=lambda item: item.due_on)


def moment(envelope: Envelope, reminder: Reminder) -> str:
    """Which words fit: the facts decide first (not due, due today), the tone only once something is overdue."""
    overdue = any(item.due_on < envelope.today for item in reminder.items)
    if overdue and reminder.purpose == "collection":
        return reminder.tone
    if reminder.step == "invoice":
        return "invoice"
    return "due_today" if anchor(reminder).due_on <= envelope.today else "due_soon"


def _opening(envelope: Envelope, reminder: Reminder) -> list[str]:
    lang, when = envelope.lang, moment(envelope, reminder)
    told = _told(envelope, reminder, when)
    oldest = min(told, key=lambda item: item.due_on)
    key = f"reminder.{when}.one" if len(told) == 1 else f"reminder.{when}.other"
    lead = say(
        lang,
        key,
        creditor=one_line(envelope.creditor.name),
        number=one_line(oldest.number, 40),
        date=day(oldest.due_on, lang, envelope.today),
        count=len(told),
    )
    next_ = say(lang, f"reminder.{when}.next", creditor=one_line(envelope.creditor.name))
    first = [say(lang, "again.lead")] if reminder.again else []
    return [*first, *([not_kept(envelope, reminder.agreed)] if reminder.agreed else []), lead, next_]


def _told(envelope: Envelope, reminder: Reminder, when: str) -> list[Item]:
    """The invoices that the opening counts: what is overdue, or what falls due, or the one just issued."""
    if when == "invoice":
        return [anchor(reminder)]
    if when == "due_today":
        return [item for item in reminder.items if item.due_on == envelope.today] or [anchor(reminder)]
    overdue = [item for item in reminder.items if item.due_on < envelope.today]
    return overdue if when != "due_soon" else [item for item in reminder.items if item.due_on > envelope.today]


def _listed(envelope: Envelope, items: list[Item], title: str) -> Iterable[Block]:
    if items and title:
        yield Paragraph(say(envelope.lang, title), strong=True)
    for item in items[:_LISTED]:
        yield _entry(envelope, item)
    if len(items) > _LISTED:
        yield Paragraph(say_count(envelope.lang, "mail.more", len(items) - _LISTED))


def _entry(envelope: Envelope, item: Item) -> Entry:
    concept = one_line(item.concept, 80)
    number = say(envelope.lang, "mail.item", number=one_line(item.number, 40))
    rows = item.rows if len(item.rows) > 1 else ()
    return Entry(
        title=f"{number} · {concept}" if concept else number,
        amount=_money(envelope, item.balance_minor, item.currency),
        note=due_text(item.due_on, envelope.today, envelope.lang),
        rows=rows,
    )


def _figures(envelope: Envelope, items: list[Item], label: str, *, changes: bool = True) -> Iterable[Figure]:
    """One total per currency: what settles it today, and what it will be tomorrow when that differs."""
    for currency in sorted({item.currency for item in items}, key=lambda code: (code != envelope.currency, code)):
        mine = [item for item in items if item.currency == currency]
        yield Figure(
            label=say(envelope.lang, label, date=day(envelope.today, envelope.lang)),
            amount=_money(envelope, sum(item.balance_minor for item in mine), currency),
            notes=_change(envelope, mine) if changes else (),
        )


def _change(envelope: Envelope, items: list[Item]) -> tuple[str, ...]:
    tomorrow = [item.balance_minor if item.tomorrow_minor is None else item.tomorrow_minor for item in items]
    if sum(tomorrow) == sum(item.balance_minor for item in items):
        return ()
    return (tomorrow_line(envelope.lang, _money(envelope, sum(tomorrow), items[0].currency), envelope.today),)


def savings(envelope: Envelope, items: Iterable[Item]) -> Iterable[str]:
    """One sentence per date and currency on which a discount ends."""
    ending = [item for item in items if item.saving_minor and (item.saving_until or envelope.today) >= envelope.today]
    for until, currency in sorted({(item.saving_until or envelope.today, item.currency) for item in ending}):
        alike = (item for item in ending if (item.saving_until or envelope.today, item.currency) == (until, currency))
        saved = _money(envelope, sum(item.saving_minor for item in alike), currency)
        yield saving_text(envelope.lang, saved, until, envelope.today)


def _reasons(lang: str, items: list[Item]) -> Iterable[Block]:
    """The rules behind the amounts, each said once; one that is not everybody's names its invoices."""
    reasons: dict[str, list[str]] = {}
    for item in items:
        for text in item.why:
            reasons.setdefault(text, []).append(one_line(item.number, 40))
    if reasons:
        yield Paragraph(say(lang, "mail.why_title"), strong=True)
        yield Bullets(tuple(_of(lang, text, numbers, len(items)) for text, numbers in list(reasons.items())[:12]))


def _of(lang: str, text: str, numbers: list[str], listed: int) -> str:
    named = ", ".join(numbers[:3]) + ("…" if len(numbers) > 3 else "")
    return text if len(numbers) == listed else say(lang, "mail.why_of", numbers=named, text=text)


def _ways_out(envelope: Envelope, reminder: Reminder, due: list[Item]) -> Iterable[str]:
    if envelope.reference:
        yield say(envelope.lang, "mail.reference", reference=one_line(envelope.reference, 40))
    if due and moment(envelope, reminder) != "due_today":
        yield say(envelope.lang, "mail.paid_already")


def _money(envelope: Envelope, minor: int, currency: str) -> str:
    return money(minor, currency, envelope.lang, envelope.country, envelope.currency)
