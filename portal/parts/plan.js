/** A plan that is kept, beside the balance: the next date and its amount, not the whole of it. */

import { t } from "../core.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Plan} Plan */

/** With nothing else to pay its button is the one of the screen. @param {Plan} plan @param {import("../api").On} on @param {import("../api").Model} model */
export const kept = (plan, on, model) => html`
  <p class="quiet">${t("plan_next")}</p>
  <p class="figure">${plan.due_text}</p>
  ${plan.next ? html`<p><strong>${plan.next.label}</strong> · ${plan.next.due_text}. ${plan.next.state === "late" ? plan.next.state_text : ""}</p>` : nothing}
  <p class="quiet">${t("plan_left", { paid: plan.paid_text ?? "", total: plan.total_text })}</p>
  <p class="go"><a href="#/plan/${plan.id}">${t("plan_see")}</a></p>
  <p class=${model.state === "open" ? "" : "pay"}><button class="btn ${model.state === "open" ? "second" : ""}" type="button" aria-disabled=${model.busy ? "true" : nothing}
    @click=${() => on.choose({ plan: { id: plan.id } })}>${t("pay", { amount: plan.due_text ?? "" })}</button></p>`;

/** Each part with its day, its amount, and what became of it. @param {import("../api").Part[]} parts @param {boolean} [states] */
export const schedule = (parts, states = false) => html`<dl class="rows card">
  ${parts.map(
    (part) => html`<div><dt>${part.label} · ${part.due_text}${states && part.state !== "coming" ? html` <span class="quiet">${part.state_text}</span>` : nothing}</dt>
      <dd>${part.amount_text}</dd></div>`,
  )}
</dl>`;
