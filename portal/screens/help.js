/** Who writes, how to disagree, and what is kept. It names nothing that the identity question protects. */

import { t } from "../core.js";
import { back, contact, heading, rich } from "../parts/page.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @param {import("../api").Model} model */
export const help = (model) => html`
  ${back("#/", t(model.account ? "your_balance" : "go_back"))}
  ${heading(t("help"))}
  <h2>${t("help_wrong")}</h2>
  <p>${t("help_wrong_text")}</p>
  ${model.account ? html`<p class="go"><a href="#/problem">${t("problem_link")}</a></p>` : nothing}
  ${contact(model)}
  <h2>${t("help_safe")}</h2>
  <p>${rich(t("never_ask"))}</p>
  <h2>${t("help_privacy")}</h2>
  <p>${t("help_privacy_text")}</p>`;
