/** The account's papers: fetched once a look, each opened as PDF by the browser itself. */

import { api } from "../core.js";
import { html } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */

/** Where a paper is as a file, in the page's language. @param {Model} model @param {string} id @param {boolean} [keep] saved instead of shown */
export const address = (model, id, keep = false) => `/api/documents/${id}?lang=${model.lang}${keep ? "&keep=1" : ""}`;

/** @param {Model} model @param {string} id @param {unknown} text */
export const paperLink = (model, id, text) =>
  html`<p class="actions"><a class="btn second" href=${address(model, id)} target="_blank" rel="noopener">${text}</a></p>`;

/** @param {Model} model */
export async function fetchPapers(model) {
  model.papers = (await api("GET", "/api/documents")).documents;
}
