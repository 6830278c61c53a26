/** Papers to keep: the statement of account, every numbered receipt, and copies of invoices. */

import { t } from "../core.js";
import { back, heading } from "../parts/page.js";
import { address, fetchPapers } from "../parts/paper.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").Paper} Paper */

export const prepare = fetchPapers;

/** @param {Model} model */
export function documents(model) {
  const papers = model.papers ?? [];
  const receipts = papers.filter((one) => one.on);
  const invoices = papers.filter((one) => one.kind === "invoice");
  return html`
    ${back("#/home", t("your_balance"))}
    ${heading(t("documents_title"))}
    ${papers.filter((one) => !one.on && one.kind !== "invoice").map(
      (one) => html`<div class="card"><h2>${one.title}</h2>${one.id === "statement" ? html`<p class="quiet">${t("statement_hint")}</p>` : nothing}
        <p class="go"><a href=${address(model, one.id)} target="_blank" rel="noopener">${t("open_pdf")}<span class="sr"> ${one.title}</span></a>
          <a href=${address(model, one.id, true)}>${t("save_pdf")}<span class="sr"> ${one.title}</span></a></p></div>`,
    )}
    <h2>${t("receipts")}</h2>
    ${receipts.length ? html`<ul class="list">${receipts.map((one) => paper(model, one, `${one.title} · ${one.on_text} · ${one.amount_text}`, one.number))}</ul>` : html`<p class="quiet">${t("no_receipts")}</p>`}
    ${invoices.length ? html`<h2>${t("invoice_copies")}</h2><p class="quiet">${t("invoice_copies_hint")}</p>
      <ul class="list">${invoices.map((one) => paper(model, one, `${one.title} · ${one.amount_text}`, one.issued_text))}</ul>` : nothing}
    <p class="go"><a href="#/history">${t("history_title")}</a></p>`;
}

/** One line, with what tells it apart under it. @param {Model} model @param {Paper} one @param {string} text @param {string | undefined} under */
const paper = (model, one, text, under) => html`<li>
  <a href=${address(model, one.id)} target="_blank" rel="noopener">${text}</a>
  <p class="quiet">${under}</p></li>`;
