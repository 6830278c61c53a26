/** Watches a payment until it is settled: a look every 3 to 15 seconds, for ten minutes, while the page is seen. */

import { Trouble, api } from "../core.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Payment} Payment */

/** Seconds between looks at a payment: 3 growing to 15, ten minutes in all. */
export function* waits() {
  for (let wait = 3, spent = 0; spent + wait <= 600; spent += wait, wait = Math.min(15, wait * 1.3)) yield wait;
}

/** Keeps the model's payment up to date, and moves to the receipt once its state changes. Returns how to stop. @param {Model} model @param {On} on */
export function watch(model, on) {
  const id = model.arg;
  const pauses = waits();
  /** @type {number | undefined} */
  let timer;
  const next = () => {
    const pause = pauses.next();
    if (pause.done) on.set({ watching: false });
    else timer = setTimeout(look, pause.value * 1000);
  };
  let asks = model.payment?.next?.kind === "redirect";
  const look = async () => {
    const seen = await glance(id, asks);
    asks = false;
    if (timer === undefined) return;
    const { state, arrived_text } = model.payment ?? {};
    if (seen && (seen.state !== state || seen.arrived_text !== arrived_text)) changed(model, on, seen);
    if (!seen || seen.state === "pending" || seen.state === "processing") next();
  };
  const wake = () => {
    if (document.hidden || timer === undefined) return;
    clearTimeout(timer);
    look();
  };
  document.addEventListener("visibilitychange", wake);
  if (asks) timer = setTimeout(look);
  else next();
  return () => {
    clearTimeout(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", wake);
  };
}

/** @param {Model} model @param {On} on @param {Payment} seen */
function changed(model, on, seen) {
  on.go(`receipt/${seen.id}`);
  on.set({ payment: { ...model.payment, ...seen, lang: model.lang }, stale: true });
}

/** The payment now, or null while the line is bad. `asks`: the provider is asked first. @param {string} id @param {boolean} asks @returns {Promise<Payment | null>} */
async function glance(id, asks) {
  try {
    return asks ? await api("POST", `/api/payments/${id}/ask`, {}) : await api("GET", `/api/payments/${id}`);
  } catch (trouble) {
    if (trouble instanceof Trouble) return null;
    throw trouble;
  }
}
