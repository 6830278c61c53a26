/** How to pay, cheapest first. With one way only this screen is skipped. */

import { format, money, offered, planOf, t } from "../core.js";
import { back, heading, note, rich, sends, submit } from "../parts/page.js";
import { keptChoice, pay, waiting } from "../parts/pay.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */

/** Home is due where nothing was chosen that can be paid. @param {Model} model */
export async function prepare(model) {
  model.choice ??= keptChoice(model);
  if (model.state === "open" || "advance" in model.choice || "plan" in model.choice) return;
  model.choice = null;
  return "home";
}

/** @param {Model} model @param {On} on */
export function method(model, on) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const chosen = account.methods.find((one) => one.id === model.typed.method) ?? account.methods[0];
  const other = waiting(model);
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("method_title"))}
    ${other ? html`<div role="status">${note(other.text)}</div>` : nothing}
    ${other?.payment ? html`<p class="go"><a href="#/${other.screen}/${other.payment}">${t("see_waiting")}</a></p>` : nothing}
    ${model.arg === "cancelled" ? html`<div role="status">${note(rich(t("cancelled")))}</div>` : nothing}
    <p class="quiet">${summary(model, account)} <a href=${changing(model, account)}>${t("change")}<span
      class="sr"> ${t("change_what")}</span></a></p>
    <form novalidate @submit=${sends(() => on.run(() => pay(model, on, chosen.id)))}>
      <fieldset><legend class="sr">${t("method_title")}</legend>
        ${account.methods.map(
          (one) => html`<div class="choice">
            <input type="radio" name="method" id="by-${one.id}" .checked=${one === chosen} aria-describedby="by-${one.id}-hint"
              @change=${() => on.type("method", one.id)}>
            <label for="by-${one.id}">${one.label}</label><p class="quiet" id="by-${one.id}-hint">${one.note ? html`<strong>${one.note}</strong> ` : nothing}${one.hint}</p>
          </div>`,
        )}
      </fieldset>
      <div class="pay">${submit(t(other ? "pay_otherwise" : "continue"), model.busy)}</div>
    </form>
    ${account.report ? html`<p class="go"><a href="#/proof">${t("already_paid")}</a></p>` : nothing}`;
}

/** Where the choice is made anew. @param {Model} model @param {import("../api").Account} account */
const changing = (model, account) =>
  model.choice && "advance" in model.choice ? "#/advance" : model.choice && "plan" in model.choice ? "#/plan" : account.allowed.includes("amount") ? "#/amount" : "#/home";

/** What is being paid and how much it is. @param {Model} model @param {import("../api").Account} account */
function summary(model, account) {
  const choice = model.choice;
  if (choice && "advance" in choice) {
    const concept = account.recurring.find((one) => one.id === choice.advance.schedule)?.concept;
    const offer = offered(account, choice);
    return html`${concept} · ${offer?.label} · <strong>${offer?.amount_text}</strong>`;
  }
  if (choice && "plan" in choice) return plan(choice, account);
  if (choice && "amount_minor" in choice) {
    return html`${t("amount_other")} · <strong>${money(choice.amount_minor, format(account, choice.currency))}</strong>`;
  }
  const debts = account.debts.filter((debt) => choice?.debt_ids.includes(debt.id));
  const sum = debts.reduce((minor, debt) => minor + debt.balance_minor, 0);
  const what = debts.length === 1 ? debts[0].concept || debts[0].number : t("items", { n: debts.length });
  return html`${what} · <strong>${money(sum, format(account, debts[0]?.currency ?? account.fmt.currency))}</strong>`;
}

/** An installment, more of it, or the whole plan. @param {Extract<import("../api").Choice, { plan: object }>} choice @param {import("../api").Account} account */
function plan(choice, account) {
  const its = planOf(account, choice.plan.id);
  const other = "amount_minor" in choice ? money(choice.amount_minor ?? 0, format(account, its?.currency ?? account.fmt.currency)) : "";
  if (choice.plan.whole) return html`<strong>${its?.settle_text}</strong>`;
  return html`${its?.next?.label} · <strong>${other || its?.due_text}</strong>`;
}
