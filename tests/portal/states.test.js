// Each state of an account, and what its page may offer: a paid or withdrawn debt never shows Pay.

import assert from "node:assert/strict";
import test from "node:test";

import { SCREENS, blank, route, standing, turn } from "../../portal/core.js";

globalThis.document = /** @type {any} */ ({ createTreeWalker: () => ({}), createComment: () => ({}) });
const { home } = await import("../../portal/screens/home.js");
const { prepare } = await import("../../portal/screens/method.js");

globalThis.sessionStorage = /** @type {any} */ ({ getItem: () => null, removeItem() {} });
const fmt = { symbol: "$", group: ",", decimal: ".", digits: 2, code: "", currency: "MXN" };
// As the API says of each debt; what is disputed may be paid by whoever chooses to.
const PAYABLE = { open: true, partly_paid: true, promised: true, paying: false, in_plan: false, disputed: true, paid: false, withdrawn: false, written_off: false };

function account(states, more = {}) {
  const debts = states.map((state, at) => ({
    id: `F${at}`, number: `F${at}`, concept: "", currency: "MXN", state, days: 3, due_text: "", note: null, rows: [], why: [],
    balance_minor: 100, balance_text: "$ 1", total_minor: 100, total_text: "", payable: PAYABLE[state], pending: null,
  }));
  const payable = debts.some((debt) => debt.payable);
  return {
    state: debts.length ? "open" : "up_to_date", name: "Ana", as_of_text: "", creditor: { name: "Acme" }, contact: {}, fmt, debts,
    totals: [{ currency: "MXN", fmt, balance_minor: 100, balance_text: "$ 1", saving_text: null, tomorrow_line: null }],
    methods: [{ id: "card" }], allowed: payable ? ["pay", "amount"] : [], recurring: [], credit: [], paid: [], receipts: [], checks: [], reports: [],
    pickup: null, report: null, promise: { offers: [], open: [] }, plan: null, other_plans: [], plans: [], plan_currency: "MXN", plan_quotes: [], extension: null,
    help: { asks: true, options: [], open: [] }, autopay: { state: "off", line: null }, ...more,
  };
}

/** The page as text. @param {any} part @returns {string} */
function text(part) {
  if (Array.isArray(part)) return part.map(text).join("");
  if (part?.strings) return part.strings.map((/** @type {string} */ piece, /** @type {number} */ at) => piece + text(part.values[at])).join("");
  return ["string", "number"].includes(typeof part) ? String(part) : "";
}

function drawn(states, more) {
  const its = account(states, more);
  const picked = new Set(its.debts.filter((debt) => debt.payable).map((debt) => debt.id));
  const model = { ...blank("es"), account: its, state: standing(its), picked };
  return { model, page: text(home(model, /** @type {any} */ ({}))) };
}

const SHOWS_PAY = /class="pay"/;

for (const [state, payable] of Object.entries(PAYABLE)) {
  test(`a debt that is ${state} ${payable ? "can" : "cannot"} be paid on the page`, async () => {
    const { model, page } = drawn([state]);
    assert.equal(SHOWS_PAY.test(page), payable);
    assert.equal(page.includes("#/amount"), payable);
    assert.equal(route(model.state, "#/amount").name, payable ? "amount" : "home");
    assert.equal(await prepare(model), payable ? undefined : "home");
  });

  test(`beside an open debt, one that is ${state} ${payable ? "can be chosen" : "stays out"}`, () => {
    const boxes = drawn(["open", "open", state]).page.match(/type="checkbox"/g) ?? [];
    assert.equal(boxes.length, payable ? 3 : 2);
  });
}

test("what is disputed alone is not chosen unless the debtor does", () => {
  const { page } = drawn(["disputed"]);
  assert.ok(page.includes('type="checkbox"'));
});

test("nothing owed: no way to pay, none to agree on anything", () => {
  const { model, page } = drawn([]);
  assert.equal(model.state, "up_to_date");
  assert.ok(!SHOWS_PAY.test(page));
  for (const screen of ["amount", "promise", "extension", "sign", "proof"]) assert.equal(route("up_to_date", `#/${screen}`).name, "home", screen);
});

test("a second plan is shown beside the first, with its own way on", () => {
  const second = { id: "ag_2", due_text: "$ 5", next: { due_text: "20 de julio" } };
  const { page } = drawn(["open"], { other_plans: [second] });
  assert.ok(page.includes("#/plan/ag_2") && page.includes("$ 5 · 20 de julio"));
});

test("each way is shown once, and only where it is possible", () => {
  const offers = [{ currency: "MXN" }, { currency: "USD" }];
  const { page } = drawn(["open"], { promise: { offers, open: [] }, allowed: ["pay", "amount", "plan", "extension"], report: {}, extension: { state: "open" } });
  const links = page.match(/#\/[\w/]+/g) ?? [];
  assert.deepEqual(links, [...new Set(links)]);
  const shown = links.map((link) => link.slice(2));
  assert.deepEqual(shown, [
    "promise/MXN", "promise/USD", "amount", "plan", "extension", "proof", "problem",
    "documents", "history", "autopay", "preferences", "terms",
  ]);
  assert.ok(drawn(["open"], { autopay: { state: "unavailable", line: null } }).page.indexOf("#/autopay") < 0);
});

test("while everything is being confirmed home says so first, leads to the payment, and shows no balance without a figure", () => {
  const totals = [{ currency: "MXN", fmt, balance_minor: 0, balance_text: "$ 0", saving_text: null, tomorrow_line: null }];
  const { model, page } = drawn(["paying"], { totals, methods: [] });
  assert.equal(model.state, "waiting");
  assert.ok(page.indexOf("nothing_to_pay") < page.indexOf("F0") && !page.includes("balance_with"));
  const its = account(["paying"], { totals, methods: [] });
  its.debts[0].pending = { text: "", payment: "pa_1", screen: "receipt" };
  assert.ok(text(home({ ...model, account: its }, /** @type {any} */ ({}))).includes("#/receipt/pa_1"));
});

test("every way leads to a screen of the table", () => {
  for (const state of ["open", "waiting", "up_to_date"]) for (const name of Object.keys(SCREENS)) assert.ok([name, "home", "verify"].includes(route(state, `#/${name}`).name));
  turn(/** @type {any} */ ({ typed: {} }), "");
});
