/** What happened so far, the latest first: payments, money that went back, invoices that were settled. */

import { t } from "../core.js";
import { back, heading } from "../parts/page.js";
import { fetchPapers } from "../parts/paper.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {{ on: string, when: string, what: string, amount: string, href: string }} Event */

export const prepare = fetchPapers;

/** @param {Model} model */
export function history(model) {
  const events = [...moved(model), ...settled(model)].sort((a, b) => b.on.localeCompare(a.on));
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("history_title"))}
    ${events.length ? html`<ol class="list">${events.map(row)}</ol>` : html`<p class="quiet">${t("no_history")}</p>`}
    <p class="go"><a href="#/documents">${t("documents_title")}</a></p>`;
}

/** @param {Model} model @returns {Event[]} */
const moved = (model) =>
  (model.papers ?? []).filter((one) => one.on).map((one) => ({
    on: one.on ?? "",
    when: one.on_text ?? "",
    what: one.title,
    amount: one.amount_text ?? "",
    href: one.payment ? `#/receipt/${one.payment}` : "",
  }));

/** @param {Model} model @returns {Event[]} */
const settled = (model) =>
  (model.account?.paid ?? []).map((one) => ({
    on: one.on,
    when: one.paid_text,
    what: one.concept || one.number,
    amount: one.total_text,
    href: "",
  }));

/** @param {Event} one */
const row = (one) => html`<li class="card">
  <p class="line"><span class="concept">${one.href ? html`<a href=${one.href}>${one.what}</a>` : one.what}</span>
    <span class="amount">${one.amount}</span></p>
  ${one.when ? html`<p class="quiet">${one.when}</p>` : nothing}</li>`;
