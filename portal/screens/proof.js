/** "I already paid": how much, on which day, how, and a photo or PDF that shows it. */

import { RETRIED, Trouble, format, money, t } from "../core.js";
import { fileField } from "../parts/file_field.js";
import { back, errorSummary, field, heading, note, rich, sends, submit } from "../parts/page.js";
import { fetchPayment } from "../parts/pay.js";
import { report } from "../parts/report.js";
import { minorUnits } from "../parts/typed_amount.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Account} Account */
/** @typedef {import("../api").ReportForm} ReportForm */

/** Of a payment that was begun here its amount and way are known. Home is due where nothing may be told. @param {Model} model @param {string} id */
export async function prepare(model, id) {
  if (!model.account?.report) return "home";
  if (!id) return;
  await fetchPayment(model, id);
  if (!model.payment) return;
  model.typed.paid ??= money(model.payment.amount_minor, format(model.account, model.payment.currency));
  model.typed.paid_by ??= model.payment.next?.kind === "cash" ? "cash" : "transfer";
}

/** A new visit begins with no file of an earlier one; a lost signal keeps it. @param {Model} model */
export function enter(model) {
  return () => void (RETRIED.has(model.state) || Object.assign(model, { file: null, told: null, progress: 0 }));
}

/** @param {Model} model @param {On} on */
export function proof(model, on) {
  const account = /** @type {Account} */ (model.account);
  const form = /** @type {ReportForm} */ (account.report);
  const chosen = account.debts.filter((debt) => model.typed[`paid_${debt.id}`]);
  const fmt = format(account, (chosen[0] ?? account.debts[0])?.currency ?? account.fmt.currency);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("proof_title"))}
    ${model.note ? html`<div role="status">${note(model.note)}</div>` : html`<p>${rich(t("proof_text"))}</p>`}
    <form novalidate @submit=${sends(() => tell(model, on, account, form, chosen, fmt))}>
      ${account.debts.length > 1 && !model.arg ? which(model, on, account) : nothing}
      ${field(model, on, {
        name: "paid",
        label: t("proof_amount"),
        hint: t("proof_amount_hint", { currency: fmt.currency, example: money(account.totals[0]?.balance_minor || 10_000, fmt) }),
        mode: fmt.digits ? "decimal" : "numeric",
        length: 20,
      })}
      ${days(model, on, form)}
      <fieldset><legend>${t("proof_how")}</legend>
        ${form.methods.map((one) => option(on, "paid_by", one.id, one.label, (model.typed.paid_by ?? "transfer") === one.id))}
      </fieldset>
      ${fileField(model, on, form)}
      <div class="pay">${submit(t("proof_send"), model.busy)}</div>
    </form>`;
}

/** What it was for, if the debtor knows; it fills in the amount. @param {Model} model @param {On} on @param {Account} account */
const which = (model, on, account) => html`<fieldset><legend>${t("proof_which")}</legend>
  ${account.debts.map((debt, at) => html`<div class="choice">
    <input type="checkbox" id="paid-${at}" .checked=${Boolean(model.typed[`paid_${debt.id}`])} @change=${() => pick(model, on, account, debt)}>
    <label for="paid-${at}">${debt.concept || debt.number}</label><p class="quiet">${debt.total_text}</p>
  </div>`)}
</fieldset>`;

/** A payment is in one currency. @param {Model} model @param {On} on @param {Account} account @param {import("../api").Debt} debt */
function pick(model, on, account, debt) {
  const wanted = !model.typed[`paid_${debt.id}`];
  for (const one of account.debts) if (one.currency !== debt.currency) delete model.typed[`paid_${one.id}`];
  model.typed[`paid_${debt.id}`] = wanted ? "yes" : "";
  const sum = account.debts.filter((one) => model.typed[`paid_${one.id}`]).reduce((minor, one) => minor + one.total_minor, 0);
  on.type("paid", sum ? money(sum, format(account, debt.currency)) : "");
}

/** Radios first, the calendar second; every day comes from the API. @param {Model} model @param {On} on @param {ReportForm} form */
function days(model, on, form) {
  const day = model.typed.paid_day ?? "today";
  const fault = model.faults.find((one) => one.field === "paid_on");
  return html`<fieldset><legend>${t("proof_when")}</legend>
    ${option(on, "paid_day", "today", form.today_text, day === "today")}
    ${option(on, "paid_day", "yesterday", form.yesterday_text, day === "yesterday")}
    ${option(on, "paid_day", "other", t("proof_other_day"), day === "other")}
    ${day === "other"
      ? html`<div class="field ${fault ? "wrong" : ""}">
          <label for="paid_on">${t("date")}</label>
          ${fault ? html`<p class="fault" id="paid_on-fault">${fault.message}</p>` : nothing}
          <input id="paid_on" type="date" min=${form.earliest} max=${form.today} .value=${model.typed.paid_on ?? ""}
            aria-invalid=${fault ? "true" : nothing} aria-describedby=${fault ? "paid_on-fault" : nothing}
            @change=${(/** @type {Event} */ event) => on.type("paid_on", /** @type {HTMLInputElement} */ (event.target).value)}></div>`
      : nothing}
  </fieldset>`;
}

/** @param {On} on @param {string} name @param {string} id @param {string} label @param {boolean} checked */
const option = (on, name, id, label, checked) => html`<div class="choice">
  <input type="radio" name=${name} id="${name}-${id}" .checked=${checked} @change=${() => on.type(name, id)}>
  <label for="${name}-${id}">${label}</label>
</div>`;

/** @param {Model} model @param {On} on @param {Account} account @param {ReportForm} form @param {import("../api").Debt[]} chosen @param {import("../api").Money} fmt */
function tell(model, on, account, form, chosen, fmt) {
  const minor = minorUnits(model.typed.paid ?? "", fmt);
  if (!minor) return on.fault("paid", t("amount_unclear", { example: money(10_000, fmt) }));
  const day = model.typed.paid_day ?? "today";
  const paid_on = day === "today" ? form.today : day === "yesterday" ? form.yesterday : model.typed.paid_on;
  if (!paid_on || paid_on > form.today || paid_on < form.earliest) return on.fault("paid_on", t("proof_day_wrong"));
  const file = model.file ? { type: model.file.type, size: model.file.blob.size } : null;
  const debts = chosen.length || account.debts.length > 1 ? chosen : account.debts;
  const said = {
    amount_minor: minor,
    currency: fmt.currency,
    paid_on,
    method: model.typed.paid_by ?? "transfer",
    debt_ids: model.arg ? [] : debts.map((debt) => debt.id),
    ...(file ? { proof: file } : {}),
  };
  const quoted = file && model.arg && minor === model.payment?.amount_minor;
  const [path, body] = quoted ? [`/api/payments/${model.arg}/proof`, { ...file, paid_on }] : ["/api/reports", said];
  on.run(() => report(model, on, path, body).catch((trouble) => complain(on, trouble)));
}

const FIELDS = /** @type {Record<string, string>} */ ({ amount_minor: "paid", paid_on: "paid_on", type: "file", size: "file", file: "file" });

/** The API's no, beside the field it names, or above the form. @param {On} on @param {unknown} trouble */
function complain(on, trouble) {
  if (!(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
  const { faults, message } = trouble.answer;
  const known = FIELDS[faults?.[0]?.path ?? ""];
  if (known && trouble.answer.code !== "already_reported") on.fault(known, faults?.[0]?.message ?? message ?? "");
  else on.set({ note: message ?? "" });
}
