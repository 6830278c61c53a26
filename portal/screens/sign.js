/** Reading and signing a plan: summary, dates, the whole text, name and consent, then a code that was sent. */

import { Trouble, api, t } from "../core.js";
import { back, contact, errorSummary, heading, note, sends, submit } from "../parts/page.js";
import { schedule } from "../parts/plan.js";
import { html, nothing } from "../vendor/lit-html.js";
import { fetchPlan, text } from "./plan.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Plan} Plan */

/** The plan itself is due where there is nothing to sign. @param {Model} model @param {string} arg */
export async function prepare(model, arg) {
  await fetchPlan(model, arg);
  return model.plan?.can_sign ? undefined : "plan";
}

/** @param {Model} model @param {On} on */
export function sign(model, on) {
  const its = /** @type {Plan} */ (model.plan);
  const coded = Boolean(model.typed.sent);
  return html`
    ${errorSummary(model.faults)}
    ${its.replaces ? back(`#/plan/${its.replaces}`, t("plan_yours")) : back("#/plan", t("plan_others"))}
    ${heading(t("sign_title"))}
    ${model.note ? html`<p class="note" role="status">${model.note}</p>` : nothing}
    <p class="figure">${its.total_text}</p>
    <p>${its.parts_text}. ${its.last_text}.</p>
    <ul class="steps">${its.cost.map((line) => html`<li>${line}</li>`)}</ul>
    ${schedule(its.installments)}
    ${note(t("sign_late"))}
    <details><summary>${t("plan_text")}</summary>${text(its)}</details>
    <p class="quiet">${t("sign_until", { date: its.valid_until_text ?? "" })}</p>
    <form novalidate @submit=${sends(() => (coded ? finish(model, on, its) : ask(model, on, its)))}>
      ${name(model, on)}
      ${consent(model, on, its)}
      ${coded ? code(model, on, its) : nothing}
      <div class="pay">${submit(t(coded ? "sign_now" : "sign_code"), model.busy)}</div>
    </form>
    ${contact(model)}`;
}

/** @param {Model} model @param {On} on */
function name(model, on) {
  const fault = model.faults.find((one) => one.field === "name");
  return html`<div class="field ${fault ? "wrong" : ""}"><label for="name">${t("sign_name")}</label>
    <p class="hint" id="name-hint">${t("sign_name_hint")}</p>
    ${fault ? html`<p class="fault" id="name-fault">${fault.message}</p>` : nothing}
    <input id="name" autocomplete="name" maxlength="120" .value=${model.typed.name ?? ""} aria-invalid=${fault ? "true" : nothing}
      aria-describedby="name-hint ${fault ? "name-fault" : ""}"
      @input=${(/** @type {Event} */ event) => on.type("name", /** @type {HTMLInputElement} */ (event.target).value)}></div>`;
}

/** @param {Model} model @param {On} on @param {Plan} its */
function consent(model, on, its) {
  const fault = model.faults.find((one) => one.field === "consent");
  return html`<div class="choice">
    <input type="checkbox" id="consent" .checked=${Boolean(model.typed.consent)} aria-invalid=${fault ? "true" : nothing} aria-describedby=${fault ? "consent-fault" : nothing}
      @change=${(/** @type {Event} */ event) => on.type("consent", /** @type {HTMLInputElement} */ (event.target).checked ? "1" : "")}>
    <label for="consent">${its.consent}</label>
    ${fault ? html`<p class="fault" id="consent-fault">${fault.message}</p>` : nothing}
  </div>`;
}

/** @param {Model} model @param {On} on @param {Plan} its */
function code(model, on, its) {
  const fault = model.faults.find((one) => one.field === "code");
  return html`<div class="field short ${fault ? "wrong" : ""}"><label for="code">${t("sign_code_label")}</label>
    <p class="hint" id="code-hint" role="status">${model.typed.sent}</p>
    ${fault ? html`<p class="fault" id="code-fault">${fault.message}</p>` : nothing}
    <input id="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" .value=${model.typed.code ?? ""} aria-invalid=${fault ? "true" : nothing}
      aria-describedby="code-hint ${fault ? "code-fault" : ""}"
      @input=${(/** @type {Event} */ event) => on.type("code", /** @type {HTMLInputElement} */ (event.target).value)}></div>
    <p class="go"><button class="link" type="button" @click=${() => on.run(() => sendCode(model, on, its))}>${t("sign_again")}</button></p>`;
}

/** The code's field comes with the code: whoever cannot see it is led there. @param {Model} model @param {On} on @param {Plan} its */
async function ask(model, on, its) {
  if ((model.typed.name ?? "").trim().length < 3) return on.fault("name", t("sign_name_empty"));
  if (!model.typed.consent) return on.fault("consent", t("sign_consent_empty"));
  await on.run(() => sendCode(model, on, its));
  document.getElementById("code")?.focus();
}

/** @param {Model} model @param {On} on @param {Plan} its */
async function sendCode(model, on, its) {
  try {
    model.typed.code = "";
    model.typed.sent = (await api("POST", `/api/plans/${its.id}/code`, {})).message;
  } catch (trouble) {
    if (!changed(model, on, trouble)) throw trouble;
  }
}

/** @param {Model} model @param {On} on @param {Plan} its */
function finish(model, on, its) {
  if (!/\d/.test(model.typed.code ?? "")) return on.fault("code", t("sign_code_empty"));
  const { name: typed = "", code: given = "" } = model.typed;
  const said = { name: typed, code: given, consent: Boolean(model.typed.consent), text_sha256: its.text_sha256 };
  on.run(() => save(model, on, its, said));
}

/** @param {Model} model @param {On} on @param {Plan} its @param {object} said */
async function save(model, on, its, said) {
  try {
    const signed = await api("POST", `/api/plans/${its.id}/sign`, said);
    await on.refresh();
    Object.assign(model, { plan: { ...signed, lang: model.lang }, typed: {}, note: signed.message });
    on.go(`plan/${signed.id}`);
  } catch (trouble) {
    if (changed(model, on, trouble)) return;
    const faults = trouble instanceof Trouble ? trouble.answer.faults : undefined;
    if (!faults?.length) throw trouble;
    model.faults = faults.map(({ path, message }) => ({ field: path === "text_sha256" ? "code" : path, message }));
  }
}

/** The debt moved since: the new plan, with the reason; nothing was signed, and a yes to the old one is none. @param {Model} model @param {On} on @param {unknown} trouble */
function changed(model, on, trouble) {
  const answer = trouble instanceof Trouble ? trouble.answer : {};
  if (answer.code !== "quote_changed" && answer.code !== "quote_expired") return false;
  model.typed = { name: model.typed.name ?? "" };
  Object.assign(model, { stale: true, plan: answer.plan ? { ...answer.plan, lang: model.lang } : null, note: answer.message ?? "" });
  on.go(answer.plan ? `sign/${answer.plan.id}` : "plan");
  return true;
}
