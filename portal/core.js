/** What every screen needs and no DOM: words, money, the table of screens, and the line to the API. */

/** @typedef {import("./api").Money} Money */
/** @typedef {import("./api").Account} Account */

let lang = "es";
/** @type {Record<string, string>} */
let words = {};

/** @param {string} language @param {Record<string, string>} catalog flat, one per language */
export function speak(language, catalog) {
  lang = language;
  words = catalog;
}

/** More words of the same language. @param {Record<string, string>} catalog */
export const learn = (catalog) => void Object.assign(words, catalog);

/** The catalog's text for `key` with its {names} filled. @param {string} key @param {Record<string, string | number>} [names] */
export const t = (key, names = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(names[name] ?? ""));

/** Text for whole minor units, by string and never by float. @param {number} minor @param {Money} fmt */
export function money(minor, fmt) {
  const digits = String(Math.abs(minor)).padStart(fmt.digits + 1, "0");
  const cut = digits.length - fmt.digits;
  const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, fmt.group);
  const sign = minor < 0 ? "−" : "";
  return `${sign}${fmt.symbol}\u00a0${whole}${fmt.digits ? fmt.decimal + digits.slice(cut) : ""}${fmt.code}`;
}

/** What everything is drawn from, before anything is known. @param {string} language @returns {import("./api").Model} */
export const blank = (language) => ({
  lang: language,
  state: "loading",
  screen: "",
  arg: "",
  busy: false,
  stale: false,
  session: null,
  account: null,
  picked: new Set(),
  choice: null,
  payment: null,
  plan: null,
  report: null,
  told: null,
  dispute: null,
  disputed: null,
  file: null,
  progress: 0,
  watching: false,
  looks: 0,
  typed: {},
  day: null,
  faults: [],
  note: "",
  ending: false,
  copied: "",
  trouble: {},
});

/** How amounts of `currency` are written on this account. @param {Account} account @param {string} currency @returns {Money} */
export function format(account, currency) {
  const known = account.totals.find((total) => total.currency === currency);
  if (known) return known.fmt;
  const plain = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return { ...account.fmt, currency, symbol: currency, code: "", digits: plain.maximumFractionDigits ?? 2 };
}

/** Where an account stands, in the words of `SCREENS`. @param {Account} account */
export function standing(account) {
  if (account.state === "up_to_date") return "up_to_date";
  const payable = account.allowed.includes("pay") && account.methods.length > 0 && account.debts.some((debt) => debt.payable);
  return payable ? "open" : "waiting";
}

/** The kept plan of that id. @param {import("./api").Account} account @param {string} id */
export const planOf = (account, id) => [account.plan, ...account.other_plans].find((one) => one?.id === id);

/** The offer that a choice of paying ahead means, if it is still made. @param {Account} account @param {import("./api").Choice | null} choice */
export function offered(account, choice) {
  if (!choice || !("advance" in choice)) return undefined;
  const { schedule, periods } = choice.advance;
  return account.recurring.find((one) => one.id === schedule)?.advance.find((offer) => offer.periods === periods);
}

const OWING = ["open", "waiting"];
const SIGNED_IN = [...OWING, "up_to_date"];

/** Each screen, and the states in which it may be shown. In any other state home is drawn instead. */
export const SCREENS = /** @type {Record<string, string[]>} */ ({
  verify: ["verify"],
  home: SIGNED_IN,
  amount: ["open"],
  advance: SIGNED_IN,
  method: SIGNED_IN,
  transfer: SIGNED_IN,
  qr: SIGNED_IN,
  cash: SIGNED_IN,
  pickup: SIGNED_IN,
  proof: OWING,
  report: SIGNED_IN,
  receipt: SIGNED_IN,
  promise: OWING,
  plan: SIGNED_IN,
  sign: OWING,
  extension: OWING,
  problem: SIGNED_IN,
  dispute: SIGNED_IN,
  opinion: SIGNED_IN,
  preferences: SIGNED_IN,
  terms: SIGNED_IN,
  documents: SIGNED_IN,
  autopay: SIGNED_IN,
  history: SIGNED_IN,
  help: [...SIGNED_IN, "verify"],
});

/** The screens whose words come with the first load; those of all others come when one of them opens. */
export const FIRST = new Set(["verify", "home", "method", "receipt"]);

/** The screen for a state and an address such as `#/receipt/7f3a`. @param {string} state @param {string} hash */
export function route(state, hash) {
  const [, name = "", arg = ""] = /^#\/(\w+)(?:\/([\w-]+))?$/.exec(hash) ?? [];
  if (Object.keys(SCREENS).includes(name) && SCREENS[name].includes(state)) return { name, arg };
  if (SIGNED_IN.includes(state)) return { name: "home", arg: "" };
  return { name: state, arg: "" };
}

/** @type {Map<string, Record<string, string>>} what was typed, by the screen it was typed on */
const drafts = new Map();
let place = "";

/** Gives a screen what was typed on it: there again after a lost signal or a way back, and nowhere else; home and the end forget it. @param {import("./api").Model} model @param {string} to */
export function turn(model, to) {
  if (to === place) return;
  drafts.set(place, model.typed);
  if (to === "home/" || !to) drafts.clear();
  model.typed = drafts.get(to) ?? {};
  place = to;
}

/** Why the API did not give what was asked. `kind` names the screen that tells it. */
export class Trouble extends Error {
  /** @param {string} kind @param {number} [status] @param {import("./api").Refusal} [answer] */
  constructor(kind, status = 0, answer = {}) {
    super(answer.message ?? kind);
    this.kind = kind;
    this.status = status;
    this.answer = answer;
  }
}

/** Stops that pass: what was begun goes on after them. */
export const RETRIED = new Set(["offline", "failed", "busy"]);

const KINDS = /** @type {Record<number, string>} */ ({ 401: "ended", 410: "expired", 423: "locked", 429: "busy" });
const PATIENCE = 25_000;

/** @type {Map<string, string>} one Idempotency-Key per action, until the action has an answer */
const keys = new Map();

/** @param {string} action */
function keyOf(action) {
  const key = keys.get(action) ?? crypto.randomUUID();
  keys.set(action, key);
  return key;
}

/**
 * Asks the API. A retry after a lost signal or a failure of ours is the same action and carries the same key.
 * @param {"GET" | "POST" | "PUT"} verb @param {string} path @param {object} [body] @returns {Promise<any>}
 */
export async function api(verb, path, body) {
  const action = `${path} ${JSON.stringify(body)}`;
  /** @type {Record<string, string>} */
  const headers = { "X-Language": lang };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": keyOf(action) });
  const [response, answer] = await exchange(path, { method: verb, headers, body: body && JSON.stringify(body) });
  if (response.status < 500 && response.status !== 429) keys.delete(action);
  if (response.ok) return answer;
  const refusal = verb === "GET" ? "missing" : "refused";
  const kind = KINDS[response.status] ?? (response.status < 500 ? refusal : "failed");
  const ref = [answer.code, response.headers.get("x-amzn-requestid")?.slice(0, 8), response.status].filter(Boolean).slice(0, 2).join("-");
  throw new Trouble(kind, response.status, { ...answer, ref });
}

/** Words, by their file. @param {string} path @returns {Promise<Record<string, string>>} */
export async function catalog(path) {
  const answer = await fetch(`/text/${path}.json`).catch(() => null);
  if (!answer?.ok) throw new Trouble("offline");
  return answer.json();
}

/** @param {string} path @param {RequestInit} init @returns {Promise<[Response, any]>} */
async function exchange(path, init) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store", signal: patience.signal });
    const text = await response.text();
    return [response, text.startsWith("{") ? JSON.parse(text) : {}];
  } catch {
    throw new Trouble("offline");
  } finally {
    clearTimeout(timer);
  }
}
