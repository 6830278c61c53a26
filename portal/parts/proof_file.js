/** A photo or PDF on its way out: made small and bare of where it was taken, looked at before it leaves, sent with its progress. */

import { Trouble, t } from "../core.js";

/** @typedef {import("../api").ProofFile} ProofFile */
/** @typedef {Pick<import("../api").ReportForm, "most_bytes">} ReportForm */
/** @typedef {import("../api").Upload} Upload */

const LONGEST = 1600; // px of the longer side: enough to read a receipt, little to send
const PREVIEW = 320;
const PDF = "application/pdf";

/** Why a file cannot be sent, in the debtor's words; null when it can. @param {File} file @param {ReportForm} form */
export function unfit(file, form) {
  if (file.size === 0) return t("file_empty");
  if (file.type !== PDF && !file.type.startsWith("image/")) return t("file_wrong");
  if (file.type === PDF && file.size > form.most_bytes) return t("file_large", { most: Math.floor(form.most_bytes / 2 ** 20) });
  return null;
}

/** The file as it will be sent: a PDF as it is, a picture drawn anew, so that nothing but its pixels leaves. @param {File} file @returns {Promise<ProofFile>} */
export async function prepared(file) {
  if (file.type === PDF) return { name: file.name, type: PDF, blob: file, preview: "" };
  const picture = await createImageBitmap(file);
  const blob = await new Promise((done) => drawn(picture, LONGEST).toBlob(done, "image/jpeg", 0.85));
  const preview = drawn(picture, PREVIEW).toDataURL("image/jpeg", 0.7);
  picture.close();
  return { name: file.name, type: "image/jpeg", blob, preview };
}

/** @param {ImageBitmap} picture @param {number} longest */
function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/**
 * Sends the file to where it may go; the bucket's no is an answer, silence is a lost signal.
 * @param {Upload} upload @param {ProofFile} file @param {(percent: number) => void} tell @returns {Promise<boolean>}
 */
export function sent(upload, file, tell) {
  const body = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) body.append(name, value);
  body.append("file", file.blob);
  const line = new XMLHttpRequest();
  return new Promise((done, fail) => {
    line.upload.onprogress = (event) => tell(Math.round((100 * event.loaded) / (event.total || 1)));
    line.onload = () => done(line.status < 300);
    line.onerror = line.ontimeout = () => fail(new Trouble("offline"));
    line.timeout = 300_000;
    line.open("POST", upload.url);
    line.send(body);
  });
}
