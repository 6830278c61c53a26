/** Paying by installments: the plans that are offered, one of one's own, and the one that is kept. */

import { Trouble, api, format, money, t } from "../core.js";
import { own, ownTerms } from "../parts/own_terms.js";
import { back, contact, errorSummary, field, heading, note, sends, submit } from "../parts/page.js";
import { schedule } from "../parts/plan.js";
import { minorUnits } from "../parts/typed_amount.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Plan} Plan */
/** @typedef {import("../api").Account} Account */

const OWN = "own";

/** The plan that the address names, or the one that is kept. @param {Model} model @param {string} arg */
export async function prepare(model, arg) {
  const account = /** @type {Account} */ (model.account);
  const id = arg || account.plan?.id;
  if (!id || arg === OWN) return account.allowed.includes("plan") ? undefined : "home";
  await fetchPlan(model, id);
}

/** Fetches a plan with its text. @param {Model} model @param {string} id */
export async function fetchPlan(model, id) {
  if (model.plan?.id === id && model.plan.lang === model.lang && !model.stale) return;
  model.plan = { ...(await api("GET", `/api/plans/${id}`)), lang: model.lang };
}

/** @param {Model} model @param {On} on */
export function plan(model, on) {
  const account = /** @type {Account} */ (model.account);
  const named = model.arg && model.arg !== OWN ? model.plan : null;
  const shown = named ?? (account.plan && model.plan?.id === account.plan.id ? model.plan : null);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${shown ? one(model, on, shown) : offers(model, on, account)}`;
}

/** One plan: what comes next while it is kept, else how it stands. @param {Model} model @param {On} on @param {Plan} its */
function one(model, on, its) {
  const running = its.state === "signed" || its.state === "active";
  return html`
    ${heading(t("plan_yours"))}
    ${model.note ? html`<p class="note" role="status">${model.note}</p>` : nothing}
    <p class="badge">${its.state_text}</p>
    <p>${its.parts_text}. ${its.last_text}.</p>
    ${running ? pays(model, on, its) : nothing}
    <h2>${t("plan_parts")}</h2>
    ${schedule(its.installments, running || its.state === "completed")}
    ${its.can_sign ? html`<p><a class="btn" href="#/sign/${its.id}">${t("plan_read_sign")}</a></p>` : nothing}
    <details><summary>${t("plan_text")}</summary>${text(its)}</details>
    ${its.document ? html`<p class="go"><a href="/api/documents/${its.document}?lang=${model.lang}">${t("plan_copy")}</a></p>` : nothing}
    ${running ? change(model, on, its) : nothing}
    ${contact(model)}`;
}

/** What is due, all of it, or another amount. @param {Model} model @param {On} on @param {Plan} its */
function pays(model, on, its) {
  const fmt = format(/** @type {Account} */ (model.account), its.currency);
  const other = () => {
    const minor = minorUnits(model.typed.amount ?? "", fmt);
    if (minor) on.choose({ plan: { id: its.id }, amount_minor: minor, currency: its.currency });
    else on.fault("amount", t("amount_unclear", { example: its.due_text ?? "" }));
  };
  const busy = model.busy ? "true" : nothing;
  return html`<p><button class="btn" type="button" aria-disabled=${busy}
      @click=${() => on.choose({ plan: { id: its.id } })}>${t("pay", { amount: its.due_text ?? "" })}</button></p>
    <p class="quiet">${t("plan_left", { paid: its.paid_text ?? "", total: its.total_text })}</p>
    ${its.settle_minor === its.due_minor
      ? nothing
      : html`<details ?open=${model.faults.some((one) => one.field === "amount")}><summary>${t("plan_more")}</summary>
          <p><button class="btn second" type="button" aria-disabled=${busy}
            @click=${() => on.choose({ plan: { id: its.id, whole: true } })}>${its.settle_text}</button></p>
          ${its.settle_saving_text ? html`<p class="quiet">${its.settle_saving_text}</p>` : nothing}
          <form novalidate @submit=${sends(other)}>
            ${field(model, on, {
              name: "amount",
              label: t("amount_label"),
              hint: t("promise_part_hint", { least: its.due_text ?? "", most: money(its.settle_minor ?? 0, fmt) }),
              mode: fmt.digits ? "decimal" : "numeric",
              length: 20,
            })}
            ${submit(t("continue"), model.busy)}
          </form></details>`}`;
}

/** Two or three ready plans, what waits for a signature, and one's own. @param {Model} model @param {On} on @param {Account} account */
function offers(model, on, account) {
  const at = model.arg === OWN ? OWN : (model.typed.offer ?? account.plans[0]?.id ?? OWN);
  const why = account.plan_note;
  return html`
    ${heading(t("plan_title"))}
    ${model.note ? html`<p class="note" role="status">${model.note}</p>` : nothing}
    ${account.plan_quotes.map(waiting)}
    ${why ? note(html`${why.text} ${why.way_out ?? ""}`) : html`<p>${t("plan_lead")}</p>`}
    <form novalidate @submit=${sends(() => send(model, on, at))}>
      ${account.plans.length
        ? html`<fieldset><legend class="sr">${t("plan_title")}</legend>
            ${account.plans.map((offer) => ready(on, offer, at))}
            <div class="choice">
              <input type="radio" name="offer" id="offer-own" .checked=${at === OWN} aria-describedby="offer-own-hint" @change=${() => on.type("offer", OWN)}>
              <label for="offer-own">${t("plan_own")}</label><p class="quiet" id="offer-own-hint">${t("plan_own_hint")}</p>
            </div></fieldset>`
        : nothing}
      ${at === OWN ? own(model, on, account, Boolean(model.typed.ask)) : nothing}
      <div class="pay">${submit(t(at === OWN && model.typed.ask ? "plan_ask" : "plan_review"), model.busy)}</div>
    </form>`;
}

/** @param {Plan} its */
const waiting = (its) => html`<div class="card"><p class="line"><span class="concept">${its.title}</span> <span class="amount">${its.total_text}</span></p>
  <p class="quiet">${its.parts_text}. ${its.last_text}.</p>
  ${its.state === "quoted" ? html`<p class="go"><a href="#/sign/${its.id}">${t("plan_read_sign")}</a></p>` : html`<p class="badge">${its.state_text}</p>`}</div>`;

/** @param {On} on @param {Plan} offer @param {string} at */
const ready = (on, offer, at) => html`<div class="choice">
  <input type="radio" name="offer" id="offer-${offer.id}" .checked=${offer.id === at} aria-describedby="offer-${offer.id}-hint" @change=${() => on.type("offer", offer.id)}>
  <label for="offer-${offer.id}">${offer.title}: ${offer.parts_text}</label>
  <p class="quiet" id="offer-${offer.id}-hint">${t("total")}: ${offer.total_text}. ${offer.last_text}. ${offer.cost.join(". ")}. ${offer.person_text ?? ""}</p>
</div>`;

/** @param {Model} model @param {On} on @param {string} at */
function send(model, on, at) {
  if (at !== OWN) return on.run(() => quote(model, on, { offer: at }));
  const account = /** @type {Account} */ (model.account);
  const terms = ownTerms(model, on, format(account, account.plan_currency));
  const asks = model.typed.ask ? { ask_person: true, note: model.typed.note ?? "" } : {};
  if (terms) on.run(() => quote(model, on, { ...terms, ...asks }));
}

/** Of a plan that is kept: other terms that wait, or the way to ask a person for some. @param {Model} model @param {On} on @param {Plan} its */
function change(model, on, its) {
  const account = /** @type {Account} */ (model.account);
  const asked = account.plan_quotes.filter((one) => one.replaces === its.id);
  const ask = () => {
    const terms = ownTerms(model, on, format(account, its.currency));
    if (terms) on.run(() => quote(model, on, { ...terms, note: model.typed.note ?? "", replaces: its.id }));
  };
  return html`${asked.map(waiting)}
    ${asked.some((one) => one.state === "proposed")
      ? nothing
      : html`<details ?open=${model.faults.some((one) => one.field !== "amount")}><summary>${t("plan_change")}</summary>
          <p>${t("plan_change_hint", { creditor: account.creditor.name })}</p>
          <form novalidate @submit=${sends(ask)}>${own(model, on, account, true)}${submit(t("plan_ask"), model.busy)}</form></details>`}`;
}

/** What goes beyond the rules is said beside its field, and may be sent to a person. @param {Model} model @param {On} on @param {{ replaces?: string, [term: string]: unknown }} wanted */
async function quote(model, on, wanted) {
  try {
    const its = await api("POST", "/api/plans/quote", wanted);
    model.plan = wanted.replaces ? null : { ...its, lang: model.lang };
    if (its.state === "quoted") return on.go(`sign/${its.id}`);
    await on.refresh();
    Object.assign(model, { note: its.message, typed: {} });
    if (!wanted.replaces) on.go("plan");
  } catch (trouble) {
    const faults = trouble instanceof Trouble && trouble.status === 422 ? trouble.answer.faults : undefined;
    if (!faults) throw trouble;
    model.typed.ask = "1";
    model.faults = faults.map(({ path, message }) => ({ field: path, message }));
  }
}

/** The agreement's words, as they are signed. @param {Plan} its */
export const text = (its) => html`<div class="card text" lang=${its.text_lang ?? its.lang ?? nothing}>${(its.text ?? "").trim().split("\n").map((line) => (/^\d+\. /.test(line) ? html`<p><strong>${line}</strong></p>` : html`<p>${line}</p>`))}</div>`;
