/** The portal API's answers, as the screens read them. Types only: browsers never load this file. */

export interface Money {
  symbol: string;
  group: string;
  decimal: string;
  digits: number;
  code: string;
  currency: string;
}

export interface Line {
  label: string;
  text: string;
}

export interface Contact {
  phone?: string;
  email?: string;
}

export interface Creditor {
  name: string;
  initial: string;
  tax_id?: string;
  tax_id_label?: string;
}

export interface Session {
  state: "verify" | "open" | "locked";
  creditor?: Creditor;
  question?: { kind: "tax_id_last4" | "phone_last4" } | null;
  contact: Contact;
}

export interface Total {
  currency: string;
  fmt: Money;
  balance_minor: number;
  balance_text: string;
  saving_text: string | null;
  tomorrow_line: string | null;
}

export interface Debt {
  id: string;
  concept: string;
  number: string;
  currency: string;
  state: string;
  due_text: string;
  due_on: string;
  days: number;
  payable: boolean;
  rows: Line[];
  why: string[];
  balance_minor: number;
  balance_text: string;
  total_minor: number;
  total_text: string;
  note: string | null;
  pending: Waiting | null;
  /** Where something wrong with it is told, or talked about. */
  about: { path: string; text: string } | null;
  dispute: string | null;
}

/** An invoice under review, with what both sides wrote. */
export interface Dispute {
  id: string;
  debt_id: string;
  concept: string;
  state: string;
  state_text: string;
  is_open: boolean;
  reason_text: string;
  waits_text: string | null;
  credit_text: string | null;
  messages: { by: "debtor" | "business"; who: string; text: string; at_text: string }[];
  file: { state: string; message: string } | null;
  message?: string;
  upload?: Upload | null;
  /** Ours: the language it was asked in, and the request that it answers. */
  lang?: string;
  asked?: string;
}

export interface DisputeForm {
  debts: string[];
  reasons: { code: string; label: string; needs_text: boolean; leads_to: string | null }[];
  longest: number;
  most_bytes: number;
}

/** A payment of a debt that waits already; `payment` is null where the debtor told of one. */
export interface Waiting {
  text: string;
  payment: string | null;
  screen: string | null;
}

/** One line of the history; `payment` leads to its receipt, `document` to its paper. */
export interface HistoryEvent {
  on: string;
  when: string;
  kind: string;
  text: string;
  amount_text: string | null;
  payment: string | null;
  document: string | null;
  screen: string | null;
}

/** A paper of the account: its statement, a numbered receipt, a copy of an invoice. */
export interface Paper {
  id: string;
  kind: string;
  number: string;
  title: string;
  on?: string;
  on_text?: string;
  issued_text?: string;
  amount_text?: string;
  payment?: string;
}

/** So many periods of a recurring charge, paid ahead. */
export interface Offer {
  periods: number;
  label: string;
  amount_minor: number;
  amount_text: string;
  saving_text: string | null;
  covers_text: string;
}

export interface Recurring {
  id: string;
  concept: string;
  amount_text: string;
  every_text: string;
  next_text: string | null;
  advance: Offer[];
}

/** Somebody comes for the money: the days that are offered, or the one that is fixed. */
export interface Pickup {
  offer: { days: { on: string; text: string }[]; hours: string; area: string | null } | null;
  fixed: { id: string; state: string; text: string; cancellable: boolean } | null;
}

export interface Account {
  state: "open" | "up_to_date";
  name: string;
  today: string;
  as_of_text: string;
  creditor: Creditor;
  contact: Contact;
  fmt: Money;
  totals: Total[];
  debts: Debt[];
  methods: { id: string; label: string; hint: string; note: string | null }[];
  allowed: string[];
  recurring: Recurring[];
  credit: { currency: string; minor: number; text: string; usable: boolean }[];
  paid: { id: string; number: string; concept: string; on: string; paid_text: string; total_text: string }[];
  receipts: { id: string; paid_on_text: string; amount_text: string }[];
  checks: { id: string; state: string; text: string }[];
  pickup: Pickup | null;
  opinion: { id: string; text: string; scores: { score: number; label: string }[]; longest: number } | null;
  disputes: Dispute[];
  dispute: DisputeForm | null;
  reports: Report[];
  report: ReportForm | null;
  promise: { offers: PromiseOffer[]; ask_reason: boolean; why_not: string | null; open: OpenPromise[] };
  /** The kept one that asks for something soonest; `other_plans`: the rest. */
  plan: Plan | null;
  other_plans: Plan[];
  plans: Plan[];
  /** In which a plan would be: an amount that somebody types for one is of it. */
  plan_currency: string;
  plan_quotes: Plan[];
  plan_note: { code: string; text: string; way_out: string | null } | null;
  extension: MoreTime | null;
  help: { asks: boolean; options: HelpOption[]; open: { id: string; text: string }[] };
  autopay: AutopayTold;
  /** Until the session ends. */
  session_seconds: number;
}

/** One part of a plan; `due_text` is its day. */
export interface Part {
  number: number;
  label: string;
  due_on: string;
  due_text: string;
  amount_text: string;
  state: "paid" | "partly_paid" | "coming" | "due" | "late";
  state_text: string;
}

/** A plan that is offered, quoted, or kept: then with what is due and what settles it. */
export interface Plan {
  id: string;
  state: string;
  state_text: string;
  title: string;
  currency: string;
  total_text: string;
  parts_text: string;
  last_text: string;
  cost: string[];
  /** The plan that is kept, of which this asks or offers other terms. */
  replaces?: string | null;
  person_text?: string | null;
  paid_text?: string;
  remaining_text?: string;
  due_minor?: number;
  due_text?: string;
  next?: Part | null;
  settle_minor?: number;
  settle_text?: string;
  settle_saving_text?: string | null;
  installments: Part[];
  text?: string;
  text_sha256?: string;
  text_lang?: string;
  consent?: string;
  valid_until_text?: string;
  can_sign?: boolean;
  document?: string | null;
  /** The language it was fetched in. */
  lang?: string;
}

/** More time: the days that are given at once; `state` person: somebody looks at any. */
export interface MoreTime {
  debt_ids: string[];
  state: "open" | "person" | "asked";
  min: string;
  max: string;
  dates: { value: string; text: string }[];
  text: string;
  charges_text: string;
  discount_text: string | null;
}

/** A day for a promise, with what will be owed on it. */
export interface PromiseDay {
  on: string;
  text: string;
  total_minor: number;
  total_text: string;
  least_minor: number;
  note: string | null;
}

export interface PromiseOffer {
  currency: string;
  min: string;
  max: string;
  max_text: string;
  dates: PromiseDay[];
}

/** Without `dates` it has changed once already. */
export interface OpenPromise extends Partial<PromiseOffer> {
  id: string;
  text: string;
}

/** What may be told, and the page that is its remedy. */
export interface HelpOption {
  code: string;
  label: string;
  what: string;
  needs_invoice: boolean;
  leads_to: string | null;
}

/** What is asked of somebody who has paid already: days, ways and a file's limits. */
export interface ReportForm {
  today: string;
  today_text: string;
  yesterday: string;
  yesterday_text: string;
  earliest: string;
  methods: { id: string; label: string }[];
  most_bytes: number;
}

/** Where a file may go: the form's fields, then the file. */
export interface Upload {
  url: string;
  fields: Record<string, string>;
}

/** A payment that the debtor told of. */
export interface Report {
  id: string;
  state: "pending" | "confirmed" | "refused" | "expired" | "withdrawn";
  amount_text: string;
  paid_on_text: string;
  method_label: string;
  message: string;
  payment: string | null;
  proof: { state: "awaited" | "kept" | "refused"; message: string } | null;
  upload?: Upload | null;
  /** What was asked for it: the same again goes on where it stopped. */
  asked?: string;
  /** The language it was fetched in. */
  lang?: string;
}

/** A photo or PDF as it will be sent. */
export interface ProofFile {
  name: string;
  type: string;
  blob: Blob;
  preview: string;
}

/** What the debtor chose to pay: whole debts, an amount in one currency, or periods to come. */
export type Choice =
  | { debt_ids: string[] }
  | { amount_minor: number; currency: string }
  | { advance: { schedule: string; periods: number } }
  | { plan: { id: string; whole?: boolean }; amount_minor?: number; currency?: string };

export interface CopyRow {
  id: string;
  label: string;
  value: string;
  copy: boolean;
}

export interface Next {
  kind: "redirect" | "transfer" | "qr" | "cash";
  url: string;
  rows: CopyRow[];
  note: string | null;
  svg: string;
  text: string | null;
}

export interface Payment {
  id: string;
  state: "pending" | "processing" | "paid" | "failed" | "expired" | "refunded" | "disputed" | "cancelled";
  message: string;
  reference: string;
  amount_minor: number;
  currency: string;
  amount_text: string;
  expires_text: string;
  method_label: string;
  paid_at_text: string | null;
  receipt: string | null;
  document: string | null;
  value_texts: string[];
  lines: Line[];
  balance_text: string;
  up_to_date: boolean;
  parts_text: string | null;
  kept_text: string | null;
  plan_texts: string[];
  next_text: string | null;
  /** Of a transfer that came in part. */
  arrived_text?: string;
  lacking_text?: string;
  next?: Next;
  /** The language it was fetched in. */
  lang: string;
}

export interface Refusal {
  code?: string;
  message?: string;
  ref?: string;
  renew?: boolean;
  tries_left?: number;
  /** In place of a plan that may not be signed any more. */
  plan?: Plan | null;
  question?: Session["question"];
  creditor?: Creditor;
  contact?: Contact;
  faults?: { path: string; code: string; message: string }[];
}

/** A field's complaint, shown beside it and in the error summary. */
export interface Fault {
  field: string;
  message: string;
}

/** Everything the screens are drawn from. */
export interface Model {
  lang: string;
  state: string;
  screen: string;
  arg: string;
  busy: boolean;
  /** The account changed under what is shown. */
  stale: boolean;
  session: Session | null;
  account: Account | null;
  picked: Set<string>;
  choice: Choice | null;
  payment: Payment | null;
  plan: Plan | null;
  report: Report | null;
  /** A report that was taken and whose file is still to be sent. */
  told: Report | null;
  dispute: Dispute | null;
  disputed: Dispute | null;
  file: ProofFile | null;
  /** Percent of the file that has left; 0 while none is being sent. */
  progress: number;
  /** Whether a payment is still being looked at; counted up by each new look. */
  watching: boolean;
  looks: number;
  typed: Record<string, string>;
  /** Another day that was asked for. */
  day: PromiseDay | null;
  faults: Fault[];
  note: string;
  /** The session is about to end. */
  ending: boolean;
  copied: string;
  trouble: Refusal;
  papers?: Paper[];
  history?: { lang: string; events: HistoryEvent[]; more: boolean };
  preferences?: Preferences;
  terms?: Terms;
  autopay?: Autopay;
}

/** Whether a card is charged by itself; `line` is the next charge in words. */
export interface AutopayTold {
  state: "off" | "pending" | "active" | "paused" | "unavailable";
  offered: boolean;
  state_text: string | null;
  card_text: string | null;
  expires_text: string | null;
  line: string | null;
}

/** What is agreed to, word by word, and what will be charged under it. */
export interface Autopay extends AutopayTold {
  currency: string;
  text: string[];
  text_hash: string;
  accepted_text: string | null;
  limit_minor: number;
  coming: { id: string; concept: string; on_text: string; amount_text: string }[];
  /** The language it was fetched in. */
  lang: string;
}

/** What is agreed, clause by clause. */
export interface Terms {
  version: string;
  state: "declared" | "accepted" | "to_accept";
  state_text: string;
  clauses: { id: string; title: string; lines: string[] }[];
  text_sha256: string;
}

/** How the debtor is written to. `hours` are those that the law leaves. */
export interface Preferences {
  channels: { id: string; label: string; address: string; reminders: boolean; consent: string }[];
  preferred_channel: string;
  hour_from: string;
  hour_to: string;
  hours: string[];
  hours_text: string;
  language: string;
  languages: string[];
}

/** What a screen may ask for. */
export interface On {
  /** Runs one action; trouble becomes a screen from which the same action can be tried again. */
  run(action: () => Promise<unknown>): Promise<void>;
  /** Fetches the account as it is now. */
  refresh(): Promise<void>;
  set(changes: Partial<Model>): void;
  go(path: string): void;
  say(text: string): void;
  type(field: string, text: string): void;
  fault(field: string, message: string): void;
  choose(choice: Choice): void;
  renew(): void;
  /** Fetches the words of the screens that open later, before they are needed. */
  learn(): Promise<void>;
  retry(): void;
  end(): void;
  /** Puts the session's end off. */
  stay(): void;
  language(lang: string): void;
}

/** What the module of a screen may hold beside the function that draws it. */
export interface Screen {
  /** Fetches what the screen shows; answers the name of another screen when that one is due. */
  prepare?(model: Model, arg: string): Promise<string | undefined>;
  /** Called once on entering; answers what to do on leaving. */
  enter?(model: Model, on: On): (() => void) | void;
  [name: string]: any;
}
