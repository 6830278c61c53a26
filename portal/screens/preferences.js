/** How the debtor wants to be written to: channels, hours within the law, language. */

import { Trouble, api, t } from "../core.js";
import { back, errorSummary, heading, note, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Preferences} Preferences */

const LANGUAGES = /** @type {Record<string, string>} */ ({ es: "Español", en: "English", pt: "Português" });

/** @param {Model} model */
export async function prepare(model) {
  model.preferences = await api("GET", "/api/preferences");
}

/** @param {Model} model @param {On} on */
export function preferences(model, on) {
  const known = /** @type {Preferences} */ (model.preferences);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("preferences_title"))}
    ${model.note ? html`<p class="note good" role="status">${model.note}</p>` : nothing}
    <form novalidate @submit=${sends((form) => save(model, on, form))}>
      ${known.channels.length ? channels(known) : note(t("preferences_nowhere"))}
      ${known.channels.length > 1 ? preferred(known) : nothing}
      ${hours(model, known)}
      ${choice("language", t("preferences_language"), known.languages.map((one) => [one, LANGUAGES[one]]), known.language)}
      ${submit(t("preferences_save"), model.busy)}
    </form>
    ${known.channels.some((one) => one.reminders) ? stop(model, on, known) : nothing}
    <p class="quiet">${t("preferences_still")}</p>`;
}

/** One tap, for whoever wants none at all. @param {Model} model @param {On} on @param {Preferences} known */
const stop = (model, on, known) => html`<p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing}
  @click=${() => keep(model, on, { reminders: Object.fromEntries(known.channels.map((one) => [one.id, false])) }, t("preferences_stopped"))}>${t("preferences_stop")}</button></p>`;

/** @param {Preferences} known */
const channels = (known) => html`<fieldset><legend>${t("preferences_channels")}</legend>
  ${known.channels.map(
    (one) => html`<div class="choice">
      <input type="checkbox" id="channel-${one.id}" name="reminders" value=${one.id} .checked=${one.reminders} aria-describedby="channel-${one.id}-hint">
      <label for="channel-${one.id}">${one.label} · ${one.address}</label>
      <p class="quiet" id="channel-${one.id}-hint">${one.consent}</p>
    </div>`,
  )}</fieldset>`;

/** @param {Preferences} known */
const preferred = (known) =>
  choice(
    "preferred_channel",
    t("preferences_first"),
    [["", t("preferences_any")], ...known.channels.map((one) => /** @type {[string, string]} */ ([one.id, one.label]))],
    known.preferred_channel,
  );

/** @param {Model} model @param {Preferences} known */
function hours(model, known) {
  const fault = model.faults.find((one) => one.field === "hour_from");
  const options = /** @type {[string, string][]} */ ([["", t("preferences_any_hour")], ...known.hours.map((hour) => [hour, hour])]);
  return html`<fieldset class=${fault ? "wrong" : ""} aria-describedby="hours-hint ${fault ? "hours-fault" : ""}"><legend>${t("preferences_hours")}</legend>
    <p class="hint" id="hours-hint">${known.hours_text}</p>
    ${fault ? html`<p class="fault" id="hours-fault">${fault.message}</p>` : nothing}
    ${choice("hour_from", t("preferences_from"), options, known.hour_from)}
    ${choice("hour_to", t("preferences_to"), options, known.hour_to)}
  </fieldset>`;
}

/** @param {string} name @param {string} label @param {[string, string][]} options @param {string} chosen */
const choice = (name, label, options, chosen) => html`<div class="field">
  <label for=${name}>${label}</label>
  <select id=${name} name=${name}>${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}</select>
</div>`;

/** What was changed: a wish that this page cannot show, such as one from a file, stays. @param {Model} model @param {On} on @param {HTMLFormElement} form */
function save(model, on, form) {
  const data = new FormData(form);
  const known = /** @type {Preferences} */ (model.preferences);
  const wanted = new Set(data.getAll("reminders"));
  const changed = (/** @type {(keyof Preferences)[]} */ ...names) =>
    names.some((name) => data.has(name) && data.get(name) !== known[name]) ? Object.fromEntries(names.map((name) => [name, data.get(name)])) : {};
  const reminders = Object.fromEntries(known.channels.map((one) => [one.id, wanted.has(one.id)]));
  keep(model, on, { ...changed("preferred_channel"), ...changed("hour_from", "hour_to"), ...changed("language"), reminders }, t("preferences_saved"));
}

/** @param {Model} model @param {On} on @param {object} wish @param {string} said */
function keep(model, on, wish, said) {
  on.run(async () => {
    try {
      model.preferences = await api("PUT", "/api/preferences", wish);
    } catch (trouble) {
      const faults = trouble instanceof Trouble ? trouble.answer.faults : undefined;
      if (!faults) throw trouble;
      model.faults = faults.map((one) => ({ field: one.path.replace(/^reminders\./, "channel-"), message: one.message }));
      return;
    }
    model.note = said;
    scrollTo(0, 0);
  });
}
