/** The identity question: before it is answered nothing tells whose account this is, or what is in it. */

import { Trouble, api, t } from "../core.js";
import { contact, errorSummary, field, heading, rich, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */

/** @param {Model} model @param {On} on */
export function verify(model, on) {
  const kind = model.session?.question?.kind ?? "either_last4"; // a page drawn again no longer knows which
  const send = (/** @type {HTMLFormElement} */ form) => {
    const remember = new FormData(form).has("remember");
    const answer = (model.typed.answer ?? "").replace(/[^\p{L}\p{N}]/gu, "");
    if (answer.length >= 4) on.run(() => identify(model, on, { answer: answer.slice(-4), remember }));
    else on.fault("answer", t(`${kind}_empty`));
  };
  return html`
    ${errorSummary(model.faults)}
    ${heading(t("verify_title"))}
    <p>${t("verify_why")}</p>
    <form novalidate @submit=${sends(send)}>
      ${field(model, on, {
        name: "answer",
        label: t(`${kind}_label`),
        hint: t(`${kind}_hint`),
        mode: kind === "phone_last4" ? "numeric" : "text",
        length: 20,
        look: "short",
      })}
      <div class="choice"><input type="checkbox" id="remember" name="remember" aria-describedby="remember-hint">
        <label for="remember">${t("remember")}</label><p class="quiet" id="remember-hint">${t("remember_hint")}</p></div>
      ${submit(t("continue"), model.busy)}
    </form>
    <details><summary>${t("not_me")}</summary><p>${t("not_me_text")}</p>
      <p><button class="btn second" type="button" aria-disabled=${model.busy ? "true" : nothing}
        @click=${() => on.run(async () => (await import("./problem.js")).leave(on))}>${t("not_me_tell")}</button></p>${contact(model)}</details>
    <p class="note">${rich(t("never_ask"))}</p>`;
}

/** @param {Model} model @param {On} on @param {{ answer: string, remember: boolean }} given */
async function identify(model, on, given) {
  import("./home.js").catch(() => {}); // fetched meanwhile; if that fails, home is asked for again
  try {
    await api("POST", "/api/session/verify", given);
  } catch (trouble) {
    if (!(trouble instanceof Trouble) || trouble.answer.code !== "wrong_answer") throw trouble;
    const left = trouble.answer.tries_left ?? 0;
    return on.fault("answer", t(left === 1 ? "wrong_answer_last" : "wrong_answer", { n: left }));
  }
  model.typed = {};
  await on.refresh();
}
