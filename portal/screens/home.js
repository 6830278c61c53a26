/** The balance, what it is made of, and one way forward. */

import { Trouble, api, format, money, t } from "../core.js";
import { contact, errorSummary, heading, note, rows, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Account} Account */
/** @typedef {import("../api").Debt} Debt */

/** @type {typeof import("../parts/plan.js") | null} */
let plans = null;

/** Only who has a plan needs what tells of it. @param {Model} model */
export async function prepare(model) {
  if (!model.account?.plan) return;
  plans ??= await import("../parts/plan.js").catch(() => {
    throw new Trouble("offline");
  });
}

/** What comes next is fetched while the balance is read: a lost signal then stops nobody. @param {Model} _model @param {On} on */
export function enter(_model, on) {
  setTimeout(() => Promise.allSettled([import("./method.js"), import("./receipt.js"), on.learn()]), 1500);
}

/** The balance and what is settled about it; what it is made of, with the one button; then everything else. @param {Model} model @param {On} on */
export function home(model, on) {
  const account = /** @type {Account} */ (model.account);
  if (model.state === "up_to_date") return upToDate(model, account, on);
  const picked = account.debts.filter((debt) => model.picked.has(debt.id));
  const send = () => {
    if (picked.length) on.choose({ debt_ids: picked.map((debt) => debt.id) });
    else on.fault(firstBox(account), t("pick_one"));
  };
  return html`
    ${errorSummary(model.faults)}
    ${heading(t("hello", { name: account.name }))}
    ${model.note ? html`<p class="note" role="status">${model.note}</p>` : nothing}
    <form novalidate @submit=${sends(send)}>
      ${account.plan && plans ? plans.kept(account.plan, on, model) : nothing}
      ${balance(model, account)}
      ${pending(model, account, on)}
      ${debts(model, account, on)}
      ${model.state === "open" ? html`<div class="pay">${submit(price(account, picked), model.busy)}</div>` : nothing}
    </form>
    ${model.state === "waiting" && !account.plan ? contact(model) : nothing}
    ${links(model, account)}
    ${recurring(account)}`;
}

/** What is owed; where there is nothing to do about it now, that first. @param {Model} model @param {Account} account */
function balance(model, account) {
  const owed = account.totals.filter((total) => total.balance_minor);
  if (account.plan && owed.length === 0) return nothing;
  const waits = model.state === "waiting" && !account.plan ? note(t("nothing_to_pay")) : nothing;
  if (owed.length === 0) return html`${waits}<p class="quiet">${account.as_of_text}</p>`;
  return html`${waits}<p class="quiet">${account.plan ? t("beside_plan") : t("balance_with", { creditor: account.creditor.name })}</p>
    ${owed.map((total) => html`<p class="figure">${total.balance_text}</p>`)}
    <p class="quiet">${account.as_of_text}</p>
    ${account.totals.map((total) => [
      total.saving_text ? note(total.saving_text, "good") : nothing,
      total.tomorrow_line ? html`<p>${total.tomorrow_line}</p>` : nothing,
    ])}`;
}

/** What is agreed, and what waits for somebody: each in one short card with its way on. @param {Model} model @param {Account} account @param {On} on */
function pending(model, account, on) {
  const { fixed } = account.pickup ?? {};
  return html`${credit(model, account, on)}
    ${account.other_plans.map((one) => told(`${t("plan_next")}: ${one.due_text} · ${one.next?.due_text}`, `plan/${one.id}`, "plan_see"))}
    ${account.promise.open.map((one) => told(one.text, `promise/${one.id}`, "promise_change"))}
    ${account.plan_quotes.map((one) => told(`${one.title}: ${one.parts_text}. ${one.state === "quoted" ? "" : one.state_text}`, `plan/${one.id}`, "see"))}
    ${account.extension?.state === "asked" ? note(account.extension.text) : nothing}
    ${account.help.open.map((one) => note(one.text))}
    ${account.reports.map((one) => told(`${one.amount_text} · ${one.paid_on_text}. ${t(`report_${one.state}`)}`, `report/${one.id}`, "see"))}
    ${account.checks.map((one) => note(one.text))}
    ${fixed ? told(fixed.text, "pickup", "pickup_change") : nothing}
    ${account.autopay.line ? told(`${account.autopay.line}.`, "autopay", "menu_autopay", "good") : nothing}
    ${account.opinion ? told(account.opinion.text, "opinion", "see") : nothing}`;
}

/** @param {string} text @param {string} path @param {string} words @param {string} [look] */
const told = (text, path, words, look = "") => html`<div class="note ${look}"><p>${text}</p><p class="go"><a href="#/${path}">${t(words)}</a></p></div>`;

/** Money in the debtor's favor: told beside the balance, and used at once where something is owed. @param {Model} model @param {Account} account @param {On} on */
function credit(model, account, on) {
  const use = () =>
    on.run(async () => {
      const { message } = await api("POST", "/api/credit/use", {});
      await on.refresh();
      model.note = message;
    });
  return html`${account.credit.map((one) => note(one.text, "good"))}
    ${account.credit.some((one) => one.usable)
      ? html`<p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing} @click=${use}>${t("use_credit")}</button></p>`
      : nothing}`;
}

/** @typedef {[path: string, words: string, offered: (account: Account, state: string) => unknown]} Link A screen, its words, and when it is offered. */

/** Other ways than paying all of it now. @type {Link[]} */
const WAYS = [
  ["amount", "other_amount", ({ allowed }, state) => state === "open" && allowed.includes("amount")],
  ["plan", "plan_link", ({ allowed }) => allowed.includes("plan")],
  ["extension", "extension_link", ({ allowed, extension }) => allowed.includes("extension") && extension?.state !== "asked"],
  ["pickup", "pickup_offer", ({ pickup }) => pickup?.offer?.days.length],
  ["proof", "already_paid", ({ report }) => report],
  ["problem", "problem_link", (_, state) => state !== "up_to_date"],
];

/** @type {Link[]} */
const MORE = [
  ["documents", "documents_title", () => true],
  ["history", "history_title", () => true],
  ["autopay", "menu_autopay", ({ autopay }) => autopay.state !== "unavailable" && !autopay.line],
  ["preferences", "menu_preferences", () => true],
  ["terms", "menu_terms", () => true],
];

/** Each way once, where it is possible: a day of one's own for each currency first. @param {Model} model @param {Account} account */
function links(model, account) {
  const { offers } = account.promise;
  const days = offers.map(({ currency }) => item(`promise/${currency}`, t("promise_link") + (offers.length > 1 ? ` · ${currency}` : "")));
  const list = (/** @type {Link[]} */ all) => all.map(([path, words, offered]) => (offered(account, model.state) ? item(path, t(words)) : nothing));
  const ways = [...days, ...list(WAYS)];
  return html`${ways.some((one) => one !== nothing) ? menu("other_ways", ways) : nothing}${menu("menu", list(MORE))}`;
}

/** @param {string} path @param {string} text */
const item = (path, text) => html`<li><a href="#/${path}">${text}</a></li>`;

/** @param {string} words @param {unknown} items */
const menu = (words, items) => html`<nav class="menu" aria-labelledby=${words}><h2 id=${words}>${t(words)}</h2><ul>${items}</ul></nav>`;

/** The id of the first checkbox. @param {Account} account */
const firstBox = (account) => `debt-${account.debts.findIndex((debt) => debt.payable)}`;

/** One list per currency: a payment is in one currency. @param {Model} model @param {Account} account @param {On} on */
function debts(model, account, on) {
  const payable = account.debts.filter((debt) => debt.payable);
  const choices = model.state === "open" && (payable.length > 1 || payable.some((debt) => debt.state === "disputed"));
  const currencies = [...new Set(account.debts.map((debt) => debt.currency))];
  return currencies.map((currency) => {
    const cards = account.debts.map((debt, at) =>
      debt.currency === currency ? card(model, account, on, debt, choices && debt.payable ? `debt-${at}` : "") : nothing,
    );
    const title = `${t(choices ? "what_to_pay" : "what_is_it")}${currencies.length > 1 ? ` · ${currency}` : ""}`;
    return choices ? html`<fieldset><legend>${title}</legend>${cards}</fieldset>` : html`<h2>${title}</h2>${cards}`;
  });
}

/** @param {Model} model @param {Account} account @param {On} on @param {Debt} debt @param {string} box the checkbox's id, empty for none */
function card(model, account, on, debt, box) {
  const amount = debt.balance_text;
  const title = html`<span class="concept">${debt.concept || debt.number}</span> <span class="amount">${amount}</span>`;
  const toggle = (/** @type {Event} */ event) => pick(model, on, debt, /** @type {HTMLInputElement} */ (event.target).checked);
  return html`<div class="card debt">
    ${box
      ? html`<input type="checkbox" id=${box} .checked=${model.picked.has(debt.id)} aria-describedby="${box}-due" @change=${toggle}>
          <label class="line" for=${box}>${title}</label>`
      : html`<p class="line">${title}</p>`}
    <p class="quiet ${debt.days > 0 && debt.state !== "in_plan" ? "late" : ""}" id="${box || debt.id}-due">${debt.due_text}</p>
    ${debt.note || TOLD.has(debt.state) ? html`<p class="badge">${debt.note ?? t(`state_${debt.state}`)}</p>` : nothing}
    ${debt.pending?.payment ? seen(debt, debt.pending) : nothing}
    ${debt.dispute ? wrong(debt) : nothing}
    <details>
      <summary>${t("why")}<span class="sr"> ${debt.concept || debt.number}</span></summary>
      ${rows(debt.rows, { label: t("total"), text: amount })}
      ${debt.why.map((sentence) => html`<p class="quiet">${sentence}</p>`)}
      <p class="quiet">${t("number", { number: debt.number })}</p>
      ${debt.dispute ? nothing : wrong(debt)}
    </details>
  </div>`;
}

/** A payment of it that is under way, with its data. @param {Debt} debt @param {import("../api").Waiting} waiting */
const seen = ({ concept, number }, { screen, payment }) =>
  html`<p class="go"><a href="#/${screen}/${payment}">${t("see_begun")}<span class="sr"> ${concept || number}</span></a></p>`;

/** Where something wrong with it is told, or talked about. @param {Debt} debt */
const wrong = ({ about, concept, number }) =>
  about ? html`<p class="go"><a href="#/${about.path}">${about.text}<span class="sr"> ${concept || number}</span></a></p>` : nothing;

/** A payment is in one currency: picking in another one lets go of the first. @param {Model} model @param {On} on @param {Debt} debt @param {boolean} wanted */
function pick(model, on, debt, wanted) {
  const kept = model.account?.debts.filter((one) => model.picked.has(one.id) && one.id !== debt.id) ?? [];
  const others = wanted ? kept.filter((one) => one.currency !== debt.currency) : [];
  if (others.length) on.say(t("one_currency"));
  const ids = kept.filter((one) => !others.includes(one)).map((one) => one.id);
  on.set({ picked: new Set(wanted ? [...ids, debt.id] : ids), faults: [] });
}

const TOLD = new Set(["paying", "partly_paid", "promised", "in_plan", "disputed", "paid", "withdrawn", "written_off"]);

/** @param {Account} account @param {Debt[]} picked */
function price(account, picked) {
  const sum = picked.reduce((minor, debt) => minor + debt.balance_minor, 0);
  return picked.length ? t("pay", { amount: money(sum, format(account, picked[0].currency)) }) : t("pay_nothing");
}

/** @param {Model} model @param {Account} account @param {On} on */
function upToDate(model, account, on) {
  return html`<div class="center">
      <p class="tick" aria-hidden="true">✓</p>
      ${heading(t("up_to_date"))}
      <p class="quiet">${t("up_to_date_text", { creditor: account.creditor.name })}</p>
    </div>
    ${model.note ? html`<p class="note" role="status">${model.note}</p>` : nothing}
    ${account.paid.length
      ? html`<h2>${t("paid_lately")}</h2><div class="card">${rows(
          account.paid.map((one) => ({ label: `${one.concept || one.number} · ${one.paid_text}`, text: one.total_text })),
        )}</div>`
      : nothing}
    ${pending(model, account, on)}
    ${recurring(account)}
    ${links(model, account)}`;
}

/** What comes again and again, and the way to pay it ahead. @param {Account} account */
function recurring(account) {
  if (account.recurring.length === 0) return nothing;
  return html`<h2>${t("recurring")}</h2>
    ${account.recurring.map(
      (one) => html`<div class="card">
        <p class="line"><span class="concept">${one.concept}</span> <span class="amount">${one.amount_text}</span></p>
        <p class="quiet">${one.every_text}. ${one.next_text}</p>
      </div>`,
    )}
    ${account.allowed.includes("advance") ? html`<p class="go"><a href="#/advance">${t("pay_ahead")}</a></p>` : nothing}`;
}
