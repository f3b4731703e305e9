import './display.css';

import { useEffect, useState } from 'preact/hooks';

import { liveUrl } from '../../api/live';
import type { Call, DisplayCounter, DisplayState, ServiceWaiting, Site, Stop } from '../../api/types';
import { clock, clockBare, dateLong } from '../../format';
import { textIn } from '../../i18n';
import { useLive, useNow } from '../../live_view';
import { announced, hear, kSilent, lastCalled, stillInvites } from './announcer';
import { Both, BothOf } from './Both';
import { useChime } from './chime';

const kAnnounce_ms = 7000;
const kHurried_ms = 3500; // while others wait to be announced
const kManyCounters = 6; // more than these stand in two columns
const kRows = 9; // that both lists have together on a screen of the usual shape

function callsListed(counters: number): number {
  const rows = counters > kManyCounters ? Math.ceil(counters / 2) : counters;
  return Math.min(5, Math.max(3, kRows - rows));
}

export default function DisplayPage({ id }: { id: string }) {
  const live = useLive<DisplayState>(liveUrl(id, 'display'));
  useEffect(() => {
    document.title = textIn('th', 'display.title');
  }, []);
  return (
    <main id="main" class="display" aria-labelledby="display-title">
      <Top site={live.state?.site ?? null} />
      <Stale lost={live.link === 'lost'} contact_ms={live.contact_ms} />
      <Stopped stop={live.state?.stop ?? null} />
      {live.state ? (
        <Hall state={live.state} />
      ) : (
        <p class="display-connecting" role="status">
          <Both text="app.connecting" />
        </p>
      )}
    </main>
  );
}

function Top({ site }: { site: Site | null }) {
  const now = useNow();
  return (
    <header class="display-top">
      <div>
        <h1 id="display-title">
          {site ? <BothOf text={site.name} /> : <Both text="display.title" />}
        </h1>
        {site && (
          <p class="display-agency">
            {site.agency_name.th} {site.demo && <DemoMark />}
          </p>
        )}
      </div>
      <div class="display-clock">
        <p class="display-time">{clock(now, 'th')}</p>
        <p>{dateLong(now, 'th')}</p>
        <p class="en" lang="en">{dateLong(now, 'en')}</p>
      </div>
    </header>
  );
}

function DemoMark() {
  return (
    <span class="badge demo">
      {textIn('th', 'app.demo')} / {textIn('en', 'app.demo')}
    </span>
  );
}

function Stale({ lost, contact_ms }: { lost: boolean; contact_ms: number }) {
  return (
    <div role="status">
      {lost && (
        <p class="display-stale">
          {textIn('th', 'display.stale', { t: clock(contact_ms, 'th') })}
          <span class="en" lang="en">{textIn('en', 'display.stale', { t: clockBare(contact_ms, 'en') })}</span>
        </p>
      )}
    </div>
  );
}

// The reason is as staff gave it: in their words alone.
function Stopped({ stop }: { stop: Stop | null }) {
  return (
    <div role="status">
      {stop && (
        <div class="display-stop" data-testid="stop">
          <Both text={`stop.${stop.kind}`} /> <q>{stop.reason}</q>
        </div>
      )}
    </div>
  );
}

function Hall({ state }: { state: DisplayState }) {
  const [announcer, setAnnouncer] = useState(kSilent);
  const chime = useChime();
  const current = announcer.queue[0] ?? null;

  useEffect(() => setAnnouncer((before) => hear(before, state.calls, state.counters)), [state.calls, state.counters]);
  useEffect(() => {
    if (current !== null) chime.play();
  }, [current?.id]);
  const hurried = announcer.queue.length > 1;
  useEffect(() => {
    if (current === null) return;
    const timer = setTimeout(() => setAnnouncer(announced), hurried ? kHurried_ms : kAnnounce_ms);
    return () => clearTimeout(timer);
  }, [current?.id, hurried]);

  const latest = current ?? state.calls.find((call) => stillInvites(call, state.counters)) ?? null;
  return (
    <>
      <div class="display-hall">
        <Announcement call={latest} flashing={current !== null} />
        <LastCalls calls={lastCalled(state.calls, latest?.number ?? null, callsListed(state.counters.length))} />
        <Counters counters={state.counters} />
      </div>
      <footer class="display-foot">
        <Waiting waiting={state.waiting} />
        {!chime.ready && (
          <button type="button" onClick={chime.allow}>
            <Both text="display.sound_on" />
          </button>
        )}
      </footer>
    </>
  );
}

function Announcement({ call, flashing }: { call: Call | null; flashing: boolean }) {
  return (
    <section class={`display-call${flashing ? ' flashing' : ''}`} aria-labelledby="calling" data-testid="announcement">
      <h2 id="calling"><Both text="display.now_calling" /></h2>
      {call ? (
        <div key={call.id} class="display-call-body">
          <p class="display-number">{call.number}</p>
          <p class="display-where"><BothOf text={call.counter_name} /></p>
        </div>
      ) : (
        <p class="display-none"><Both text="display.no_calls" /></p>
      )}
      <p class="unseen" aria-live="assertive">
        {call && flashing ? textIn('th', 'display.call', { no: call.number, counter: call.counter_name.th ?? call.counter }) : ''}
      </p>
    </section>
  );
}

function LastCalls({ calls }: { calls: Call[] }) {
  return (
    <section class="display-last" aria-labelledby="last">
      <h2 id="last"><Both text="display.last_called" /></h2>
      <ol>
        {calls.map((call) => (
          <li key={call.id}>
            <strong>{call.number}</strong>
            <span><BothOf text={call.counter_name} /></span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Counters({ counters }: { counters: DisplayCounter[] }) {
  return (
    <section class={`display-counters${counters.length > kManyCounters ? ' many' : ''}`} aria-labelledby="counters">
      <h2 id="counters"><Both text="display.counters" /></h2>
      <ul>
        {counters.map((counter) => (
          <li key={counter.id} class={`${counter.state}${counter.number ? ' has' : ''}`} data-counter={counter.id}>
            <span class="display-counter-name"><BothOf text={counter.name} /></span>
            <span class="display-counter-number">{counter.number ?? <CounterWord counter={counter} />}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CounterWord({ counter }: { counter: DisplayCounter }) {
  if (counter.state === 'paused') return <Both text="display.paused" />;
  if (counter.state === 'closed') return <Both text="display.closed" />;
  return <Both text="display.free" />;
}

function Waiting({ waiting }: { waiting: ServiceWaiting[] }) {
  return (
    <section class="display-waiting" aria-labelledby="waiting">
      <h2 id="waiting"><Both text="display.waiting" /></h2>
      <ul>
        {waiting.map((entry) => (
          <li key={entry.service}>
            <span><BothOf text={entry.name} /></span>
            <strong>{entry.count}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
