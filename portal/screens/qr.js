/** A QR code to scan, or its text to copy. The page notices the payment by itself. */

import { t } from "../core.js";
import { copyRow } from "../parts/copy_row.js";
import { back, heading, note, rich, rows } from "../parts/page.js";
import { prepares } from "../parts/pay.js";
import { watch } from "../parts/watch.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @typedef {import("../api").Payment} Payment */

export const prepare = prepares("qr");
export const enter = watch;

/** @param {import("../api").Model} model @param {import("../api").On} on */
export function qr(model, on) {
  const payment = /** @type {Payment} */ (model.payment);
  const next = /** @type {import("../api").Next} */ (payment.next);
  const image = `data:image/svg+xml,${encodeURIComponent(next.svg)}`;
  const text = next.text;
  const kind = text ? (text.startsWith("000201") ? "pix" : "link") : "qr";
  return html`
    ${back("#/method", t("method"))}
    ${heading(t(`${kind}_title`))}
    <ol class="steps">${[1, 2, 3].map((step) => html`<li>${rich(t(`${kind}_step_${step}`))}</li>`)}</ol>
    <figure class="card center">
      <img class="qr" src=${image} alt=${t("qr_alt", { amount: payment.amount_text })} width="240" height="240">
      <figcaption><strong>${payment.amount_text}</strong><br>
        <span class="quiet">${t("reference")} <strong>${payment.reference}</strong> · ${t("valid_until", { when: payment.expires_text })}</span></figcaption>
    </figure>
    ${text ? html`<dl class="card copies">${copyRow(model, on, { id: "code", label: t(`${kind}_code`), value: text, copy: true })}</dl>` : nothing}
    ${next.rows?.length ? html`<div class="card">${rows(next.rows.map((row) => ({ label: row.label, text: row.value })))}</div>` : nothing}
    <p class="actions"><button class="btn second" type="button" @click=${() => save(image, payment.reference)}>${t("save_image")}</button></p>
    ${next.note ? note(next.note) : nothing}
    ${model.watching
      ? note(rich(t("qr_waiting")))
      : html`${note(t("qr_still"))}<p><button class="btn second" type="button" @click=${() => on.set({ looks: model.looks + 1 })}>${t("look_again")}</button></p>`}`;
}

/** Saves the code as PNG: telephone galleries do not take SVG. @param {string} image @param {string} name */
async function save(image, name) {
  const picture = new Image(720, 720);
  picture.src = image;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 800 });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 800, 800);
  pen.drawImage(picture, 40, 40, 720, 720);
  Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${name}.png` }).click();
}
