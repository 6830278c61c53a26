/** From a choice to a payment: created once, then shown, or paid on the card page. */

import { api, offered, planOf } from "../core.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */

/** A payment of what is chosen that waits already: to be told before another one begins. @param {Model} model @returns {import("../api").Waiting | undefined} */
export function waiting(model) {
  const choice = model.choice;
  if (!choice || "advance" in choice || "plan" in choice) return undefined;
  const chosen = model.account?.debts.filter((debt) =>
    "debt_ids" in choice ? choice.debt_ids.includes(debt.id) : debt.currency === choice.currency && debt.payable,
  );
  return chosen?.find((debt) => debt.pending)?.pending ?? undefined;
}

/** Pays by the only method there is, unless something is to be told before. @param {Model} model @param {On} on @param {string} method */
export async function payOnly(model, on, method) {
  if (waiting(model)) on.go("method");
  else await pay(model, on, method);
}

/** Creates the payment and goes where it is paid. @param {Model} model @param {On} on @param {string} method */
export async function pay(model, on, method) {
  const payment = await api("POST", "/api/payments", { ...model.choice, method });
  model.stale = true;
  if (payment.next.kind === "redirect") {
    sessionStorage.setItem("choice", JSON.stringify(model.choice));
    location.assign(payment.next.url);
    await new Promise(() => {}); // the page is being left: the button stays at rest
  }
  model.payment = { ...payment, state: "pending", lang: model.lang };
  on.go(`${payment.next.kind}/${payment.id}`);
}

/** Fetches the payment a screen is about. @param {Model} model @param {string} id */
export async function fetchPayment(model, id) {
  if (model.payment?.id === id && model.payment.lang === model.lang) return;
  const known = model.payment?.id === id ? model.payment : {};
  model.payment = { ...known, ...(await api("GET", `/api/payments/${id}`)), lang: model.lang };
}

/** `fetchPayment` for a screen that tells how to pay by `kind`; the receipt says the rest. @param {string} kind */
export const prepares = (kind) => async (/** @type {Model} */ model, /** @type {string} */ id) => {
  await fetchPayment(model, id);
  return model.payment?.next?.kind === kind && model.payment.state === "pending" ? undefined : "receipt";
};

/** What was being paid before the trip to the card page, if it can still be paid; else what is picked. @param {Model} model @returns {import("../api").Choice} */
export function keptChoice(model) {
  const kept = JSON.parse(sessionStorage.getItem("choice") ?? "null");
  sessionStorage.removeItem("choice");
  if (kept?.plan && model.account && planOf(model.account, kept.plan.id)) return kept;
  if (kept && !kept.plan && ("amount_minor" in kept || (model.account && offered(model.account, kept)))) return kept;
  const payable = new Set(model.account?.debts.filter((debt) => debt.payable).map((debt) => debt.id));
  const ids = kept?.debt_ids?.filter((/** @type {string} */ id) => payable.has(id)) ?? [];
  if (ids.length) model.picked = new Set(ids);
  return { debt_ids: [...model.picked] };
}
