/** Everything that happened so far, the latest first: invoices, payments, what was agreed and what was written. */

import { api, t } from "../core.js";
import { back, heading } from "../parts/page.js";
import { address } from "../parts/paper.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").HistoryEvent} HistoryEvent */

/** @param {Model} model */
export async function prepare(model) {
  if (model.screen === "history" && model.history?.lang === model.lang) return;
  model.history = { ...(await api("GET", "/api/history")), lang: model.lang };
}

/** @param {Model} model @param {On} on */
export function history(model, on) {
  const { events, more } = /** @type {NonNullable<Model["history"]>} */ (model.history);
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("history_title"))}
    ${events.length ? html`<ol class="list">${events.map((one) => row(model, one))}</ol>` : html`<p class="quiet">${t("no_history")}</p>`}
    ${more
      ? html`<p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing} @click=${() => on.run(() => goBack(model))}>${t("history_more")}</button></p>`
      : nothing}
    <p class="go"><a href="#/documents">${t("documents_title")}</a></p>`;
}

/** What came before the oldest that is shown. @param {Model} model */
async function goBack(model) {
  const known = /** @type {NonNullable<Model["history"]>} */ (model.history);
  const earlier = await api("GET", `/api/history?skip=${known.events.length}`);
  model.history = { ...known, events: [...known.events, ...earlier.events], more: earlier.more };
}

/** @param {Model} model @param {HistoryEvent} one */
const row = (model, one) => html`<li class="card">
  <p class="line"><span class="concept">${what(model, one)}</span>
    ${one.amount_text ? html`<span class="amount">${one.amount_text}</span>` : nothing}</p>
  <p class="quiet">${one.when}</p></li>`;

/** What happened, as the way to its receipt or paper where it has one. @param {Model} model @param {HistoryEvent} one */
function what(model, one) {
  const page = one.payment ? `receipt/${one.payment}` : one.screen;
  if (page) return html`<a href=${`#/${page}`}>${one.text}</a>`;
  if (one.kind === "terms") return html`<a href="#/terms">${one.text}</a>`;
  if (one.document) return html`<a href=${address(model, one.document)} target="_blank" rel="noopener">${one.text}</a>`;
  return one.text;
}
