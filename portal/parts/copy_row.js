/** One datum to carry to the bank's app, with its own Copy button inside the definition. */

import { t } from "../core.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").CopyRow} CopyRow */

/** @param {Model} model @param {On} on @param {CopyRow} row */
export const copyRow = (model, on, row) => html`<div>
  <dt>${row.label}</dt>
  <dd class=${row.value.length > 40 ? "long" : ""}><span id="copy-${row.id}">${row.value}</span>
    ${row.copy
      ? html`<button class="btn copy" type="button" @click=${() => copy(on, row)}>${t(model.copied === row.id ? "copied" : "copy")}<span
          class="sr"> ${row.label}</span></button>`
      : nothing}
  </dd>
</div>`;

/** Where the clipboard is closed to us the datum is selected instead. @param {On} on @param {CopyRow} row */
async function copy(on, row) {
  const copied = await navigator.clipboard?.writeText(row.value).then(() => true, () => false);
  if (!copied) getSelection()?.selectAllChildren(/** @type {Node} */ (document.getElementById(`copy-${row.id}`)));
  on.say(t(copied ? "copied" : "copy_by_hand"));
  on.set({ copied: copied ? row.id : "" });
}
