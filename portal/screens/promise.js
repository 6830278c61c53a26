/** A promise to pay: days to choose from with what will be owed on each, another day, part of it; changed or taken back. */

import { Trouble, api, format, money, t } from "../core.js";
import { back, errorSummary, field, heading, note, sends, submit } from "../parts/page.js";
import { minorUnits } from "../parts/typed_amount.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").PromiseOffer} Offer */
/** @typedef {import("../api").PromiseDay} Day */
/** @typedef {import("../api").OpenPromise} Open */

/** The promise that changes, or the currency in which one may be made. @param {Model} model @returns {{ offer?: Offer, open?: Open }} */
function subject(model) {
  const { offers = [], open = [] } = model.account?.promise ?? {};
  const old = open.find((one) => one.id === model.arg);
  if (old) return { open: old, offer: old.dates ? /** @type {Offer} */ (old) : undefined };
  return { offer: offers.find((one) => one.currency === model.arg) ?? offers[0] };
}

/** Home is due where nothing may be promised or changed. @param {Model} model @param {string} arg */
export async function prepare(model, arg) {
  const { offer, open } = subject({ ...model, arg });
  return offer || open ? undefined : "home";
}

/** A day that was asked for elsewhere is not this one's. @param {Model} model */
export function enter(model) {
  if (model.day?.on !== model.typed.on) model.day = null;
}

/** @param {Model} model @param {On} on */
export function promise(model, on) {
  const { offer, open } = subject(model);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t(open ? "promise_yours" : "promise_title"))}
    ${open ? note(open.text) : html`<p>${t("promise_text")}</p>`}
    ${offer ? form(model, on, offer, open) : html`<p class="quiet">${t("promise_changed_once")}</p>`}
    ${open ? takeBack(model, on, open) : nothing}`;
}

/** @param {Model} model @param {On} on @param {Offer} offer @param {Open} [open] */
function form(model, on, offer, open) {
  const at = model.typed.day ?? (offer.dates.length ? "0" : "other");
  const day = at === "other" ? model.day : offer.dates[Number(at)];
  return html`<form novalidate @submit=${sends(() => send(model, on, offer, day ?? null, open))}>
    ${open ? html`<h2>${t("promise_another")}</h2>` : nothing}
    <fieldset><legend class="sr">${t("promise_title")}</legend>
      ${offer.dates.map((one, place) => choice(on, String(place), at, one.text[0].toUpperCase() + one.text.slice(1), total(one)))}
      ${choice(on, "other", at, t("promise_other"), t("promise_until", { date: offer.max_text }))}
    </fieldset>
    ${at === "other" ? other(model, on, offer, open) : nothing}
    ${day ? part(model, on, offer, day) : nothing}
    ${!open && model.account?.promise.ask_reason ? reason(model, on) : nothing}
    <div class="pay">${submit(t(open ? "promise_change_save" : "promise_save"), model.busy)}</div>
  </form>`;
}

/** @param {Day} day */
const total = (day) => html`${t("promise_total", { amount: day.total_text })}${day.note ? html` ${day.note}` : nothing}`;

/** @param {On} on @param {string} id @param {string} at @param {unknown} label @param {unknown} hint */
const choice = (on, id, at, label, hint) => html`<div class="choice">
  <input type="radio" name="day" id="day-${id}" .checked=${id === at} aria-describedby="day-${id}-hint" @change=${() => on.type("day", id)}>
  <label for="day-${id}">${label}</label><p class="quiet" id="day-${id}-hint">${hint}</p>
</div>`;

/** Another day, with what will be owed on it. @param {Model} model @param {On} on @param {Offer} offer @param {Open} [open] */
function other(model, on, offer, open) {
  const fault = model.faults.find((one) => one.field === "on");
  const look = (/** @type {Event} */ event) => {
    model.typed.on = /** @type {HTMLInputElement} */ (event.target).value;
    on.run(() => fetchDay(model, on, offer, open));
  };
  return html`<div class="field ${fault ? "wrong" : ""}">
    <label for="on">${t("promise_day")}</label>
    ${fault ? html`<p class="fault" id="on-fault">${fault.message}</p>` : nothing}
    <input id="on" name="on" type="date" min=${offer.min} max=${offer.max} .value=${model.typed.on ?? ""}
      aria-invalid=${fault ? "true" : nothing} aria-describedby=${fault ? "on-fault" : nothing} @change=${look}>
    <div role="status">${model.day ? note(total(model.day)) : nothing}</div>
  </div>`;
}

/** @param {Model} model @param {On} on @param {Offer} offer @param {Open} [open] */
async function fetchDay(model, on, offer, open) {
  model.day = null;
  const whose = open ? `promise=${open.id}` : `currency=${offer.currency}`;
  try {
    model.day = await api("GET", `/api/promises/total?on=${model.typed.on}&${whose}`);
  } catch (trouble) {
    if (!(trouble instanceof Trouble) || trouble.status !== 422) throw trouble;
    on.fault("on", trouble.answer.code === "promise_day" ? (trouble.answer.message ?? "") : t("promise_day_unclear"));
  }
}

/** Less than all of it. @param {Model} model @param {On} on @param {Offer} offer @param {Day} day */
function part(model, on, offer, day) {
  const fmt = format(/** @type {import("../api").Account} */ (model.account), offer.currency);
  return html`<details ?open=${Boolean(model.typed.amount) || model.faults.some((one) => one.field === "amount")}>
    <summary>${t("promise_part")}</summary>
    ${field(model, on, {
      name: "amount",
      label: t("amount_label"),
      hint: t("promise_part_hint", { least: money(day.least_minor, fmt), most: day.total_text }),
      mode: fmt.digits ? "decimal" : "numeric",
      length: 20,
    })}
  </details>`;
}

/** @param {Model} model @param {On} on */
const reason = (model, on) =>
  field(model, on, { name: "reason", label: t("promise_reason"), hint: t("optional"), mode: "text", length: 300 });

/** @param {Model} model @param {On} on @param {Offer} offer @param {Day | null} day @param {Open} [open] */
function send(model, on, offer, day, open) {
  if (!day) return on.fault("on", t("promise_day_unclear"));
  const typed = model.typed.amount ?? "";
  const fmt = format(/** @type {import("../api").Account} */ (model.account), offer.currency);
  const minor = typed ? minorUnits(typed, fmt) : null;
  if (typed && !minor) return on.fault("amount", t("amount_unclear", { example: money(day.least_minor, fmt) }));
  const path = open ? `/api/promises/${open.id}/change` : "/api/promises";
  const said = { on: day.on, currency: offer.currency, ...(minor ? { amount_minor: minor } : {}) };
  on.run(() => save(model, on, path, open ? said : { ...said, reason: model.typed.reason ?? "" }));
}

/** What is refused for its day or amount is said beside it. @param {Model} model @param {On} on @param {string} path @param {object} said */
async function save(model, on, path, said) {
  try {
    const { message } = await api("POST", path, said);
    await home(model, on, message);
  } catch (trouble) {
    const fault = trouble instanceof Trouble ? trouble.answer.faults?.[0] : undefined;
    if (fault?.path === "amount_minor") return on.fault("amount", fault.message);
    if (fault?.path === "on") return on.fault(model.typed.day === "other" ? "on" : "day-0", fault.message);
    throw trouble;
  }
}

/** @param {Model} model @param {On} on @param {Open} open */
const takeBack = (model, on, open) => html`<details><summary>${t("promise_withdraw")}</summary>
  <p>${t("promise_withdraw_text")}</p>
  <p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing}
    @click=${() => on.run(async () => home(model, on, (await api("POST", `/api/promises/${open.id}/withdraw`, {})).message))}>${t("promise_withdraw_yes")}</button></p>
</details>`;

/** @param {Model} model @param {On} on @param {string} message */
async function home(model, on, message) {
  await on.refresh();
  Object.assign(model, { typed: {}, day: null, note: message });
  on.go("home");
}
