/** Somebody comes for the money: a day of those that are offered, and where. Once it is fixed, how to call it off. */

import { api, t } from "../core.js";
import { back, errorSummary, field, heading, note, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Pickup} Pickup */

/** Home is due where nobody comes. @param {Model} model */
export async function prepare(model) {
  const its = model.account?.pickup;
  return its?.fixed || its?.offer?.days.length ? undefined : "home";
}

/** @param {Model} model @param {On} on */
export function pickup(model, on) {
  const its = /** @type {Pickup} */ (model.account?.pickup);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("pickup_title"))}
    ${its.fixed ? fixed(model, on, its.fixed) : its.offer ? ask(model, on, its.offer) : nothing}`;
}

/** @param {Model} model @param {On} on @param {NonNullable<Pickup["fixed"]>} its */
function fixed(model, on, its) {
  const cancel = () => on.run(() => settle(model, on, `/api/pickups/${its.id}/cancel`, {}, t("pickup_cancelled")));
  return html`${note(its.text)}
    ${its.cancellable
      ? html`<p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing} @click=${cancel}>${t("pickup_cancel")}</button></p>`
      : nothing}`;
}

/** @param {Model} model @param {On} on @param {NonNullable<Pickup["offer"]>} offer */
function ask(model, on, offer) {
  const chosen = offer.days.find((day) => day.on === model.typed.pickup_on) ?? offer.days[0];
  const send = () => {
    const place = (model.typed.place ?? "").trim();
    if (!place) return on.fault("place", t("pickup_place_empty"));
    on.run(() => settle(model, on, "/api/pickups", { on: chosen.on, place, note: (model.typed.note ?? "").trim() }, t("pickup_asked")));
  };
  return html`<p>${t("pickup_text", { hours: offer.hours })}${offer.area ? ` ${t("pickup_area", { area: offer.area })}` : nothing}</p>
    <form novalidate @submit=${sends(send)}>
      <fieldset><legend>${t("pickup_day")}</legend>
        ${offer.days.map(
          (day, at) => html`<div class="choice">
            <input type="radio" name="pickup_on" id="day-${at}" .checked=${day === chosen} @change=${() => on.type("pickup_on", day.on)}>
            <label for="day-${at}">${day.text}</label>
          </div>`,
        )}
      </fieldset>
      ${field(model, on, { name: "place", label: t("pickup_place"), hint: t("pickup_place_hint"), mode: "text", length: 200 })}
      ${field(model, on, { name: "note", label: t("pickup_note"), hint: t("pickup_note_hint"), mode: "text", length: 200 })}
      <p class="quiet">${t("pickup_rest")}</p>
      <div class="pay">${submit(t("pickup_send"), model.busy)}</div>
    </form>`;
}

/** Tells the API, then home with the account as it is now. @param {Model} model @param {On} on @param {string} path @param {object} body @param {string} said */
async function settle(model, on, path, body, said) {
  await api("POST", path, body);
  await on.refresh();
  model.note = said;
  on.go("home");
}
