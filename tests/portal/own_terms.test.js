// A plan on one's own terms: what is typed is an amount of the plan's currency, never of another.

import assert from "node:assert/strict";
import test from "node:test";

import { format } from "../../portal/core.js";

globalThis.document = /** @type {any} */ ({ createTreeWalker: () => ({}), createComment: () => ({}) });
const { ownTerms } = await import("../../portal/parts/own_terms.js");

const peso = { symbol: "$", group: ".", decimal: ",", digits: 0, code: "", currency: "CLP" };
const totals = [
  { currency: "CLP", fmt: peso },
  { currency: "USD", fmt: { symbol: "US$", group: ".", decimal: ",", digits: 2, code: "", currency: "USD" } },
];
const typed = { parts: "3", first_on: "2026-07-15", down_minor: "150" };

for (const [currency, minor] of Object.entries({ CLP: 150, USD: 15_000 })) {
  test(`150 down in ${currency}`, () => {
    const account = /** @type {any} */ ({ totals, fmt: peso, plan_currency: currency });
    const faults = /** @type {string[]} */ ([]);
    const on = /** @type {any} */ ({ fault: (/** @type {string} */ name) => faults.push(name) });
    const terms = ownTerms(/** @type {any} */ ({ typed }), on, format(account, account.plan_currency));
    assert.deepEqual([terms, faults], [{ parts: 3, first_on: "2026-07-15", down_minor: minor, every: "month" }, []]);
  });
}
