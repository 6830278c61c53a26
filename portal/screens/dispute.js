/** Something is wrong with an invoice: which, why, in whose words, with a file; then the conversation about it. */

import { RETRIED, Trouble, api, t } from "../core.js";
import { tell } from "../parts/dispute.js";
import { fileField } from "../parts/file_field.js";
import { back, contact, errorSummary, heading, note, rows, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Debt} Debt */
/** @typedef {import("../api").Dispute} Dispute */
/** @typedef {import("../api").DisputeForm} Form */

/** A conversation by its id, a debt by its place on the account, or any. Home is due where there is none. @param {Model} model @param {string} arg */
export async function prepare(model, arg) {
  if (!arg.startsWith("dp_")) return model.account?.dispute && (!arg || chosen(model, arg)) ? undefined : "home";
  const here = model.screen === "dispute" && model.arg === arg;
  if (here && model.dispute?.id === arg && model.dispute.lang === model.lang) return;
  model.dispute = { ...(await api("GET", `/api/disputes/${arg}`)), lang: model.lang };
}

/** A later visit asks anew; a lost signal keeps the file. @param {Model} model */
export function enter(model) {
  return () => void (RETRIED.has(model.state) || Object.assign(model, { disputed: null, file: null, progress: 0 }));
}

/** @param {Model} model @param {On} on */
export function dispute(model, on) {
  return model.arg.startsWith("dp_")
    ? thread(model, on, /** @type {Dispute} */ (model.dispute))
    : form(model, on, /** @type {Form} */ (model.account?.dispute));
}

/** @param {Model} model @param {string} arg @returns {Debt | undefined} */
function chosen(model, arg) {
  const debts = model.account?.debts ?? [];
  const open = debts.filter((debt) => model.account?.dispute?.debts.includes(debt.id));
  const named = arg ? debts[Number(arg)] : (open.find((debt) => debt.id === model.typed.which) ?? (open.length === 1 ? open[0] : undefined));
  return named && open.includes(named) ? named : undefined;
}

/** @param {Model} model @param {On} on @param {Form} asked */
function form(model, on, asked) {
  const debt = chosen(model, model.arg);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("dispute_title"))}
    ${debt && (model.arg || asked.debts.length === 1)
      ? html`<div class="card"><p class="line"><span class="concept">${debt.concept || debt.number}</span> <span class="amount">${debt.total_text}</span></p>
          <p class="quiet">${t("number", { number: debt.number })}</p></div>`
      : nothing}
    <p>${t("dispute_text")}</p>
    <form novalidate @submit=${sends(() => send(model, on, asked, debt))}>
      ${model.arg || asked.debts.length === 1 ? nothing : which(model, on, asked)}
      <fieldset><legend>${t("dispute_reason")}</legend>
        ${asked.reasons.map((one, at) => choice(on, "reason", one.code, `reason-${at}`, one.label, model.typed.reason === one.code))}
      </fieldset>
      ${area(model, on, t("dispute_words"), asked.reasons.find((one) => one.code === model.typed.reason)?.needs_text ? "" : t("optional"), asked.longest)}
      ${fileField(model, on, asked, t("dispute_attach"))}
      <div class="pay">${submit(t("dispute_send"), model.busy)}</div>
    </form>`;
}

/** @param {Model} model @param {On} on @param {Form} asked */
const which = (model, on, asked) => html`<fieldset><legend>${t("problem_which")}</legend>
  ${model.account?.debts
    .filter((debt) => asked.debts.includes(debt.id))
    .map((debt, at) => choice(on, "which", debt.id, `which-${at}`, debt.concept || debt.number, model.typed.which === debt.id))}
</fieldset>`;

/** @param {On} on @param {string} name @param {string} value @param {string} id @param {string} label @param {boolean} checked */
const choice = (on, name, value, id, label, checked) => html`<div class="choice">
  <input type="radio" name=${name} id=${id} .checked=${checked} @change=${() => on.type(name, value)}><label for=${id}>${label}</label>
</div>`;

/** @param {Model} model @param {On} on @param {string} label @param {string} hint @param {number} longest */
function area(model, on, label, hint, longest) {
  const fault = model.faults.find((one) => one.field === "words");
  return html`<div class="field ${fault ? "wrong" : ""}">
    <label for="words">${label}</label>
    <p class="hint" id="words-hint">${hint}</p>
    ${fault ? html`<p class="fault" id="words-fault">${fault.message}</p>` : nothing}
    <textarea id="words" name="words" rows="4" maxlength=${longest} aria-invalid=${fault ? "true" : nothing}
      aria-describedby="words-hint ${fault ? "words-fault" : ""}" .value=${model.typed.words ?? ""}
      @input=${(/** @type {InputEvent} */ event) => on.type("words", /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
  </div>`;
}

/** What was paid has a page of its own. @param {Model} model @param {On} on @param {Form} asked @param {Debt | undefined} debt */
function send(model, on, asked, debt) {
  const reason = asked.reasons.find((one) => one.code === model.typed.reason);
  const text = (model.typed.words ?? "").trim();
  if (!debt) return on.fault("which-0", t("problem_pick_which"));
  if (!reason) return on.fault("reason-0", t("dispute_pick"));
  if (reason.leads_to) return on.run(async () => on.go("proof"));
  if (reason.needs_text && !text) return on.fault("words", t("dispute_say"));
  on.run(() => tell(model, on, "/api/disputes", { debt_id: debt.id, reason: reason.code, text }).catch((trouble) => complain(on, trouble)));
}

const FIELDS = /** @type {Record<string, string>} */ ({ text: "words", reason: "reason-0", type: "file", size: "file", file: "file" });

/** The API's no, beside the field it names. @param {On} on @param {unknown} trouble */
function complain(on, trouble) {
  if (!(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
  const [fault] = trouble.answer.faults ?? [];
  const known = FIELDS[fault?.path ?? ""];
  if (!known) throw trouble;
  on.fault(known, fault?.message ?? "");
}

/** @param {Model} model @param {On} on @param {Dispute} told */
function thread(model, on, told) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const debt = account.debts.find((one) => one.id === told.debt_id);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(told.state_text)}
    ${model.note ? html`<div role="status">${note(model.note)}</div>` : nothing}
    ${told.waits_text && !model.note ? html`<p>${told.waits_text}</p>` : nothing}
    <div class="card">${rows([
      { label: t("dispute_about"), text: told.concept },
      { label: t("dispute_reason"), text: told.reason_text },
      ...(told.credit_text ? [{ label: t("dispute_result"), text: told.credit_text }] : []),
      ...(told.file ? [{ label: t("dispute_file"), text: told.file.message }] : []),
    ])}</div>
    ${told.messages.length ? html`<h2>${t("dispute_thread")}</h2><ol class="thread">${told.messages.map(line)}</ol>` : nothing}
    ${told.is_open ? reply(model, on, told) : nothing}
    ${told.is_open && debt?.payable ? html`<p class="quiet">${t("dispute_may_pay")}</p>` : nothing}
    ${told.is_open ? takeBack(model, on, told) : contact(model)}`;
}

/** @param {Dispute["messages"][number]} one */
const line = (one) => html`<li class="said ${one.by}"><p class="quiet"><strong>${one.who}</strong> · ${one.at_text}</p><p>${one.text}</p></li>`;

/** @param {Model} model @param {On} on @param {Dispute} told */
function reply(model, on, told) {
  const limits = model.account?.dispute ?? { most_bytes: 10 << 20, longest: 1000 };
  const answer = () => {
    const text = (model.typed.words ?? "").trim();
    if (!text && !model.file) return on.fault("words", t("dispute_reply_empty"));
    on.run(() => tell(model, on, `/api/disputes/${told.id}/messages`, { text }).catch((trouble) => complain(on, trouble)));
  };
  return html`<form novalidate @submit=${sends(answer)}>
    ${area(model, on, t("dispute_reply"), "", limits.longest)}
    ${fileField(model, on, limits, t("dispute_attach"))}
    ${submit(t("dispute_reply_send"), model.busy)}
  </form>`;
}

/** @param {Model} model @param {On} on @param {Dispute} told */
const takeBack = (model, on, told) => html`<details><summary>${t("dispute_withdraw")}</summary>
  <p>${t("dispute_withdraw_text")}</p>
  <p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing}
    @click=${() => on.run(() => withdraw(model, on, told.id))}>${t("dispute_withdraw_yes")}</button></p>
</details>`;

/** @param {Model} model @param {On} on @param {string} id */
async function withdraw(model, on, id) {
  const { message } = await api("POST", `/api/disputes/${id}/withdraw`, {});
  Object.assign(model, { dispute: null, stale: true, note: message });
  on.go("home");
}
