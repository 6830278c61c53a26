"""What an invoice costs on a day: late charges, discounts, indexation, by terms frozen with it."""
