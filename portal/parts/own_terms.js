/** The fields for a plan on one's own terms, and what was typed into them. */

import { money, t } from "../core.js";
import { html, nothing } from "../vendor/lit-html.js";
import { field } from "./page.js";
import { minorUnits } from "./typed_amount.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Account} Account */

/** How many, from when, how often, how much first; and words for whoever reads it. @param {Model} model @param {On} on @param {Account} account @param {boolean} asks whether a person reads it */
export function own(model, on, account, asks) {
  const fault = model.faults.find((one) => one.field === "first_on");
  const typed = (/** @type {Event} */ event) => on.type("first_on", /** @type {HTMLInputElement} */ (event.target).value);
  return html`
    ${field(model, on, { name: "parts", label: t("plan_how_many"), hint: t("plan_how_many_hint"), mode: "numeric", length: 2, look: "short" })}
    <div class="field ${fault ? "wrong" : ""}"><label for="first_on">${t("plan_first")}</label>
      ${fault ? html`<p class="fault" id="first_on-fault">${fault.message}</p>` : nothing}
      <input id="first_on" type="date" min=${account.today} .value=${model.typed.first_on ?? ""} aria-invalid=${fault ? "true" : nothing}
        aria-describedby=${fault ? "first_on-fault" : nothing} @change=${typed}></div>
    <div class="field"><label for="every">${t("plan_every")}</label>
      <select id="every" @change=${(/** @type {Event} */ event) => on.type("every", /** @type {HTMLSelectElement} */ (event.target).value)}>
        ${["month", "half_month", "week"].map((one) => html`<option value=${one} .selected=${one === (model.typed.every ?? "month")}>${t(`plan_every_${one}`)}</option>`)}
      </select></div>
    ${field(model, on, { name: "down_minor", label: t("plan_down"), hint: t("optional"), mode: "decimal", length: 20 })}
    ${asks ? field(model, on, { name: "note", label: t("plan_words"), hint: t("plan_ask_hint", { creditor: account.creditor.name }), mode: "text", length: 300 }) : nothing}`;
}

/** The terms as the API takes them; null where something is unclear, which is said then. @param {Model} model @param {On} on @param {import("../api").Money} fmt */
export function ownTerms(model, on, fmt) {
  const { typed } = model;
  const wrong = (/** @type {string} */ name, /** @type {string} */ words) => (on.fault(name, words), null);
  const parts = Number(typed.parts ?? "");
  if (!Number.isInteger(parts) || parts < 1) return wrong("parts", t("plan_parts_unclear"));
  if (!typed.first_on) return wrong("first_on", t("plan_first_unclear"));
  const down = typed.down_minor ? minorUnits(typed.down_minor, fmt) : 0;
  if (down === null) return wrong("down_minor", t("amount_unclear", { example: money(100000, fmt) }));
  return { parts, first_on: typed.first_on, down_minor: down, every: typed.every ?? "month" };
}
