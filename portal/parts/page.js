/** The frame around every screen, the pieces screens are made of, and the stops that need no further file. */

import { t } from "../core.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */

const LANGUAGES = { es: "Español", en: "English", pt: "Português" };

/** Words with **strong** parts. @param {string} text */
export const rich = (text) => text.split("**").map((part, at) => (at % 2 ? html`<strong>${part}</strong>` : part));

/** The heading every screen starts with; it takes focus when the screen changes. @param {unknown} text @param {string} [look] */
export const heading = (text, look = "") => html`<h1 tabindex="-1" class=${look}>${text}</h1>`;

/** @param {string} href @param {string} text */
export const back = (href, text) => html`<p class="back"><span aria-hidden="true">←</span> <a href=${href}>${text}</a></p>`;

/** @param {unknown} text @param {string} [look] */
export const note = (text, look = "") => html`<p class="note ${look}">${text}</p>`;

/** Labels and values; the total last. @param {import("../api").Line[]} lines @param {import("../api").Line} [total] */
export const rows = (lines, total) => html`<dl class="rows">
  ${lines.map((line) => html`<div><dt>${line.label}</dt><dd>${line.text}</dd></div>`)}
  ${total ? html`<div class="total"><dt>${total.label}</dt><dd>${total.text}</dd></div>` : nothing}
</dl>`;

/** The one button that moves a screen forward. @param {unknown} text @param {boolean} busy */
export const submit = (text, busy) =>
  html`<button class="btn" aria-disabled=${busy ? "true" : nothing}>${busy ? t("moment") : text}</button>`;

/** Submits a form without leaving the page. @param {(form: HTMLFormElement) => void} act */
export const sends = (act) => (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  act(/** @type {HTMLFormElement} */ (event.currentTarget));
};

/**
 * A labelled text field with its hint and its complaint. What is typed stays through redraws.
 * @param {Model} model @param {On} on
 * @param {{ name: string, label: unknown, hint: string, mode: string, length: number, look?: string }} its
 */
export function field(model, on, its) {
  const fault = model.faults.find((one) => one.field === its.name);
  return html`<div class="field ${fault ? "wrong" : ""} ${its.look ?? ""}">
    <label for=${its.name}>${its.label}</label>
    <p class="hint" id="${its.name}-hint">${its.hint}</p>
    ${fault ? html`<p class="fault" id="${its.name}-fault">${fault.message}</p>` : nothing}
    <input id=${its.name} name=${its.name} .value=${model.typed[its.name] ?? ""} inputmode=${its.mode} maxlength=${its.length}
      autocomplete="off" autocapitalize="characters" spellcheck="false" aria-invalid=${fault ? "true" : nothing}
      aria-describedby="${its.name}-hint ${fault ? `${its.name}-fault` : ""}"
      @input=${(/** @type {InputEvent} */ event) => on.type(its.name, /** @type {HTMLInputElement} */ (event.target).value)}>
  </div>`;
}

/** @param {Event} event @param {string} id */
function toField(event, id) {
  event.preventDefault();
  const target = document.getElementById(id);
  (document.querySelector(`label[for="${id}"]`) ?? target)?.scrollIntoView();
  target?.focus({ preventScroll: true });
}

/** What to correct, each with a link to its field. It takes focus. @param {import("../api").Fault[]} faults */
export const errorSummary = (faults) =>
  faults.length === 0
    ? nothing
    : html`<div class="error-summary" tabindex="-1"><div role="alert">
        <h2>${t("faults_title")}</h2>
        <ul>${faults.map(
          (fault) => html`<li><a href="#${fault.field}" @click=${(/** @type {Event} */ e) => toField(e, fault.field)}>${fault.message}</a></li>`,
        )}</ul>
      </div></div>`;

/** How to reach the creditor. @param {Model} model */
export function contact(model) {
  const { phone, email } = model.account?.contact ?? model.session?.contact ?? model.trouble.contact ?? {};
  if (!phone && !email) return nothing;
  return html`<p>${t("talk")}
    ${phone ? html`<a href="tel:${phone.replace(/[^+\d]/g, "")}">${phone}</a>` : nothing}${phone && email ? " · " : nothing}${
      email ? html`<a href="mailto:${email}">${email}</a>` : nothing}</p>`;
}

/** States that stop everything else. They live here because a lost signal cannot load another file. @param {Model} model @param {On} on */
export function stop(model, on) {
  const kind = model.state;
  const renews = kind === "expired" && model.trouble.renew;
  const retries = ["offline", "failed", "busy"].includes(kind);
  return html`
    ${heading(t(`${kind}_title`))}
    ${note(rich(t(kind === "expired" && !renews ? "unknown_link_text" : `${kind}_text`, { ref: model.trouble.ref ?? "" })))}
    ${kind === "ended" && location.hash.startsWith("#/receipt") ? html`<p>${rich(t("ended_paid"))}</p>` : nothing}
    ${renews ? (model.note ? html`<p role="status">${model.note}</p>` : action(t("renew"), on.renew, model.busy)) : nothing}
    ${retries ? action(t("retry"), on.retry, model.busy) : nothing}
    ${renews && !model.note ? html`<p class="quiet">${t("renew_hint")}</p>` : nothing}
    ${kind === "ended" || kind === "expired" ? html`<p class="go"><a href="/lite?lang=${model.lang}">${t("use_code")}</a></p>` : nothing}
    ${contact(model)}`;
}

/** @param {string} text @param {() => void} act @param {boolean} busy */
const action = (text, act, busy) =>
  html`<button class="btn" type="button" aria-disabled=${busy ? "true" : nothing} @click=${act}>${busy ? t("moment") : text}</button>`;

/** @param {Model} model @param {On} on */
const ends = (model, on) => html`<div class="note" role="alert"><p>${t("ending")}</p><p>${action(t("stay"), on.stay, model.busy)}</p></div>`;

/** Bar, content and foot. @param {Model} model @param {On} on @param {unknown} content */
export function page(model, on, content) {
  const creditor = model.account?.creditor ?? model.session?.creditor ?? model.trouble.creditor;
  const known = Boolean(model.account ?? model.session);
  return html`
    <header class="bar"><div>
      <span class="mark" aria-hidden="true">${creditor?.initial ?? "·"}</span><span class="who">${creditor?.name ?? t("title")}</span>
      ${known ? html`<a href="#/help">${t("help")}</a>` : nothing}
    </div></header>
    <main id="main" class="page" tabindex="-1">${model.ending && model.account ? ends(model, on) : nothing}${content}</main>
    <footer class="foot">
      ${creditor ? html`<p>${t("sent_by")} <strong>${creditor.name}</strong>${creditor.tax_id ? ` (${creditor.tax_id_label} ${creditor.tax_id})` : ""}.</p>` : nothing}
      ${known ? html`<p class="wrong">${t("wrong")} <a href="#/help">${t("wrong_link")}</a></p>` : nothing}
      <nav aria-label=${t("languages")}><ul>${Object.entries(LANGUAGES).map(([code, name]) => language(model, on, code, name))}</ul></nav>
      ${model.account ? html`<p><button class="link" type="button" @click=${on.end}>${t("end")}</button></p>` : nothing}
    </footer>`;
}

/** @param {Model} model @param {On} on @param {string} code @param {string} name */
function language(model, on, code, name) {
  if (code === model.lang) return html`<li lang=${code} aria-current="true">${name}</li>`;
  const change = (/** @type {Event} */ event) => {
    event.preventDefault();
    on.language(code);
  };
  return html`<li><a href="/${code}/" hreflang=${code} lang=${code} @click=${change}>${name}</a></li>`;
}
