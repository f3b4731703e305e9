// A citizen's visit by the generated client alone: ticket, call, service, rating. Prints what it ended with as JSON.
import { client } from './client/sdk.gen';
import { callNext, finishService, issueTicket, listCounters, listServices, listSites, openCounter, rate, showOwnTicket, startService } from './client';

declare const process: { env: Record<string, string | undefined>; exitCode: number };

client.setConfig({ baseUrl: process.env.SADUAK_URL!, headers: { Authorization: `Bearer ${process.env.SADUAK_TOKEN}` }, throwOnError: true });

// A new one for each request; Node 18 has no global crypto.
const key = () => ({ 'Idempotency-Key': Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('') });

async function visit() {
  const site = (await listSites({ throwOnError: true })).data.items[0]!.id;
  const service = (await listServices({ path: { site }, throwOnError: true })).data.items[0]!;
  const counters = (await listCounters({ path: { site }, throwOnError: true })).data.items;
  const counter = counters.find((one) => one.skills.some((skill) => skill.service === service.id))!;
  if (counter.state === 'closed') await openCounter({ path: { site, counter: counter.id }, headers: key(), throwOnError: true });

  const issued = (await issueTicket({ path: { site }, body: { service: service.id }, headers: key(), throwOnError: true })).data;
  if (!('token' in issued)) throw new Error('a ticket was expected');
  const called = (await callNext({ path: { site, counter: counter.id }, headers: key(), throwOnError: true })).data;
  if (called?.ticket.id !== issued.id) throw new Error(`${called?.ticket.number} was called, not ${issued.number}`);
  const path = { site, id: issued.id };
  await startService({ path, headers: key(), throwOnError: true });
  await finishService({ path, body: { outcome: 'served' }, headers: key(), throwOnError: true });
  await rate({ body: { token: issued.token, score: 5 }, throwOnError: true });
  const own = (await showOwnTicket({ path: { token: issued.token }, throwOnError: true })).data;
  console.log(JSON.stringify({ site, ticket: issued.id, number: issued.number, state: own.ticket.state, may_rate: own.may_rate }));
}

visit().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
