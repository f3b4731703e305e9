// What the server says, as docs/API.md has it. Instants are RFC 3339 UTC text, durations whole seconds.

export type LocalText = { th: string; en: string } & Partial<Record<string, string>>;

export type TicketClass = 'general' | 'priority' | 'appointment';
export type TicketState =
  | 'waiting' | 'called' | 'serving' | 'held' | 'finished' | 'no_show' | 'cancelled' | 'expired' | 'void';
export type Paper = 'none' | 'pending' | 'confirmed' | 'accepted' | 'unconfirmed' | 'failed';
export type CounterState = 'open' | 'paused' | 'closed';
export type Outcome =
  | 'served' | 'documents_missing' | 'refused_by_law' | 'wrong_office' | 'come_back' | 'back_office';
export type Role = 'agent' | 'supervisor' | 'manager' | 'administrator' | 'auditor';

export const kOutcomes: readonly Outcome[] = [
  'served', 'documents_missing', 'refused_by_law', 'wrong_office', 'come_back', 'back_office',
];

export interface Estimate {
  p50_s: number;
  p80_s: number;
  p90_s: number;
  n: number;
  model: string;
}

export interface Ticket {
  id: string;
  number: string;
  service: string;
  step: string | number | null;
  class: TicketClass;
  channel: string;
  lang: string;
  state: TicketState;
  paper: Paper;
  issued_at: string;
  queued_at: string | null;
  called_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  counter: string | null;
  agent: string | null;
  recalls: number;
  no_shows: number;
  outcome: Outcome | null;
  then: string[]; // services of the visit still to come
  people: number;
  offline: boolean;
  only_at: string | null; // the one counter that may call it
  slot: string | null; // an appointment's time
  undo_until: string | null; // while called
}

export interface QueuedTicket extends Ticket {
  callable?: boolean;
}

// `returns`: behind whom it would come, null: to its old place; null: it was missed too often.
export interface MissedTicket extends Ticket {
  returns: { behind: string | null } | null;
}

export type StopKind = 'closing' | 'stop';

export interface Stop {
  kind: StopKind;
  reason: string;
  since: string;
}

export type CallReason = 'aged' | 'appointment' | 'turn' | 'class' | 'not_due' | 'weight' | 'arrival' | 'returned';

// Why one waiting ticket is called before another.
export interface Explanation {
  first: { id: string; number: string };
  second: { id: string; number: string };
  reason: CallReason;
  words?: LocalText;
  first_waited_s: number;
  second_waited_s: number;
  callable: boolean;
}

export interface Site {
  id: string;
  name: LocalText;
  agency_name: LocalText;
  demo: boolean;
}

export interface User {
  name: string;
  role: Role;
  sites: string[];
}

export interface Call {
  id: number;
  number: string;
  counter: string;
  counter_name: LocalText;
  at: string;
  again: boolean;
}

export interface DisplayCounter {
  id: string;
  name: LocalText;
  state: CounterState;
  number: string | null;
  serving: boolean;
}

export interface ServiceWaiting {
  service: string;
  name: LocalText;
  count: number;
}

export interface DisplayState {
  site: Site;
  day: string;
  counters: DisplayCounter[];
  calls: Call[];
  waiting: ServiceWaiting[];
  stop: Stop | null;
}

export interface Service {
  id: string;
  name: LocalText;
  prefix: string;
  steps: { id: string; name: LocalText }[];
  standard_s: number;
}

export interface Skill {
  service: string;
  step: string | null;
}

export interface AgentCounter extends DisplayCounter {
  agent: string | null;
  ticket: Ticket | null;
  skills: Skill[];
}

export interface Printer {
  device: string;
  state: string;
  roll_ends_at: string | null; // at today's pace; null: not known, or not today
}

export interface AgentState extends Omit<DisplayState, 'counters'> {
  counters: AgentCounter[];
  services: Service[];
  queue: QueuedTicket[];
  held: Ticket[];
  missed: MissedTicket[];
  printers: Printer[];
  read_only?: boolean; // the site's log is damaged: what is shown may be of long ago
}

export interface Durations {
  p50: number | null;
  p90: number | null;
  mean: number | null;
  n: number;
}

export interface Ratings {
  count: number[]; // of scores 1 to 5
  no_opinion: number;
  mean_e2: number | null;
  top2_bp: number | null;
  response_bp: number | null;
  last: { score: number; at: string } | null;
}

export interface ServiceFigures {
  service: string;
  issued: number;
  served: number;
  wait_p50: number | null;
  wait_p90: number | null;
}

export interface Today {
  issued: number;
  served: number;
  left: number;
  wait: Durations;
  service: Durations;
  within_target: { offered_bp: number | null; answered_bp: number | null; n: number };
  within_standard: { bp: number | null; n: number };
  ratings: Ratings;
  by_service: ServiceFigures[];
}

export interface ManagerState extends Omit<DisplayState, 'waiting'> {
  services: Service[];
  printers: Printer[];
  now: { waiting: number; longest_wait_since: string | null; serving: number; open_counters: number };
  waiting: (ServiceWaiting & { longest_wait_since: string | null })[];
  today: Today;
  read_only?: boolean;
}

export interface CitizenState {
  site: Site;
  ticket: Ticket;
  service_name: LocalText;
  ahead: number | null;
  estimate: Estimate | null;
  counter_name: LocalText | null;
  documents: LocalText[];
  again: 'returned' | 'transferred' | null; // why they wait once more
  stop: Stop | null;
  told_by: { channel: ContactChannel; ahead: number } | null; // how they asked to be told
  may_cancel: boolean;
  may_rate: boolean;
}

export type ContactChannel = 'line' | 'sms';

// GET …/tickets/{token}/notify
export interface NotifyOffer {
  channels: ContactChannel[];
  line: { code: string; url: string | null } | null;
  active: { channel: ContactChannel; ahead: number } | null;
}
// What asking answers: by LINE the citizen sends the code first.
export type NotifyAsked = { state: 'on'; channel: ContactChannel; ahead: number } | { state: 'send_code'; code: string; url: string | null };
