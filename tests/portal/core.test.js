// Pure modules of the portal, without a browser.

import assert from "node:assert/strict";
import test from "node:test";

import { SCREENS, format, money, offered, route, speak, standing, t, turn } from "../../portal/core.js";
import { covers, minorUnits } from "../../portal/parts/typed_amount.js";
import { waits } from "../../portal/parts/watch.js";

const BOB = { symbol: "Bs", group: ".", decimal: ",", digits: 2, code: "", currency: "BOB" };
const CLP = { symbol: "$", group: ".", decimal: ",", digits: 0, code: "", currency: "CLP" };
const MXN = { symbol: "$", group: ",", decimal: ".", digits: 2, code: "", currency: "MXN" };

test("an amount is written as the account writes it", () => {
  assert.equal(money(136350, BOB), "Bs\u00a01.363,50");
  assert.equal(money(5, BOB), "Bs\u00a00,05");
  assert.equal(money(-1350, MXN), "−$\u00a013.50");
  assert.equal(money(1234567, CLP), "$\u00a01.234.567");
  assert.equal(money(0, CLP), "$\u00a00");
});

test("a typed amount is read whichever separators were typed", () => {
  for (const text of ["1.363,50", "1363,50", "1363.50", "1,363.50", "Bs 1.363,5", " 1363,5 "]) assert.equal(minorUnits(text, BOB), 136350, text);
  for (const text of ["1.500", "1,500", "1500", "1500,"]) assert.equal(minorUnits(text, BOB), 150000, text);
  assert.equal(minorUnits("$12.000", CLP), 12000);
});

test("an amount that reads two ways, or none, is not guessed", () => {
  for (const text of ["", "abc", "-50", "−50", "1.2.3", "1,5,00", "1e9", "15000.000", "."]) assert.equal(minorUnits(text, BOB), null, text);
  assert.equal(minorUnits("12.5", CLP), null);
  assert.equal(minorUnits("9".repeat(30), BOB), null);
});

test("what is written can be read again", () => {
  for (const fmt of [BOB, CLP, MXN, { ...BOB, symbol: "$", code: "\u00a0ARS", currency: "ARS" }]) for (const minor of [1, 99, 100, 12345, 100000, 987654321]) assert.equal(minorUnits(money(minor, fmt), fmt), minor);
});

test("an amount covers the oldest first", () => {
  const debts = [
    { id: "new", due_on: "2026-11-04", balance_minor: 300 },
    { id: "old", due_on: "2026-09-04", balance_minor: 200 },
  ];
  assert.deepEqual(covers(debts, 200).map((debt) => debt.id), ["old"]);
  assert.deepEqual(covers(debts, 201).map((debt) => debt.id), ["old", "new"]);
  assert.deepEqual(covers(debts, 0), []);
});

test("another currency shows its code, with its own digits", () => {
  const totals = [MXN, { ...MXN, currency: "USD", symbol: "US$" }, { ...MXN, currency: "ARS", code: "\u00a0ARS" }].map((fmt) => ({ currency: fmt.currency, fmt }));
  const its = { fmt: MXN, totals };
  assert.equal(format(its, "MXN"), MXN);
  assert.equal(money(123456, format(its, "USD")), "US$\u00a01,234.56");
  assert.equal(money(123456, format(its, "ARS")), "$\u00a01,234.56\u00a0ARS");
  assert.equal(money(1000, format(its, "CLP")), "CLP\u00a01,000");
});

const account = { state: "open", allowed: ["pay"], methods: [{ id: "card" }], debts: [{ payable: true }] };

test("nothing can be paid without a way, a permission and a payable debt", () => {
  assert.equal(standing(account), "open");
  assert.equal(standing({ ...account, methods: [] }), "waiting");
  assert.equal(standing({ ...account, allowed: [] }), "waiting");
  assert.equal(standing({ ...account, debts: [{ payable: false }] }), "waiting");
  assert.equal(standing({ ...account, state: "up_to_date" }), "up_to_date");
});

test("a choice of paying ahead holds as long as it is offered", () => {
  const recurring = [{ id: "fee", advance: [{ periods: 3 }, { periods: 12 }] }];
  assert.equal(offered({ recurring }, { advance: { schedule: "fee", periods: 12 } }), recurring[0].advance[1]);
  for (const advance of [{ schedule: "fee", periods: 6 }, { schedule: "rent", periods: 3 }]) assert.equal(offered({ recurring }, { advance }), undefined);
  for (const choice of [null, { debt_ids: ["F1"] }, { amount_minor: 5, currency: "MXN" }]) assert.equal(offered({ recurring }, choice), undefined);
});

test("a screen is shown only in its states; otherwise home is", () => {
  assert.deepEqual(route("open", "#/method/cancelled"), { name: "method", arg: "cancelled" });
  assert.deepEqual(route("open", "#/receipt/7f3a-b"), { name: "receipt", arg: "7f3a-b" });
  for (const state of ["waiting", "up_to_date"]) assert.equal(route(state, "#/amount").name, "home");
  assert.deepEqual(route("up_to_date", "#/advance"), { name: "advance", arg: "" });
  for (const name of Object.keys(SCREENS)) if (name !== "help") assert.equal(route("verify", `#/${name}`).name, "verify");
  for (const state of ["locked", "expired", "ended", "offline", "failed", "busy"]) assert.equal(route(state, "#/home").name, state);
  for (const hash of ["", "#", "#main", "#/constructor", "#/verify", "#/../x", "#/nowhere/1"]) assert.equal(route("open", hash).name, "home");
});

test("what was typed is there again on its screen, and nowhere else", () => {
  const model = { typed: {} };
  turn(model, "promise/MXN");
  model.typed.amount = "12";
  turn(model, "amount/");
  assert.deepEqual(model.typed, {});
  turn(model, "promise/MXN");
  assert.deepEqual(model.typed, { amount: "12" });
  for (const forgets of ["home/", ""]) {
    turn(model, forgets);
    turn(model, "promise/MXN");
    assert.deepEqual(model.typed, {});
    model.typed.amount = "12";
  }
});

test("names are filled into words, and an unknown key shows itself", () => {
  speak("es", { hello: "Hola, {name}" });
  assert.equal(t("hello", { name: "$& María" }), "Hola, $& María");
  assert.equal(t("absent"), "absent");
});

test("a payment is looked at every 3 to 15 seconds and for ten minutes", () => {
  const pauses = [...waits()];
  assert.equal(pauses[0], 3);
  assert.equal(Math.max(...pauses), 15);
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  assert.ok(total > 580 && total <= 600, String(total));
});
