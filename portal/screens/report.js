/** What became of a payment that the debtor told of: being checked, confirmed, or not found and why. */

import { RETRIED, api, t } from "../core.js";
import { fileField } from "../parts/file_field.js";
import { back, contact, errorSummary, heading, note, rows, sends, submit } from "../parts/page.js";
import { another } from "../parts/report.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Report} Report */

/** @param {Model} model @param {string} id */
export async function prepare(model, id) {
  if (model.report?.id === id && model.report.lang === model.lang) return;
  model.report = { ...(await api("GET", `/api/reports/${id}`)), lang: model.lang };
}

/** Home is to show what changed; a later visit asks anew. @param {Model} model */
export function enter(model) {
  model.stale = true;
  return () => void (RETRIED.has(model.state) || Object.assign(model, { report: null, file: null, told: null, progress: 0 }));
}

/** @param {Model} model @param {On} on */
export function report(model, on) {
  const told = /** @type {Report} */ (model.report);
  const waits = told.state === "pending";
  const good = told.state === "confirmed";
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t(waits ? "report_thanks" : `report_${told.state}`))}
    <div role="status">${note(told.message, good ? "good" : "")}${model.note ? note(model.note) : nothing}</div>
    <div class="card">${rows([
      { label: t("amount"), text: told.amount_text },
      { label: t("date"), text: told.paid_on_text },
      { label: t("method"), text: told.method_label },
      ...(told.proof ? [{ label: t("report_proof"), text: told.proof.message }] : []),
    ])}</div>
    ${waits ? html`<p>${t("report_rest")}</p>` : nothing}
    ${waits && told.proof?.state !== "kept" ? add(model, on, told) : nothing}
    ${told.payment ? html`<p class="go"><a href="#/receipt/${told.payment}">${t("report_receipt")}</a></p>` : nothing}
    ${waits ? takeBack(model, on, told) : nothing}
    ${told.state === "refused" || told.state === "expired"
      ? html`<p><a class="btn second" href="#/proof">${t("report_again")}</a></p>${contact(model)}`
      : nothing}`;
}

/** @param {Model} model @param {On} on @param {Report} told */
function add(model, on, told) {
  const form = model.account?.report;
  if (!form) return nothing;
  const send = () => (model.file ? on.run(() => another(model, on, told.id)) : on.fault("file", t("file_choose")));
  return html`<form novalidate @submit=${sends(send)}>
    ${fileField(model, on, form)}
    ${submit(t("report_send_file"), model.busy)}
  </form>`;
}

/** @param {Model} model @param {On} on @param {Report} told */
const takeBack = (model, on, told) => html`<details><summary>${t("report_withdraw")}</summary>
  <p>${t("report_withdraw_text")}</p>
  <p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing}
    @click=${() => on.run(() => withdraw(model, on, told.id))}>${t("report_withdraw_yes")}</button></p>
</details>`;

/** @param {Model} model @param {On} on @param {string} id */
async function withdraw(model, on, id) {
  await api("POST", `/api/reports/${id}/withdraw`, {});
  Object.assign(model, { report: null, stale: true, note: t("report_withdrawn") });
  on.go("home");
}
