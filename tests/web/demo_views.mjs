// States of a small demonstration site in mid-morning, as the live views send them.

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const kSite = {
  id: 'demo',
  name: { th: 'จุดบริการประชาชน สาขาตัวอย่าง', en: 'Example service point' },
  agency: 'demo-agency',
  agency_name: { th: 'หน่วยงานตัวอย่าง', en: 'Example agency' },
  demo: true,
};

const kServices = [
  { id: 'id-card', name: { th: 'ทำบัตรประจำตัวประชาชน', en: 'National ID card' }, prefix: 'A', steps: [], standard_s: 900 },
  { id: 'house', name: { th: 'งานทะเบียนบ้าน (แจ้งย้ายที่อยู่ เพิ่มชื่อ)', en: 'House registration (moving, adding a name)' }, prefix: 'B',
    steps: [{ id: 'check', name: { th: 'ตรวจเอกสาร', en: 'Papers checked' } }, { id: 'sign', name: { th: 'ลงนามและรับเอกสาร', en: 'Signing and papers' } }], standard_s: 1200 },
  { id: 'family', name: { th: 'จดทะเบียนครอบครัว', en: 'Family registration' }, prefix: 'C', steps: [], standard_s: 1800 },
];

const kCounterNames = [1, 2, 3, 4].map((n) => ({ th: `ช่องบริการ ${n}`, en: `Counter ${n}` }));

export function ticket(number, service, change = {}) {
  return {
    id: `t-${number}`, number, service, step: null, class: 'general', channel: 'kiosk', lang: 'th', state: 'waiting', paper: 'confirmed',
    issued_at: ago(700), queued_at: ago(700), called_at: null, started_at: null, ended_at: null, counter: null, agent: null,
    recalls: 0, no_shows: 0, outcome: null, then: [], people: 1, offline: false, only_at: null, slot: null,
    undo_until: change.state === 'called' ? ago(-22) : null, ...change,
  };
}

function display() {
  const counters = [
    { id: 'c1', name: kCounterNames[0], state: 'open', number: 'A012', serving: false },
    { id: 'c2', name: kCounterNames[1], state: 'open', number: 'B004', serving: true },
    { id: 'c3', name: kCounterNames[2], state: 'paused', number: null, serving: false },
    { id: 'c4', name: kCounterNames[3], state: 'closed', number: null, serving: false },
  ];
  const calls = [['A012', 0], ['B004', 1], ['A011', 0], ['A010', 0], ['B003', 1], ['A009', 0]].map(([number, at], index) => ({
    id: 820 - index, number, counter: `c${at + 1}`, counter_name: kCounterNames[at], at: ago(12 + index * 190), again: false,
  }));
  const waiting = kServices.map((service, index) => ({ service: service.id, name: service.name, count: [7, 4, 0][index] }));
  return { site: kSite, day: '2026-11-21', counters, calls, waiting, stop: null };
}

function agent(present) {
  const base = display();
  const counters = base.counters.map((counter, index) => ({
    ...counter, agent: index < 3 ? ['somchai', 'malee', 'anan'][index] : null, ticket: null, skills: kServices.map((service) => ({ service: service.id, step: null })),
  }));
  counters[0] = { ...counters[0], number: present?.number ?? null, ticket: present ?? null };
  const queue = [
    { ...ticket('A013', 'id-card', { class: 'priority', queued_at: ago(320) }), callable: true },
    { ...ticket('A014', 'id-card', { paper: 'unconfirmed', queued_at: ago(611) }), callable: true },
    { ...ticket('B005', 'house', { class: 'appointment', queued_at: ago(480) }), callable: true },
    { ...ticket('A015', 'id-card', { paper: 'pending', queued_at: ago(3) }), callable: false },
  ];
  return {
    ...base, counters, services: kServices, queue,
    held: [ticket('B002', 'house', { state: 'held', called_at: ago(1900), started_at: ago(1800) })],
    missed: [
      { ...ticket('A006', 'id-card', { state: 'no_show', called_at: ago(2600), no_shows: 1 }), returns: { behind: 'A014' } },
      { ...ticket('A003', 'id-card', { state: 'no_show', called_at: ago(4100), no_shows: 3 }), returns: null },
    ],
    printers: [{ device: 'kiosk-1', state: 'paper_low' }], staff_calls: [],
  };
}

function manager({ empty }) {
  const base = display();
  const figures = (p50, p90, mean, n) => (empty ? { p50: null, p90: null, mean: null, n: 0 } : { p50, p90, mean, n });
  const or = (value) => (empty ? null : value);
  return {
    ...base, services: kServices, printers: [{ device: 'kiosk-1', state: 'ready' }],
    now: { waiting: empty ? 0 : 11, longest_wait_since: or(ago(1325)), serving: empty ? 0 : 2, open_counters: 2 },
    waiting: base.waiting.map((entry) => ({ ...entry, count: empty ? 0 : entry.count, longest_wait_since: empty || !entry.count ? null : ago(1325) })),
    today: {
      issued: empty ? 0 : 48, served: empty ? 0 : 33, left: empty ? 0 : 4,
      wait: figures(431, 1142, 517, 33), service: figures(372, 845, 401, 33),
      within_target: { offered_bp: or(8108), answered_bp: or(8485), n: empty ? 0 : 37 },
      within_standard: { bp: or(9697), n: empty ? 0 : 33 },
      ratings: { count: empty ? [0, 0, 0, 0, 0] : [0, 1, 2, 7, 12], no_opinion: empty ? 0 : 1, mean_e2: or(436), top2_bp: or(8636),
        response_bp: or(6970), last: or({ score: 5, at: ago(40) }) },
      by_service: empty ? [] : [
        { service: 'id-card', issued: 30, served: 22, wait_p50: 402, wait_p90: 1012 },
        { service: 'house', issued: 16, served: 11, wait_p50: 522, wait_p90: 1142 },
        { service: 'family', issued: 2, served: 0, wait_p50: null, wait_p90: null },
      ],
    },
  };
}

// The same answer for every question about metrics: rows of one service and of all.
function metrics() {
  const rows = [];
  for (const group of [{}, { service: 'id-card' }]) {
    const add = (metric, stat, value, unit, n) => rows.push({ metric, stat, group, value, unit, n });
    add('M01', 'issued', 1203, 'tickets', 1203);
    add('M01', 'served', 1100, 'tickets', 1203);
    add('M03', 'p50', 431, 's', 1100);
    add('M03', 'p90', 1142, 's', 1100);
    add('M06', 'share_offered', 8108, 'bp', 1160);
    add('M07', 'share_answered', 8485, 'bp', 1100);
    add('M10', 'share', null, 'bp', 0);
    add('M31', 'mean', 4.36, 'score', 640);
    add('M33', 'share', 8636, 'bp', 640);
  }
  return { site: 'demo', from: '2026-11-01', to: '2026-11-21', rows };
}

export function citizen(state, change = {}) {
  const at = { waiting: null, called: ago(15), serving: ago(120), finished: ago(900) }[state] ?? null;
  return {
    site: kSite,
    ticket: ticket('A014', 'id-card', { state, called_at: at, counter: at ? 'c1' : null }),
    service_name: kServices[0].name, ahead: state === 'waiting' ? 5 : null,
    estimate: state === 'waiting' ? { p50_s: 610, p80_s: 900, p90_s: 1100, n: 22, model: 'live-1' } : null,
    counter_name: at ? kCounterNames[0] : null,
    documents: [{ th: 'บัตรประจำตัวประชาชนเดิม', en: 'The old ID card' }, { th: 'ทะเบียนบ้านฉบับเจ้าบ้าน', en: 'House registration book' }],
    again: null, stop: null, told_by: null, may_cancel: state === 'waiting' || state === 'called',
    may_rate: state === 'finished', ...change,
  };
}

// What a site offers that tells citizens of their ticket.
export const kOffer = { channels: ['sms', 'line'], line: { code: 'AB12CD34', url: 'https://line.me/R/ti/p/@example' }, active: null };

export const kCalled = () => ticket('A012', 'id-card', { state: 'called', called_at: ago(8), counter: 'c1', agent: 'somchai' });
export const kServing = () => ticket('A012', 'id-card', { state: 'serving', class: 'priority', called_at: ago(400), started_at: ago(380), counter: 'c1', agent: 'somchai', paper: 'unconfirmed' });

// A matter of two steps at its first one, with another service to come, for a family of three.
export const kStepped = () => ticket('B004', 'house', { state: 'serving', step: 'check', called_at: ago(300), started_at: ago(250), counter: 'c1', agent: 'somchai', then: ['family'], people: 3 });

export const kStop = { kind: 'stop', reason: 'ไฟฟ้าดับ คาดว่าจะกลับมาให้บริการเวลา 10.30 น.', since: ago(300) };

// Why A013 is called before A014, as the server explains it.
export const kWhy = {
  first: { id: 't-A013', number: 'A013' }, second: { id: 't-A014', number: 'A014' }, reason: 'class',
  words: { th: 'คิวพิเศษได้รับเรียกก่อนคิวทั่วไป', en: 'priority tickets come before general ones' }, first_waited_s: 320, second_waited_s: 611, callable: true,
};

export function views({ present = null, citizenState = 'waiting', empty = false, stop = null, secondFactor = undefined, setupOpen = false } = {}) {
  const all = { display: display(), agent: agent(present), manager: manager({ empty }), citizen: citizenState && citizen(citizenState), metrics: metrics() };
  for (const view of [all.display, all.agent, all.manager, all.citizen]) if (view) view.stop = stop;
  return { ...all, explain: kWhy, secondFactor, setupOpen };
}
