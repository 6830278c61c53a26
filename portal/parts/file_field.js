/** Choosing a photo or PDF: labelled, looked at before it leaves, shown as it will be seen. */

import { t } from "../core.js";
import { html, nothing } from "../vendor/lit-html.js";
import { prepared, unfit } from "./proof_file.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {Pick<import("../api").ReportForm, "most_bytes">} ReportForm */

const NAME = "file";

/** @param {Model} model @param {On} on @param {ReportForm} form @param {string} [label] */
export function fileField(model, on, form, label = t("file_label")) {
  const fault = model.faults.find((one) => one.field === NAME);
  return html`<div class="field ${fault ? "wrong" : ""}">
    <label for=${NAME}>${label}</label>
    <p class="hint" id="file-hint">${t("file_hint")}</p>
    ${fault ? html`<p class="fault" id="file-fault">${fault.message}</p>` : nothing}
    <input id=${NAME} type="file" accept="image/*,application/pdf" aria-describedby="file-hint ${fault ? "file-fault" : ""}"
      aria-invalid=${fault ? "true" : nothing} @change=${(/** @type {Event} */ event) => take(model, on, form, event)}>
    ${model.file
      ? html`<p class="note" role="status">${t("file_ready", { name: model.file.name })}</p>
          ${model.file.preview ? html`<img class="preview" src=${model.file.preview} alt=${t("file_preview")}>` : nothing}`
      : nothing}
    ${model.progress ? html`<p role="status"><label>${t("file_sending")} <progress max="100" value=${model.progress}></progress></label></p>` : nothing}
  </div>`;
}

/** @param {Model} model @param {On} on @param {ReportForm} form @param {Event} event */
async function take(model, on, form, event) {
  const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
  on.set({ file: null, told: null, faults: [] });
  if (!file) return;
  const complaint = unfit(file, form);
  if (complaint) return on.fault(NAME, complaint);
  try {
    on.set({ file: await prepared(file) });
  } catch {
    on.fault(NAME, t("file_unreadable"));
  }
}
