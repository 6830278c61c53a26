"""Puntual's front door: every trigger of the system, in one screen."""

from chalice.app import Chalice

from functions import (
    collect,
    console_accounts,
    console_agreements,
    console_autopay,
    console_checks,
    console_counter,
    console_disputes,
    console_documents,
    console_excuses,
    console_imports,
    console_money,
    console_opinions,
    console_pause,
    console_pickups,
    console_promises,
    console_proposals,
    console_refunds,
    console_reports,
    console_rules,
    console_tasks,
    debtor_agreements,
    debtor_api,
    debtor_autopay,
    debtor_disputes,
    debtor_documents,
    debtor_money,
    debtor_opinions,
    debtor_pickups,
    debtor_preferences,
    debtor_promises,
    debtor_reports,
    debtor_terms,
    feedback,
    inbox,
    lite,
    nightly,
    outbox,
    parts,
    provider_webhooks,
    sweep,
)

app = Chalice(app_name="puntual")

# What people and providers ask
app.register_blueprint(debtor_api.routes)
app.register_blueprint(debtor_documents.routes)
app.register_blueprint(debtor_money.routes)
app.register_blueprint(debtor_agreements.routes)
app.register_blueprint(debtor_autopay.routes)
app.register_blueprint(debtor_disputes.routes)
app.register_blueprint(debtor_opinions.routes)
app.register_blueprint(debtor_preferences.routes)
app.register_blueprint(debtor_terms.routes)
app.register_blueprint(debtor_pickups.routes)
app.register_blueprint(debtor_promises.routes)
app.register_blueprint(debtor_reports.routes)
app.register_blueprint(console_accounts.routes)
app.register_blueprint(console_agreements.routes)
app.register_blueprint(console_autopay.routes)
app.register_blueprint(console_checks.routes)
app.register_blueprint(console_counter.routes)
app.register_blueprint(console_disputes.routes)
app.register_blueprint(console_documents.routes)
app.register_blueprint(console_imports.routes)
app.register_blueprint(console_pickups.routes)
app.register_blueprint(console_money.routes)
app.register_blueprint(console_proposals.routes)
app.register_blueprint(console_reports.routes)
app.register_blueprint(console_refunds.routes)
app.register_blueprint(console_rules.routes)
app.register_blueprint(console_excuses.routes)
app.register_blueprint(console_opinions.routes)
app.register_blueprint(console_pause.routes)
app.register_blueprint(console_promises.routes)
app.register_blueprint(console_tasks.routes)
app.register_blueprint(lite.routes)
app.register_blueprint(provider_webhooks.routes)

# What happens by itself
app.register_blueprint(inbox.triggers)  # a file was dropped
app.register_blueprint(parts.triggers)  # a part of a large file is to be imported
app.register_blueprint(sweep.triggers)  # a minute has passed
app.register_blueprint(nightly.triggers)  # a day has passed
app.register_blueprint(collect.triggers)  # an account is due
app.register_blueprint(outbox.triggers)  # a message was planned
app.register_blueprint(feedback.triggers)  # a message was delivered, opened, bounced
