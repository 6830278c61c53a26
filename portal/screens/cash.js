/** A slip to take to the cash desk. It prints on one page. */

import { t } from "../core.js";
import { back, heading, note, rows } from "../parts/page.js";
import { prepares } from "../parts/pay.js";
import { html, nothing } from "../vendor/lit-html.js";

export const prepare = prepares("cash");

/** @param {import("../api").Model} model */
export function cash(model) {
  const payment = /** @type {import("../api").Payment} */ (model.payment);
  const next = /** @type {import("../api").Next} */ (payment.next);
  return html`
    ${back("#/method", t("method"))}
    ${heading(t("cash_title"))}
    <p>${t("cash_text")}</p>
    <div class="card">${rows(next.rows.map((row) => ({ label: row.label, text: row.value })))}</div>
    ${next.note ? note(next.note) : nothing}
    <p class="quiet">${t("valid_until", { when: payment.expires_text })}</p>
    <p class="actions"><button class="btn" type="button" @click=${() => print()}>${t("print")}</button></p>
    <p class="go"><a href="#/proof/${payment.id}">${t("already_paid")}</a></p>`;
}
