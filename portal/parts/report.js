/** From what the debtor tells of a payment to a report, with its file: each step once, taken up again where the signal was lost. */

import { Trouble, api } from "../core.js";
import { sent } from "./proof_file.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Report} Report */

/** Tells it, sends the file if there is one, and shows what became of it. @param {Model} model @param {On} on @param {string} path @param {object} said */
export async function report(model, on, path, said) {
  const file = model.file;
  const asked = JSON.stringify([path, said]);
  const told = model.told?.asked === asked ? model.told : { ...(await api("POST", path, said)), asked };
  Object.assign(model, { told, stale: true });
  if (file && told.upload) await deliver(model, on, told);
  finish(model, on, told.id);
}

/** Another file for a report that waits. @param {Model} model @param {On} on @param {string} id */
export async function another(model, on, id) {
  const file = model.file;
  if (!file) return;
  const path = `/api/reports/${id}/proof`;
  const told = model.told?.asked === path ? model.told : { ...(await api("POST", path, wanted(file))), asked: path };
  Object.assign(model, { told, stale: true });
  await deliver(model, on, told);
  finish(model, on, id);
}

/** @param {import("../api").ProofFile} file */
const wanted = (file) => ({ type: file.type, size: file.blob.size });

/** @param {Model} model @param {On} on @param {string} id */
function finish(model, on, id) {
  Object.assign(model, { told: null, file: null, progress: 0, report: null, typed: {} });
  on.go(`report/${id}`);
}

/** Where the form's time is over, another one is asked for. @param {Model} model @param {On} on @param {Report} told */
async function deliver(model, on, told) {
  const file = /** @type {import("../api").ProofFile} */ (model.file);
  const tell = (/** @type {number} */ progress) => on.set({ progress });
  tell(1);
  let upload = /** @type {import("../api").Upload} */ (told.upload);
  if (!(await sent(upload, file, tell))) {
    upload = (await api("POST", `/api/reports/${told.id}/proof`, wanted(file))).upload;
    if (!(await sent(upload, file, tell))) throw new Trouble("failed", 0, { ref: "upload" });
  }
  await looked(model, told.id);
}

/** What came is looked at. A file that cannot be kept is said on the report's screen; the report stays. @param {Model} model @param {string} id */
async function looked(model, id) {
  try {
    await api("POST", `/api/reports/${id}/sent`, {});
  } catch (trouble) {
    if (!(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
    model.note = trouble.answer.message ?? "";
  }
}
