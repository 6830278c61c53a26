/** Everything that happened so far, the latest first: invoices, payments, what was agreed and what was written. */

import { api, t } from "../core.js";
import { back, heading } from "../parts/page.js";
import { address } from "../parts/paper.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").HistoryEvent} HistoryEvent */

/** @param {Model} model */
export async function prepare(model) {
  model.history = (await api("GET", "/api/history")).events;
}

/** @param {Model} model */
export function history(model) {
  const events = model.history ?? [];
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("history_title"))}
    ${events.length ? html`<ol class="list">${events.map((one) => row(model, one))}</ol>` : html`<p class="quiet">${t("no_history")}</p>`}
    <p class="go"><a href="#/documents">${t("documents_title")}</a></p>`;
}

/** @param {Model} model @param {HistoryEvent} one */
const row = (model, one) => html`<li class="card">
  <p class="line"><span class="concept">${what(model, one)}</span>
    ${one.amount_text ? html`<span class="amount">${one.amount_text}</span>` : nothing}</p>
  <p class="quiet">${one.when}</p></li>`;

/** What happened, as the way to its receipt or paper where it has one. @param {Model} model @param {HistoryEvent} one */
function what(model, one) {
  if (one.payment) return html`<a href=${`#/receipt/${one.payment}`}>${one.text}</a>`;
  if (one.kind === "terms") return html`<a href="#/terms">${one.text}</a>`;
  if (one.document) return html`<a href=${address(model, one.document)} target="_blank" rel="noopener">${one.text}</a>`;
  return one.text;
}
