/** What became of a payment. Only what the provider confirmed is called paid. */

import { t } from "../core.js";
import { contact, heading, note, rich, rows } from "../parts/page.js";
import { paperLink } from "../parts/paper.js";
import { fetchPayment } from "../parts/pay.js";
import { watch } from "../parts/watch.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Payment} Payment */

export const prepare = fetchPayment;

/** @param {Model} model @param {On} on */
export function enter(model, on) {
  model.stale = true; // home is to show what this payment changed
  if (["pending", "processing"].includes(model.payment?.state ?? "")) return watch(model, on);
}

/** @param {Model} model @param {On} on */
export function receipt(model, on) {
  const payment = /** @type {Payment} */ (model.payment);
  if (payment.state === "paid") return paid(model, payment);
  if (payment.state === "failed" || payment.state === "expired") return notPaid(model, payment);
  if (payment.state === "pending" || payment.state === "processing") return checking(model, on, payment);
  return other(payment);
}

/** @param {Payment} payment */
const facts = (payment) => [
  ...(payment.receipt ? [{ label: t("receipt_number"), text: payment.receipt }] : []),
  { label: t("reference"), text: payment.reference },
  ...(payment.paid_at_text ? [{ label: t("date"), text: payment.paid_at_text }] : []),
  { label: t("method"), text: payment.method_label },
];

/** @param {Model} model @param {Payment} payment */
function paid(model, payment) {
  const thanks = t(payment.up_to_date ? "thanks_up_to_date" : "thanks", { name: model.account?.name ?? "" });
  return html`<div class="center">
      <p class="tick" aria-hidden="true">✓</p>
      ${heading(t("paid_title"))}
      <p class="figure">${payment.amount_text}</p>
      <p>${rich(thanks)}</p>
    </div>
    <div class="card">${rows([...facts(payment), ...payment.lines], { label: t("balance"), text: payment.balance_text })}</div>
    ${payment.plan_texts.map((line) => note(line, "good"))}
    ${payment.parts_text ? note(payment.parts_text) : nothing}
    ${payment.value_texts.map((text) => note(text))}
    ${payment.kept_text ? note(payment.kept_text, "good") : nothing}
    ${payment.document ? paperLink(model, payment.document, t("open_pdf")) : nothing}
    <p class="actions"><button class="btn second" type="button" @click=${() => print()}>${t("print_receipt")}</button></p>
    ${payment.next_text ? html`<h2>${t("next")}</h2><p>${payment.next_text}</p>` : nothing}
    <p class="go"><a href="#/home">${t("your_balance")}</a></p>`;
}

/** What arrived of a transfer, and what lacks. @param {Payment} payment */
const parts = (payment) =>
  payment.lacking_text && payment.arrived_text
    ? [{ label: t("arrived"), text: payment.arrived_text }, { label: t("lacking"), text: payment.lacking_text }]
    : [];

/** @param {Model} model @param {Payment} payment */
const notPaid = (model, payment) => html`
  ${heading(t(`${payment.state}_payment_title`))}
  <div role="status">${note(rich(t(`${payment.state}_payment_text`)))}</div>
  <div class="card">${rows([...facts(payment), { label: t("amount"), text: payment.amount_text }])}</div>
  <p><a class="btn" href="#/home">${t("try_again")}</a></p>
  ${contact(model)}`;

/** A refund, or a state this page does not know: the API says it in words. @param {Payment} payment */
const other = (payment) => html`
  ${heading(t("payment"))}
  <div role="status">${note(payment.message)}</div>
  <div class="card">${rows([...facts(payment), { label: t("amount"), text: payment.amount_text }])}</div>
  <p class="go"><a href="#/home">${t("your_balance")}</a></p>`;

/** @param {Model} model @param {On} on @param {Payment} payment */
const checking = (model, on, payment) => html`
  ${heading(t(model.watching ? "checking_title" : "unknown_title"))}
  <div role="status">${note(rich(t(model.watching ? "checking_text" : "unknown_text")))}</div>
  ${payment.lacking_text ? note(payment.message) : nothing}
  <div class="card">${rows([...facts(payment), { label: t("amount"), text: payment.amount_text }, ...parts(payment)])}</div>
  ${model.watching ? nothing : html`<p><button class="btn" type="button" @click=${() => on.set({ looks: model.looks + 1 })}>${t("look_again")}</button></p>${contact(model)}`}
  <p class="go"><a href="#/home">${t("your_balance")}</a></p>`;
