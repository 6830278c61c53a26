/** The data of a bank transfer, each with its Copy button, and the reference that makes the payment known. */

import { t } from "../core.js";
import { copyRow } from "../parts/copy_row.js";
import { back, heading, note, rich } from "../parts/page.js";
import { prepares } from "../parts/pay.js";
import { html, nothing } from "../vendor/lit-html.js";

export const prepare = prepares("transfer");

/** @param {import("../api").Model} model @param {import("../api").On} on */
export function transfer(model, on) {
  const payment = /** @type {import("../api").Payment} */ (model.payment);
  return html`
    ${back("#/method", t("method"))}
    ${heading(t("transfer_title"))}
    <p>${rich(t("transfer_text"))}</p>
    <dl class="card copies">${payment.next?.rows.map((row) => copyRow(model, on, row))}</dl>
    <p class="actions"><a class="btn second" href=${`/api/transfer.txt?payment=${payment.id}&lang=${model.lang}`} download>${t("transfer_file")}</a></p>
    ${payment.next?.note ? note(payment.next.note) : nothing}
    <p class="quiet">${t("valid_until", { when: payment.expires_text })}</p>
    <h2>${t("next")}</h2>
    <p>${t("transfer_next")}</p>
    <p><a class="btn" href="#/proof/${payment.id}">${t("already_paid")}</a></p>
    <p><a class="btn second" href="#/home">${t("see_balance")}</a></p>`;
}
