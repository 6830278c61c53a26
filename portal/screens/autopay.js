/** Autopay: what is agreed to before a card is given, what will be charged then, and one tap that stops it. */

import { api, format, t } from "../core.js";
import { back, errorSummary, field, heading, note, rich, rows, sends, submit } from "../parts/page.js";
import { minorUnits } from "../parts/typed_amount.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Autopay} Autopay */

/** @param {Model} model @param {string} arg */
export async function prepare(model, arg) {
  if (model.autopay?.lang === model.lang && model.screen === "autopay") return;
  const found = arg === "done" ? await api("POST", "/api/autopay/back", {}) : await api("GET", "/api/autopay");
  model.autopay = { ...found, lang: model.lang };
  if (arg) model.stale = true; // home is to show what changed
}

/** @param {Model} model @param {On} on */
export function autopay(model, on) {
  const known = /** @type {Autopay} */ (model.autopay);
  const runs = known.state === "active" || known.state === "paused";
  const saves = known.state === "pending" && model.arg === "done";
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("autopay_title"))}
    ${model.arg === "cancelled" ? html`<div role="status">${note(rich(t("autopay_cancelled")))}</div>` : nothing}
    ${model.note ? html`<p class="note good" role="status">${model.note}</p>` : nothing}
    ${runs || saves ? html`<p class="note ${known.state === "active" ? "good" : ""}" role="status">${known.state_text}</p>` : nothing}
    ${runs ? running(model, on, known) : saves ? saving(model, on) : offer(model, on, known)}`;
}

/** @param {Model} model @param {On} on @param {Autopay} known */
const running = (model, on, known) => html`
  <div class="card">
    <p class="line"><span class="concept">${known.card_text}</span> <span class="quiet">${known.expires_text}</span></p>
    ${known.line ? html`<p>${known.line}.</p>` : html`<p class="quiet">${t("autopay_nothing")}</p>`}
    ${known.coming.length ? rows(coming(known)) : nothing}
  </div>
  <p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing} @click=${() => stop(model, on)}>${t("autopay_stop")}</button></p>
  <details><summary>${t("autopay_agreed", { when: known.accepted_text ?? "" })}</summary>${text(known)}</details>`;

/** What is charged, each with its day where there are several. @param {Autopay} known */
function coming(known) {
  const days = new Set(known.coming.map((one) => one.on_text));
  const label = (/** @type {Autopay["coming"][0]} */ one) => `${one.concept || one.id}${days.size > 1 ? ` · ${one.on_text}` : ""}`;
  return known.coming.map((one) => ({ label: label(one), text: one.amount_text }));
}

/** @param {Model} model @param {On} on */
const saving = (model, on) => html`
  <p><button class="btn" type="button" @click=${() => on.run(() => load(model, "/api/autopay/back"))}>${t("look_again")}</button></p>`;

/** @param {Model} model @param {On} on @param {Autopay} known */
const offer = (model, on, known) => html`
  <p>${t("autopay_intro")}</p>
  <section class="card" aria-labelledby="agreed"><h2 id="agreed">${t("autopay_read")}</h2>${text(known)}</section>
  <details ?open=${model.faults.length > 0}><summary>${t("autopay_limit")}</summary>
    <form novalidate @submit=${sends(() => limit(model, on, known))}>
      ${field(model, on, { name: "limit", label: t("autopay_limit_label"), hint: t("autopay_limit_hint", { currency: known.currency }), mode: "decimal", length: 15 })}
      <p><button class="btn second">${t("autopay_limit_set")}</button></p>
    </form>
  </details>
  <form novalidate @submit=${sends(() => accept(model, on, known))}>
    <div class="pay">${submit(t("autopay_accept"), model.busy)}</div>
  </form>`;

/** @param {Autopay} known */
const text = (known) => html`<ul class="agreed">${known.text.map((paragraph) => html`<li>${paragraph}</li>`)}</ul>`;

/** @param {Model} model @param {string} path @param {object} [body] */
async function load(model, path, body = {}) {
  model.autopay = { ...(await api("POST", path, body)), lang: model.lang };
  model.stale = true;
}

/** @param {Model} model @param {On} on */
function stop(model, on) {
  on.run(async () => {
    await load(model, "/api/autopay/stop");
    model.note = t("autopay_stopped");
    scrollTo(0, 0);
  });
}

/** Another text to read: the same with a limit in it. @param {Model} model @param {On} on @param {Autopay} known */
function limit(model, on, known) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const typed = model.typed.limit ?? "";
  const minor = typed.trim() ? minorUnits(typed, format(account, known.currency)) : 0;
  if (minor === null) return on.fault("limit", t("autopay_limit_unclear"));
  on.run(async () => {
    model.autopay = { ...(await api("GET", `/api/autopay?limit_minor=${minor}`)), lang: model.lang };
    on.say(t("autopay_limit_there"));
    document.getElementById("agreed")?.scrollIntoView();
  });
}

/** @param {Model} model @param {On} on @param {Autopay} known */
function accept(model, on, known) {
  const { currency, text_hash, limit_minor } = known;
  on.run(async () => {
    const { next } = await api("POST", "/api/autopay", { currency, text_hash, limit_minor });
    location.assign(next.url);
    await new Promise(() => {}); // the page is leaving: nothing more is tapped
  });
}
