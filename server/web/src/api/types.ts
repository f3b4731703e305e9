// What the server says: names for the shapes of its description, from which generated/schema.ts is made.
// Instants are RFC 3339 UTC text, durations whole seconds.

import type { components } from './generated/schema';

type Schemas = components['schemas'];

export type LocalText = Schemas['LocalText'];
export type TicketClass = Schemas['TicketClass'];
export type TicketState = Schemas['TicketState'];
export type Paper = Schemas['Paper'];
export type CounterState = Schemas['CounterState'];
export type Outcome = Schemas['Outcome'];
export type Role = Schemas['Role'];
export type Scope = Schemas['Scope'];
export type ApiToken = Schemas['ApiToken'];
export type OwnSession = Schemas['OwnSession'];
export type AuditEntry = Schemas['AuditEntry'];
export type Device = Schemas['Device'];
export type EnrolmentCode = Schemas['EnrolmentCode'];
export type Estimate = Schemas['Estimate'];
export type Ticket = Schemas['Ticket'];
export type QueuedTicket = Schemas['QueuedTicket'];
export type MissedTicket = Schemas['MissedTicket'];
export type Stop = Schemas['Stop'];
export type StopKind = Stop['kind'];
export type Explanation = Schemas['Explanation'];
export type CallReason = Explanation['reason'];
export type Site = Schemas['Site'];
export type User = Schemas['User'];
export type Call = Schemas['LiveCall'];
export type DisplayCounter = Schemas['DisplayCounter'];
export type ServiceWaiting = Schemas['ServiceWaiting'];
export type DisplayState = Schemas['DisplayState'];
export type Service = Schemas['Service'];
export type AgentCounter = Schemas['Counter'];
export type Skill = AgentCounter['skills'][number];
export type Printer = Schemas['Printer'];
export type StaffCall = Schemas['StaffCall'];
export type AgentState = Schemas['AgentState'];
export type Durations = Schemas['Durations'];
export type Ratings = Schemas['Ratings'];
export type ServiceFigures = Schemas['ServiceFigures'];
export type Today = Schemas['Today'];
export type ManagerState = Schemas['ManagerState'];
export type CitizenState = Schemas['CitizenView'];
export type ContactChannel = Schemas['ContactChannel'];
export type MetricRow = Schemas['MetricRow'];

export const kRoles: readonly Role[] = ['agent', 'supervisor', 'manager', 'administrator', 'auditor'];
export const kScopes: readonly Scope[] = ['tickets', 'counters', 'calls', 'metrics', 'admin'];
export const kOutcomes: readonly Outcome[] = [
  'served', 'documents_missing', 'refused_by_law', 'wrong_office', 'come_back', 'back_office',
];
