/** The terms, one clause at a time, then all of them, and the way to accept what was read. */

import { api, t } from "../core.js";
import { back, heading, note, sends, submit } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Terms} Terms */

/** @param {Model} model */
export async function prepare(model) {
  model.terms = await api("GET", "/api/terms");
}

/** @param {Model} model @param {On} on */
export function terms(model, on) {
  const known = /** @type {Terms} */ (model.terms);
  const asks = known.state === "to_accept";
  const seen = asks ? Math.min(Number(model.typed.clause ?? 1), known.clauses.length) : known.clauses.length;
  const all = seen === known.clauses.length;
  const next = () => {
    on.type("clause", String(seen + 1));
    setTimeout(() => document.getElementById(`clause-${seen}`)?.focus());
  };
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("terms_title"))}
    ${model.note ? html`<p class="note good" role="status">${model.note}</p>` : note(known.state_text, asks ? "" : "good")}
    ${asks && !all ? html`<p class="quiet">${t("terms_one_by_one", { seen, all: known.clauses.length })}</p>` : nothing}
    ${known.clauses.slice(0, seen).map(
      (clause, at) => html`<section class="card" aria-labelledby="clause-${at}">
        <h2 id="clause-${at}" tabindex="-1">${at + 1}. ${clause.title}</h2>
        ${clause.lines.map((line) => html`<p>${line}</p>`)}
      </section>`,
    )}
    ${all ? nothing : html`<p><button class="btn" type="button" @click=${next}>${t("terms_next")}</button></p>`}
    ${asks && all ? html`<form novalidate @submit=${sends(() => accept(model, on))}>
          <p>${t("terms_before")}</p>
          ${submit(t("terms_accept"), model.busy)}
        </form>` : nothing}
    <p class="actions"><a class="btn second" href="/api/documents/terms?keep=1&lang=${model.lang}">${t("terms_copy")}</a></p>`;
}

/** @param {Model} model @param {On} on */
function accept(model, on) {
  const { version, text_sha256 } = /** @type {Terms} */ (model.terms);
  on.run(async () => {
    model.terms = await api("POST", "/api/terms/accept", { version, text_sha256 });
    model.note = t("terms_accepted");
    model.stale = true;
    scrollTo(0, 0);
  });
}
