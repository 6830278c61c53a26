/** From what is wrong with an invoice to the conversation about it, with its file: each step once, taken up again where the signal was lost. */

import { Trouble, api } from "../core.js";
import { sent } from "./proof_file.js";

/** @typedef {import("../api").Model} Model */
/** @typedef {import("../api").On} On */
/** @typedef {import("../api").Dispute} Dispute */

/** Tells it, sends the file if there is one, and shows the conversation. @param {Model} model @param {On} on @param {string} path @param {object} said */
export async function tell(model, on, path, said) {
  const file = model.file;
  const wanted = file ? { file: { type: file.type, size: file.blob.size } } : {};
  const asked = JSON.stringify([path, said, wanted]);
  const told = model.disputed?.asked === asked ? model.disputed : { ...(await api("POST", path, { ...said, ...wanted })), asked };
  Object.assign(model, { disputed: told, stale: true });
  if (file && told.upload) await deliver(on, told, file);
  model.picked.delete(told.debt_id);
  const note = file ? await looked(told.id) : "";
  Object.assign(model, { disputed: null, dispute: null, file: null, progress: 0, typed: {}, note: note || told.message });
  on.go(`dispute/${told.id}`);
}

/** @param {On} on @param {Dispute} told @param {import("../api").ProofFile} file */
async function deliver(on, told, file) {
  const progress = (/** @type {number} */ percent) => on.set({ progress: percent });
  progress(1);
  if (!(await sent(/** @type {import("../api").Upload} */ (told.upload), file, progress))) throw new Trouble("failed", 0, { ref: "upload" });
}

/** What came is looked at: the words for a file that cannot be kept; the dispute stays. @param {string} id */
async function looked(id) {
  try {
    await api("POST", `/api/disputes/${id}/sent`, {});
    return "";
  } catch (trouble) {
    if (!(trouble instanceof Trouble) || trouble.kind !== "refused") throw trouble;
    return trouble.answer.message ?? "";
  }
}
