/** Reads a typed amount and says what it would pay. */

/** @typedef {import("../api").Money} Money */
/** @typedef {import("../api").Debt} Debt */

/** Minor units of a typed amount, whichever separators were typed; null when it reads two ways. @param {string} text @param {Money} fmt */
export function minorUnits(text, fmt) {
  const typed = text.replace(fmt.symbol, "").replace(fmt.currency, "").replace(/\s/g, "");
  const [, head, tail = ""] = /^([\d.,]*?)(?:[.,](\d*))?$/.exec(typed) ?? [];
  const cents = fmt.digits > 0 && tail.length <= fmt.digits;
  const whole = cents || !tail ? head : typed;
  if (!/^(\d+|\d{1,3}([.,]\d{3})+)$/.test(whole ?? "")) return null;
  const minor = Number(whole.replace(/[.,]/g, "") + (cents ? tail : "").padEnd(fmt.digits, "0"));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** Debts an amount would touch, oldest due first. @param {Debt[]} debts @param {number} minor */
export function covers(debts, minor) {
  let left = minor;
  const touched = [];
  for (const debt of [...debts].sort((a, b) => a.due_on.localeCompare(b.due_on))) {
    if (left <= 0) break;
    touched.push(debt);
    left -= debt.balance_minor;
  }
  return touched;
}
