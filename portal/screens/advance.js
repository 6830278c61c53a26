/** Paying recurring charges ahead: each agreed choice with its price and what it saves. */

import { t } from "../core.js";
import { back, errorSummary, heading, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Recurring} Recurring */
/** @typedef {import("../api").Offer} Offer */

/** @param {import("../api").Account} account */
const choices = (account) => account.recurring.flatMap((one) => one.advance.map((offer) => ({ schedule: one.id, offer })));

/** Home is due where nothing may be paid ahead. @param {Model} model */
export async function prepare(model) {
  return model.account && choices(model.account).length ? undefined : "home";
}

/** @param {Model} model @param {On} on */
export function advance(model, on) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const all = choices(account);
  const chosen = Math.min(Number(model.typed.advance ?? 0), all.length - 1);
  const send = () => on.choose({ advance: { schedule: all[chosen].schedule, periods: all[chosen].offer.periods } });
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("advance_title"))}
    <form novalidate @submit=${sends(send)}>
      ${account.recurring.map((one) => (one.advance.length ? group(on, one, all, chosen) : nothing))}
      <div class="pay">${submit(t("continue"), model.busy)}</div>
    </form>`;
}

/** @param {On} on @param {Recurring} one @param {{ offer: Offer }[]} all @param {number} chosen */
const group = (on, one, all, chosen) => html`<fieldset>
  <legend>${one.concept} · ${one.amount_text}</legend>
  <p class="quiet">${one.every_text}</p>
  ${one.advance.map((offer) => choice(on, offer, all.findIndex((other) => other.offer === offer), chosen))}
</fieldset>`;

/** @param {On} on @param {Offer} offer @param {number} at @param {number} chosen */
const choice = (on, offer, at, chosen) => html`<div class="choice">
  <input type="radio" name="advance" id="ahead-${at}" .checked=${at === chosen} aria-describedby="ahead-${at}-hint"
    @change=${() => on.type("advance", String(at))}>
  <label for="ahead-${at}">${offer.label} · ${offer.amount_text}</label>
  <p class="quiet" id="ahead-${at}-hint">${offer.saving_text ? html`<strong>${offer.saving_text}</strong> · ` : nothing}${offer.covers_text}</p>
</div>`;
