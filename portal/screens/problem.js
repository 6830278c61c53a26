/** What stands in the way: each remedy in kind words. What has a page of its own leads there. */

import { SCREENS, Trouble, api, t } from "../core.js";
import { back, contact, errorSummary, heading, note, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").HelpOption} Option */

/** The page that is a remedy: that of its own name, but for a report, which begins with its proof. @param {Option} option */
const pageOf = ({ leads_to }) => (leads_to === "report" ? "proof" : leads_to && leads_to in SCREENS ? leads_to : "");

/** @param {Model} model @param {On} on */
export function problem(model, on) {
  const account = /** @type {import("../api").Account} */ (model.account);
  const chosen = account.help.options.find((one) => one.code === model.typed.problem);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t(account.help.asks ? "problem_title" : "problem_title_help"))}
    ${account.help.open.map((one) => note(one.text))}
    <form novalidate @submit=${sends(() => send(model, on, chosen))}>
      <fieldset><legend class="sr">${t("problem_title_help")}</legend>
        ${account.help.options.map(
          (one, place) => html`${choice(model, on, one, place)}${one === chosen ? more(model, on, account, one) : nothing}`,
        )}
      </fieldset>
      <div class="pay">${submit(t("continue"), model.busy)}</div>
    </form>
    ${contact(model)}`;
}

/** @param {Model} model @param {On} on @param {Option} one @param {number} place */
const choice = (model, on, one, place) => html`<div class="choice">
  <input type="radio" name="problem" id="problem-${place}" .checked=${model.typed.problem === one.code}
    aria-describedby="problem-${place}-hint" @change=${() => on.type("problem", one.code)}>
  <label for="problem-${place}">${one.label}</label><p class="quiet" id="problem-${place}-hint">${one.what}</p>
</div>`;

/** What else the chosen one needs, right below it. @param {Model} model @param {On} on @param {import("../api").Account} account @param {Option} chosen */
const more = (model, on, account, chosen) => html`
  ${chosen.needs_invoice && account.debts.length > 1 ? which(model, on, account) : nothing}
  ${chosen.leads_to || chosen.code === "wrong_person" ? nothing : words(model, on, account.help.asks)}`;

/** @param {Model} model @param {On} on @param {import("../api").Account} account */
const which = (model, on, account) => html`<fieldset><legend>${t("problem_which")}</legend>
  ${account.debts.map(
    (debt, place) => html`<div class="choice">
      <input type="radio" name="which" id="which-${place}" .checked=${model.typed.which === debt.id} @change=${() => on.type("which", debt.id)}>
      <label for="which-${place}">${debt.concept || debt.number}</label><p class="quiet">${t("number", { number: debt.number })}</p>
    </div>`,
  )}
</fieldset>`;

/** @param {Model} model @param {On} on @param {boolean} asks */
const words = (model, on, asks) => html`<div class="field">
  <label for="words">${t(asks ? "problem_words" : "problem_message")}</label>
  <p class="hint" id="words-hint">${t("optional")}</p>
  <textarea id="words" name="words" rows="4" maxlength="500" aria-describedby="words-hint" .value=${model.typed.words ?? ""}
    @input=${(/** @type {InputEvent} */ event) => on.type("words", /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
</div>`;

/** @param {Model} model @param {On} on @param {Option | undefined} chosen */
function send(model, on, chosen) {
  const debts = model.account?.debts ?? [];
  const which = debts.length === 1 ? debts[0].id : model.typed.which;
  if (!chosen) return on.fault("problem-0", t("problem_pick"));
  if (chosen.needs_invoice && !which) return on.fault("which-0", t("problem_pick_which"));
  if (chosen.code === "wrong_person") return on.run(() => leave(on));
  if (chosen.leads_to === "dispute") return on.run(async () => on.go(`dispute/${debts.findIndex((one) => one.id === which)}`));
  on.run(() => tell(model, on, chosen, chosen.needs_invoice && which ? [which] : []));
}

/** @param {Model} model @param {On} on @param {Option} chosen @param {string[]} debts */
async function tell(model, on, chosen, debts) {
  const page = pageOf(chosen);
  try {
    const { message } = await api("POST", "/api/excuses", { code: chosen.code, debt_ids: debts, text: model.typed.words ?? "" });
    await on.refresh();
    Object.assign(model, { typed: {}, note: page ? "" : message });
  } catch (trouble) {
    if (!page || !(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
  }
  on.go(page || "home");
}

/** Whoever holds this link is somebody else: nothing more is shown. @param {On} on */
export async function leave(on) {
  await api("POST", "/api/wrong-person", {});
  on.set({ state: "stranger", account: null, session: null, note: "" });
}
