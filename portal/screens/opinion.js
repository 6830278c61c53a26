/** Two questions before anybody calls: how it went, in five faces with their words, and what could be better. */

import { Trouble, api, t } from "../core.js";
import { back, errorSummary, heading, note, sends, submit } from "../parts/page.js";
import { html } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */

const FACES = ["😞", "🙁", "😐", "🙂", "😀"];

/** Home is due where nothing is asked. @param {Model} model */
export async function prepare(model) {
  return model.account?.opinion ? undefined : "home";
}

/** @param {Model} model @param {On} on */
export function opinion(model, on) {
  const asked = /** @type {NonNullable<import("../api").Account["opinion"]>} */ (model.account?.opinion);
  return html`
    ${errorSummary(model.faults)}
    ${back("#/home", t("your_balance"))}
    ${heading(t("opinion_title"))}
    ${model.note ? html`<div role="status">${note(model.note)}</div>` : ""}
    <form novalidate @submit=${sends(() => send(model, on, asked.id))}>
      <fieldset><legend class="sr">${t("opinion_title")}</legend>
        ${asked.scores.map(
          ({ score, label }) => html`<div class="choice">
            <input type="radio" name="score" id="score-${score}" .checked=${model.typed.score === String(score)} @change=${() => on.type("score", String(score))}>
            <label for="score-${score}"><span aria-hidden="true">${FACES[score - 1]}</span> ${label}</label>
          </div>`,
        )}
      </fieldset>
      <div class="field">
        <label for="words">${t("opinion_words")}</label>
        <p class="hint" id="words-hint">${t("optional")}</p>
        <textarea id="words" name="words" rows="4" maxlength=${asked.longest} aria-describedby="words-hint" .value=${model.typed.words ?? ""}
          @input=${(/** @type {InputEvent} */ event) => on.type("words", /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
      </div>
      <div class="pay">${submit(t("opinion_send"), model.busy)}</div>
    </form>`;
}

/** @param {Model} model @param {On} on @param {string} id */
function send(model, on, id) {
  const score = Number(model.typed.score);
  if (!score) return on.fault("score-1", t("opinion_pick"));
  on.run(() => give(model, on, id, { score, text: (model.typed.words ?? "").trim() }));
}

/** Given before, from the message: home says so. @param {Model} model @param {On} on @param {string} id @param {object} said */
async function give(model, on, id, said) {
  let words = "";
  try {
    words = (await api("POST", `/api/opinions/${id}`, said)).message;
  } catch (trouble) {
    if (!(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
    words = trouble.answer.message ?? "";
  }
  await on.refresh();
  Object.assign(model, { typed: {}, note: words });
  on.go("home");
}
