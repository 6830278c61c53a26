/** The balance, what it is made of, and one way forward. */

import { Trouble, api, format, money, t } from "../core.js";
import { contact, errorSummary, heading, menu, note, rows, sends, submit } from "../parts/page.js";
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

/** @param {Model} model @param {On} on */
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
    ${account.plan && plans ? plans.kept(account.plan, on, model.busy) : nothing}
    ${account.plan && !account.totals.some((total) => total.balance_minor) ? nothing : html`<p class="quiet">${t("balance_with", { creditor: account.creditor.name })}</p>`}
    ${account.totals.map((total) => (total.balance_minor ? html`<p class="figure">${total.balance_text}</p>` : nothing))}
    <p class="quiet">${account.as_of_text}</p>
    ${account.totals.map((total) => [
      total.saving_text ? note(total.saving_text, "good") : nothing,
      total.tomorrow_line ? html`<p>${total.tomorrow_line}</p>` : nothing,
    ])}
    ${credit(model, account, on)}
    ${byHand(account)}
    ${account.ladder_note ? html`<p>${account.ladder_note}</p>` : nothing}
    ${agreed(account)}
    ${account.autopay.line ? note(`${account.autopay.line}.`, "good") : nothing}
    <form novalidate @submit=${sends(send)}>
      ${debts(model, account, on)}
      ${model.state === "open" ? pay(model, account, picked) : nothing}
    </form>
    ${model.state === "waiting" && !account.plan ? html`${note(t("nothing_to_pay"))}${contact(model)}` : nothing}
    ${account.report ? html`<p class="go"><a href="#/proof">${t("already_paid")}</a></p>` : nothing}
    ${account.promise.offers.map((one) => html`<p class="go"><a href="#/promise/${one.currency}">${t("promise_link")}</a></p>`)}
    ${["plan", "extension"].map((page) => (account.allowed.includes(page) ? html`<p class="go"><a href="#/${page}">${t(`${page}_link`)}</a></p>` : nothing))}
    <p class="go"><a href="#/problem">${t("problem_link")}</a></p>
    ${reports(account)}
    ${recurring(account)}
    ${receipts(account)}
    ${menu(account)}`;
}

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
      ? html`<p class="go"><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing} @click=${use}>${t("use_credit")}</button></p>`
      : nothing}`;
}

/** Checks that wait for their bank, and the day on which somebody comes. @param {Account} account */
function byHand(account) {
  const { fixed, offer } = account.pickup ?? {};
  return html`${account.checks.map((one) => note(one.text))}
    ${fixed ? html`${note(fixed.text)}<p class="go"><a href="#/pickup">${t("pickup_change")}</a></p>` : nothing}
    ${offer?.days.length ? html`<p class="go"><a href="#/pickup">${t("pickup_offer")}</a></p>` : nothing}`;
}

/** What was promised, and what was told and waits for its answer. @param {Account} account */
const agreed = (account) => html`${account.promise.open.map(
    (one) => html`${note(one.text)}<p class="go"><a href="#/promise/${one.id}">${t("promise_change")}</a></p>`,
  )}${account.help.open.map((one) => note(one.text))}`;

/** The id of the first checkbox. @param {Account} account */
const firstBox = (account) => `debt-${account.debts.findIndex((debt) => debt.payable)}`;

/** One list per currency: a payment is in one currency. @param {Model} model @param {Account} account @param {On} on */
function debts(model, account, on) {
  const choices = account.debts.filter((debt) => debt.payable).length > 1 && model.state === "open";
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
  const amount = money(debt.balance_minor, format(account, debt.currency));
  const title = html`<span class="concept">${debt.concept || debt.number}</span> <span class="amount">${amount}</span>`;
  const toggle = (/** @type {Event} */ event) => pick(model, on, debt, /** @type {HTMLInputElement} */ (event.target).checked);
  return html`<div class="card debt">
    ${box
      ? html`<input type="checkbox" id=${box} .checked=${model.picked.has(debt.id)} aria-describedby="${box}-due" @change=${toggle}>
          <label class="line" for=${box}>${title}</label>`
      : html`<p class="line">${title}</p>`}
    <p class="quiet ${debt.days > 0 ? "late" : ""}" id="${box || debt.id}-due">${debt.due_text}</p>
    ${debt.note || TOLD.has(debt.state) ? html`<p class="badge">${debt.note ?? t(`state_${debt.state}`)}</p>` : nothing}
    <details>
      <summary>${t("why")}<span class="sr"> ${debt.concept || debt.number}</span></summary>
      ${rows(debt.rows, { label: t("total"), text: amount })}
      ${debt.why.map((sentence) => html`<p class="quiet">${sentence}</p>`)}
      <p class="quiet">${t("number", { number: debt.number })}</p>
    </details>
  </div>`;
}

/** A payment is in one currency: picking in another one lets go of the first. @param {Model} model @param {On} on @param {Debt} debt @param {boolean} wanted */
function pick(model, on, debt, wanted) {
  const kept = model.account?.debts.filter((one) => model.picked.has(one.id) && one.id !== debt.id) ?? [];
  const others = wanted ? kept.filter((one) => one.currency !== debt.currency) : [];
  if (others.length) on.say(t("one_currency"));
  const ids = kept.filter((one) => !others.includes(one)).map((one) => one.id);
  on.set({ picked: new Set(wanted ? [...ids, debt.id] : ids), faults: [] });
}

const TOLD = new Set(["paying", "partly_paid", "promised", "in_plan", "disputed", "paid", "withdrawn", "written_off"]);

/** @param {Model} model @param {Account} account @param {Debt[]} picked */
function pay(model, account, picked) {
  const sum = picked.reduce((minor, debt) => minor + debt.balance_minor, 0);
  const text = picked.length ? t("pay", { amount: money(sum, format(account, picked[0].currency)) }) : t("pay_nothing");
  return html`
    ${account.allowed.includes("amount") ? html`<p class="go"><a href="#/amount">${t("other_amount")}</a></p>` : nothing}
    <div class="pay">${submit(text, model.busy)}</div>`;
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
    ${credit(model, account, on)}
    ${recurring(account)}
    ${reports(account)}
    ${receipts(account)}
    ${menu(account)}`;
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

/** Payments that the debtor told of. @param {Account} account */
function reports(account) {
  if (account.reports.length === 0) return nothing;
  return html`<h2>${t("reports")}</h2>
    <ul class="list">${account.reports.map(
      (one) => html`<li><a href="#/report/${one.id}">${one.paid_on_text} · ${one.amount_text}</a> <span class="quiet">${t(`report_${one.state}`)}</span></li>`,
    )}</ul>`;
}

/** @param {Account} account */
function receipts(account) {
  const papers = html`<p class="go"><a href="#/documents">${t("documents_title")}</a></p><p class="go"><a href="#/history">${t("history_title")}</a></p>`;
  if (account.receipts.length === 0) return papers;
  return html`<h2>${t("receipts")}</h2>
    <ul class="list">${account.receipts.map(
      (one) => html`<li><a href="#/receipt/${one.id}">${one.paid_on_text} · ${one.amount_text}</a></li>`,
    )}</ul>${papers}`;
}
