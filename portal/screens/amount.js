/** How much to pay: everything, what was chosen, or another amount. */

import { format, money, t } from "../core.js";
import { back, errorSummary, field, heading, sends, submit } from "../parts/page.js";
import { covers, minorUnits } from "../parts/typed_amount.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Debt} Debt */

/** @param {Debt[]} debts */
const sum = (debts) => debts.reduce((minor, debt) => minor + debt.balance_minor, 0);

/** An amount to show as an example. @param {number} minor */
const half = (minor) => Math.ceil(minor / 2);

/** Payable debts of the currency being paid. @param {Model} model */
function payable(model) {
  const all = model.account?.debts.filter((debt) => debt.payable) ?? [];
  const currency = (all.find((debt) => model.picked.has(debt.id)) ?? all[0]).currency;
  return all.filter((debt) => debt.currency === currency);
}

/** @param {Model} model @param {On} on */
export function amount(model, on) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const debts = payable(model);
  const fmt = format(account, debts[0].currency);
  const chosen = debts.filter((debt) => model.picked.has(debt.id));
  const way = model.typed.way ?? "other";
  const send = () => {
    if (way === "all") return on.choose({ debt_ids: debts.map((debt) => debt.id) });
    if (way === "chosen") return on.choose({ debt_ids: chosen.map((debt) => debt.id) });
    const minor = minorUnits(model.typed.amount ?? "", fmt);
    const message = complaint(minor, sum(debts), fmt);
    if (message) on.fault("amount", message);
    else on.choose({ amount_minor: /** @type {number} */ (minor), currency: fmt.currency });
  };
  const some = chosen.length > 0 && chosen.length < debts.length;
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("amount_title"))}
    <form novalidate @submit=${sends(send)}>
      <fieldset><legend class="sr">${t("amount_title")}</legend>
        ${option(on, way, "all", t("amount_all"), money(sum(debts), fmt))}
        ${some ? option(on, way, "chosen", t("amount_chosen"), money(sum(chosen), fmt)) : nothing}
        ${option(on, way, "other", t("amount_other"), t("amount_other_hint"))}
      </fieldset>
      ${way === "other" ? other(model, on, debts, fmt) : nothing}
      <div class="pay">${submit(t("continue"), model.busy)}</div>
    </form>`;
}

/** @param {number | null} minor @param {number} most @param {import("../api").Money} fmt */
function complaint(minor, most, fmt) {
  if (minor === null || minor <= 0) return t("amount_unclear", { example: money(half(most), fmt) });
  return minor > most ? t("amount_above", { most: money(most, fmt) }) : "";
}

/** @param {On} on @param {string} way @param {string} id @param {string} label @param {string} hint */
const option = (on, way, id, label, hint) => html`<div class="choice">
  <input type="radio" name="way" id="way-${id}" .checked=${way === id} aria-describedby="way-${id}-hint" @change=${() => on.type("way", id)}>
  <label for="way-${id}">${label}</label><p class="quiet" id="way-${id}-hint">${hint}</p>
</div>`;

/** @param {Model} model @param {On} on @param {Debt[]} debts @param {import("../api").Money} fmt */
function other(model, on, debts, fmt) {
  const minor = minorUnits(model.typed.amount ?? "", fmt);
  const names = minor ? covers(debts, minor).map((debt) => debt.concept || debt.number) : [];
  return html`${field(model, on, {
      name: "amount",
      label: t("amount_label"),
      hint: t("amount_hint", { currency: fmt.currency, example: money(half(sum(debts)), fmt), most: money(sum(debts), fmt) }),
      mode: fmt.digits ? "decimal" : "numeric",
      length: 20,
    })}
    <p class="note" role="status">${names.length ? t("amount_covers", { names: names.join(", ") }) : t("amount_oldest")}</p>`;
}
