"""One tap, and no more reminders on that channel. Receipts and answers still come."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.contact.consent import consent, still_stopped
from chalicelib.gateways.logs import fact
from chalicelib.messages.preferences import consent_text
from chalicelib.store import accounts, notices
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.stop_autopay import stop_by_link


def stop_reminders(key: str, now: datetime) -> None:
    """Stop the channel of the message whose ``links.stop_key`` this is. Says nothing of whether there is one."""
    found = notices.find(*links.read_stop_key(key)) if len(key) == links.STOP_KEY_LENGTH else None
    if found is None:
        return
    pk, notice = found
    stop_by_link(key, now)  # who wants no more of such a message is not charged without it

    def once() -> None:
        account = accounts.load(*account_of(pk))
        if account is None or notice.channel in account.debtor.opted_out or notice.rehearsed:
            return
        said = consent_text(account.debtor.language, notice.channel, given=False)
        answer = consent(notice.channel, False, said, "link", notice.id, now, account.debtor.version)
        stopped = still_stopped(account.debtor.opted_out, [answer])
        accounts.save(account, Changes(replace(account.debtor, opted_out=stopped, due_at=now), consents=(answer,)))
        fact("reminders_stopped", channel=notice.channel, business=account_of(pk)[0], metrics={"OptOuts": 1})

    again_on_conflict(once)
