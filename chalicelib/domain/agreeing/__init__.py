"""What is agreed instead of chased: installment agreements, more time, terms; with their evidence."""
