"""Recurring charges as the debtor sees and pays them ahead."""
