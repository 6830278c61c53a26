/** Opens the account behind a link and draws one screen at a time: by the account's state first, by the address second. */

import { FIRST, RETRIED, SCREENS, Trouble, api, blank, catalog, learn, offered, planOf, route, speak, standing, t, turn } from "./core.js";
import { page, stop } from "./parts/page.js";
import { render } from "./vendor/lit-html.js";

/** @typedef {import("./api").Screen} Screen */

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const live = /** @type {HTMLElement} */ (document.getElementById("live"));

arrive();
const model = blank(document.documentElement.lang);
/** The link's secret: read once, taken out of the address at once, kept in this variable only. */
let token = takeToken();

/** A provider's page leads back by a query, which it adds to: from there on the address is our own. */
function arrive() {
  const to = new URLSearchParams(location.search).get("to");
  if (to && /^[\w/]+$/.test(to)) history.replaceState(null, "", `${location.pathname}#/${to.replace(/^\//, "")}`);
}

function takeToken() {
  if (!location.hash.startsWith("#t=")) return "";
  const [found, screen] = location.hash.slice(3).split("/");
  history.replaceState(null, "", location.pathname + (screen ? `#/${screen}` : ""));
  return found;
}

// Actions, and what becomes of trouble

/** What a retry does, and the state to do it in. */
let again = (/** @type {unknown} */ _after) => {};
let before = "loading";

/** @param {() => Promise<unknown>} action */
async function run(action) {
  if (model.busy) return;
  Object.assign(model, { busy: true, faults: [], note: "" });
  if (drawn) draw();
  try {
    await action();
  } catch (trouble) {
    halt(trouble, () => run(action));
  }
  model.busy = false;
  await draw();
}

/** Trouble becomes a state of its own; `retry` leads back. @param {unknown} trouble @param {() => void} retry */
function halt(trouble, retry) {
  const { kind, answer } = trouble instanceof Trouble ? trouble : bug(trouble);
  if (answer.code === "not_verified") return Object.assign(model, { state: "verify", session: { contact: {}, ...answer } });
  if (kind === "refused" && model.account) return refused(answer);
  if (kind === "missing" && model.account && route(model.state, location.hash).name !== "home") {
    history.replaceState(null, "", "#/home"); // what an address names is not there, or no longer: home says so
    return Object.assign(model, { stale: true, note: answer.code ? answer.message : "" });
  }
  if (kind === "ended") forget();
  if (!RETRIED.has(model.state)) before = model.state;
  again = retry;
  const known = kind === "refused" && token && !model.account ? "expired" : kind;
  Object.assign(model, { state: ["refused", "missing"].includes(known) ? "failed" : known, trouble: answer });
}

/** A fault of this page: told to the console and to the debtor. @param {unknown} error */
function bug(error) {
  setTimeout(() => {
    throw error;
  });
  return new Trouble("failed", 0, { ref: "page" });
}

/** The API said no to a payment: back to the field it names, or home with its reason. @param {import("./api").Refusal} answer */
function refused(answer) {
  const fault = answer.faults?.find((one) => one.path.includes("amount_minor"));
  const amount = fault?.message ?? (answer.code?.startsWith("amount_") ? answer.message : "");
  Object.assign(model, { stale: true, note: amount ? "" : answer.message });
  if (amount) model.faults = [{ field: "amount", message: amount }];
  go(amount ? (model.choice && "plan" in model.choice ? "plan" : "amount") : "home");
}

function forget() {
  token = "";
  clearTimeout(ending);
  turn(model, "");
  sessionStorage.removeItem("choice");
  Object.assign(model, { account: null, session: null, payment: null, choice: null, picked: new Set() });
}

const openLink = () =>
  run(async () => {
    load("screens/verify").catch(() => {});
    model.session = await api("POST", "/api/session", { token });
    if (model.session?.state === "open") await refresh();
    else model.state = model.session?.state ?? "failed";
  });

/** The account as it is now. What was picked stays picked while it can be paid; at first, everything in one currency that nobody disputes. */
async function refresh() {
  /** @type {import("./api").Account} */
  const account = await api("GET", "/api/account");
  Object.assign(model, { account, state: standing(account), stale: false });
  remind(account.session_seconds);
  const payable = account.debts.filter((debt) => debt.payable);
  const kept = payable.filter((debt) => model.picked.has(debt.id));
  const [main] = payable.filter((debt) => debt.state !== "disputed");
  const first = payable.filter((debt) => debt.currency === main?.currency && debt.state !== "disputed");
  model.picked = new Set((kept.length ? kept : first).map((debt) => debt.id));
  const ids = model.choice && "debt_ids" in model.choice ? model.choice.debt_ids : [];
  const { choice } = model;
  const gone = choice && (("advance" in choice && !offered(account, choice)) || ("plan" in choice && !planOf(account, choice.plan.id)));
  if (gone || !ids.every((id) => payable.some((debt) => debt.id === id))) model.choice = null;
}

let ending = 0;

/** Says that the session ends while there are minutes left to put it off. @param {number} seconds */
function remind(seconds) {
  clearTimeout(ending);
  model.ending = false;
  ending = setTimeout(() => on.set({ ending: true }), (seconds - 240) * 1000);
}

/** @type {import("./api").On} What the screens may ask for. */
const on = {
  run,
  refresh,
  go,
  set: (changes) => void draw(Object.assign(model, changes)),
  type: (name, text) => void draw((model.typed[name] = text)),
  fault: (name, message) => void draw((model.faults = [{ field: name, message }])),
  choose(choice) {
    model.choice = choice;
    const [only, ...more] = model.account?.methods ?? [];
    if (only && more.length === 0) run(async () => (await load("parts/pay")).payOnly(model, on, only.id));
    else draw(go("method"));
  },
  say(text) {
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 100);
  },
  renew: () => void run(async () => (model.note = (await api("POST", "/api/session/renew", { token })).message)),
  retry: () => again(Object.assign(model, { state: before })),
  learn: () => later().catch(() => {}),
  end: () => void run(signOut),
  stay: () => void run(async () => remind((await api("POST", "/api/session/stay", {})).seconds)),
  language: (lang) => void run(() => translate(lang)),
};

async function signOut() {
  await api("POST", "/api/session/end", {});
  forget();
  model.state = "ended";
}

/** @param {string} lang */
async function translate(lang) {
  await useLanguage(lang);
  if (model.account) await refresh();
}

// Words and modules

/** @param {string} lang */
async function useLanguage(lang) {
  speak(lang, await catalog(lang));
  learned = "";
  model.lang = document.documentElement.lang = lang;
  /** @type {HTMLElement} */ (document.querySelector(".skip")).textContent = t("skip");
  history.replaceState(null, "", `/${lang}/${location.hash}`);
}

let learned = "";

/** The words of the screens that open later, once per language. */
async function later() {
  const { lang } = model;
  if (learned === lang) return;
  const more = await catalog(`screens/${lang}`);
  if (lang !== model.lang) return;
  learn(more);
  learned = lang;
}

/** @type {Map<string, Promise<Screen>>} */
const modules = new Map();

/** A module by its path. A failed load is forgotten, so that it can be tried again. @param {string} path @returns {Promise<Screen>} */
function load(path) {
  const known = modules.get(path);
  if (known) return known;
  const loading = import(`./${path}.js`).catch(() => {
    modules.delete(path);
    throw new Trouble("offline");
  });
  modules.set(path, loading);
  return loading;
}

// Drawing

let drawing = 0;
let drawn = "";
let since = performance.now();
/** @type {(() => void) | void} */
let leave;
/** @type {import("./api").Fault[]} */
let complained = [];

/** @param {string} path */
function go(path) {
  if (location.hash !== `#/${path}`) history.pushState(null, "", `#/${path}`);
}

/** Draws what the state and the address call for. Of several calls the last one wins. @param {unknown} [_after] what was just done */
async function draw(_after) {
  const mine = ++drawing;
  try {
    const { name, arg } = route(model.state, location.hash);
    const screen = name in SCREENS ? await ready(name, arg) : null;
    if (mine !== drawing) return;
    if (typeof screen === "string") return await draw(history.replaceState(null, "", `#/${screen}/${arg}`));
    show(name, arg, screen);
  } catch (trouble) {
    halt(trouble, draw);
    await draw();
  }
}

/** The screen's module with its data at hand, or the name of the screen that is due instead. @param {string} name @param {string} arg */
async function ready(name, arg) {
  turn(model, `${name}/${arg}`);
  if (name === "home" && model.stale) await refresh();
  const [screen] = await Promise.all([load(`screens/${name}`), FIRST.has(name) ? null : later()]);
  return (await screen.prepare?.(model, arg)) ?? screen;
}

/** @param {string} name @param {string} arg @param {Screen | null} screen null for a stop */
function show(name, arg, screen) {
  const here = [name, arg, name === "receipt" && model.payment?.state, model.looks].join("/");
  const moved = here !== drawn;
  if (moved) {
    leave?.();
    Object.assign(model, { screen: name, arg, watching: true, copied: "" });
    leave = screen?.enter?.(model, on);
  }
  if (!drawn) root.replaceChildren();
  render(page(model, on, screen ? screen[name](model, on) : stop(model, on)), root);
  document.title = model.faults.length ? `${t("error")}: ${t("title")}` : t("title");
  attend(moved && drawn !== "");
  if (moved && drawn) tell(drawn.split("/")[0]);
  drawn = here;
}

/** Focus follows what is new: complaints first, else the heading of a new screen. @param {boolean} moved */
function attend(moved) {
  const complains = model.faults.length > 0 && model.faults !== complained;
  complained = model.faults;
  if (complains) return /** @type {HTMLElement | null} */ (document.querySelector(".error-summary"))?.focus();
  if (!moved) return;
  document.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Which screens people stay on, and for how long: no token, no amount, no name. @param {string} screen */
function tell(screen) {
  const ms = Math.round(performance.now() - since);
  since = performance.now();
  if (model.account) api("POST", "/api/events", { screen, step: "left", ms }).catch(() => {});
}

// Start

async function start() {
  try {
    await useLanguage(model.lang);
  } catch {
    return void setTimeout(start, 3000);
  }
  if (token) openLink();
  else run(refresh);
}

addEventListener("hashchange", () => {
  const found = takeToken();
  if (found) token = found;
  if (found) return void openLink();
  if (location.hash && !location.hash.startsWith("#/")) return;
  if (RETRIED.has(model.state)) model.state = before;
  on.set({ faults: [], note: "" });
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  model.busy = false;
  run(refresh);
});
start();
