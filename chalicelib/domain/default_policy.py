"""The ladder and policy of a business that has set none: the invoice itself, four friendly notes, then firmer ones."""

from chalicelib.domain.business import LadderStep, Policy

DEFAULT_LADDER = (
    LadderStep("invoice", 0, "pre_due", "friendly", counts_from="issued"),
    LadderStep("due_soon_7", -7, "pre_due", "friendly"),
    LadderStep("due_soon_3", -3, "pre_due", "friendly"),
    LadderStep("due_today", 0, "pre_due", "friendly"),
    LadderStep("overdue_1", 1, "collection", "friendly"),
    LadderStep("grace_over", 3, "collection", "neutral"),
    LadderStep("call", 6, "collection", "neutral", channels=("call",)),
    LadderStep("firm", 10, "collection", "firm"),
    LadderStep("final", 20, "collection", "final"),
)
DEFAULT_POLICY = Policy(ladder=DEFAULT_LADDER)
