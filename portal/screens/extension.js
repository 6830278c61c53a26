/** More time for one payment: days that are given at once, or another day that a person looks at. */

import { Trouble, api, t } from "../core.js";
import { back, contact, errorSummary, field, heading, note, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").MoreTime} MoreTime */

/** @param {Model} model */
export async function prepare(model) {
  return model.account?.extension ? undefined : "home";
}

/** @param {Model} model @param {On} on */
export function extension(model, on) {
  const its = /** @type {MoreTime} */ (model.account?.extension);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("extension_title"))}
    ${its.state === "asked" ? html`${note(its.text)}${contact(model)}` : form(model, on, its)}`;
}

/** @param {Model} model @param {On} on @param {MoreTime} its */
function form(model, on, its) {
  const at = model.typed.until ?? its.dates[0]?.value ?? "other";
  const debt = model.account?.debts.find((one) => one.id === its.debt_ids[0]);
  const fault = model.faults.find((one) => one.field === "until");
  const typed = (/** @type {Event} */ event) => on.type("day", /** @type {HTMLInputElement} */ (event.target).value);
  return html`
    ${debt ? html`<p>${t("extension_of", { name: debt.concept || debt.number, due: debt.due_text })}</p>` : nothing}
    <p>${its.text}</p>
    <form novalidate @submit=${sends(() => send(model, on, its, at === "other" ? (model.typed.day ?? "") : at))}>
      ${its.dates.length
        ? html`<fieldset><legend class="sr">${t("extension_title")}</legend>
            ${[...its.dates, { value: "other", text: t("promise_other") }].map(
              (one) => html`<div class="choice">
                <input type="radio" name="until" id="until-${one.value}" .checked=${one.value === at} @change=${() => on.type("until", one.value)}>
                <label for="until-${one.value}">${one.text}</label></div>`,
            )}</fieldset>`
        : nothing}
      ${at === "other"
        ? html`<div class="field ${fault ? "wrong" : ""}"><label for="until">${t("promise_day")}</label>
            ${fault ? html`<p class="fault" id="until-fault">${fault.message}</p>` : nothing}
            <input id="until" type="date" min=${its.min} max=${its.max} .value=${model.typed.day ?? ""} aria-invalid=${fault ? "true" : nothing}
              aria-describedby=${fault ? "until-fault" : nothing} @change=${typed}></div>
            ${field(model, on, { name: "note", label: t("plan_words"), hint: t("optional"), mode: "text", length: 300 })}`
        : nothing}
      ${note(html`${its.charges_text} ${its.discount_text ?? ""}`)}
      <div class="pay">${submit(t("extension_ask"), model.busy)}</div>
    </form>
    ${model.account?.allowed.includes("plan") ? html`<p class="go"><a href="#/plan">${t("plan_link")}</a></p>` : nothing}`;
}

/** @param {Model} model @param {On} on @param {MoreTime} its @param {string} until */
function send(model, on, its, until) {
  if (!until) return on.fault("until", t("promise_day_unclear"));
  on.run(() => save(model, on, { debt_ids: its.debt_ids, until, note: model.typed.note ?? "" }));
}

/** @param {Model} model @param {On} on @param {object} said */
async function save(model, on, said) {
  try {
    const { message } = await api("POST", "/api/extensions", said);
    await on.refresh();
    Object.assign(model, { typed: {}, note: message });
    on.go("home");
  } catch (trouble) {
    const fault = trouble instanceof Trouble ? trouble.answer.faults?.[0] : undefined;
    if (!fault) throw trouble;
    if (model.typed.until !== "other") model.typed.until = "other";
    model.faults = [{ field: fault.path === "note" ? "note" : "until", message: fault.message }];
  }
}
