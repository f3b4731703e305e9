import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { LiveLink, type LinkState, pauseBefore, take, type View } from './live';

interface Hall {
  day: string;
  waiting: number;
}
const kState: Hall = { day: '2026-11-21', waiting: 3 };

describe('take', () => {
  it('starts from a whole state', () => {
    expect(take<Hall>(null, { type: 'state', seq: 7, state: kState })).toEqual({ seq: 7, state: kState });
  });

  it('replaces only the keys of a delta and leaves the old view alone', () => {
    const before: View<Hall> = { seq: 7, state: kState };
    const after = take(before, { type: 'delta', from: 7, to: 9, set: { waiting: 4 } });
    expect(after).toEqual({ seq: 9, state: { day: '2026-11-21', waiting: 4 } });
    expect(before.state.waiting).toBe(3);
  });

  it('refuses a delta that leaves a gap, repeats, or comes before any state', () => {
    const view: View<Hall> = { seq: 7, state: kState };
    expect(take(view, { type: 'delta', from: 8, to: 9, set: {} })).toBeNull();
    expect(take(view, { type: 'delta', from: 6, to: 7, set: {} })).toBeNull();
    expect(take<Hall>(null, { type: 'delta', from: 0, to: 1, set: {} })).toBeNull();
  });

  it('takes a new state at any seq, for a server that went back', () => {
    expect(take({ seq: 90, state: kState }, { type: 'state', seq: 2, state: kState })?.seq).toBe(2);
  });
});

describe('pauseBefore', () => {
  it('doubles from half a second and stays at ten', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((attempt) => pauseBefore(attempt, 0.5))).toEqual([500, 1000, 2000, 4000, 8000, 10000, 10000]);
  });

  it('keeps within a quarter either way', () => {
    expect(pauseBefore(1, 0)).toBe(750);
    expect(pauseBefore(1, 1)).toBe(1250);
  });
});

class FakeSocket {
  readyState = 1;
  closed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  close() {
    this.closed = true;
  }
  say(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

describe('LiveLink', () => {
  let sockets: FakeSocket[];
  let timers: { run: () => void; ms: number; dead: boolean }[];
  let links: LinkState[];
  let views: View<Hall>[];
  let answers: boolean;
  let link: LiveLink<Hall>;

  const lastSocket = () => sockets[sockets.length - 1]!;
  const fireLastTimer = async () => {
    const timer = timers.filter((entry) => !entry.dead).pop()!;
    timer.dead = true;
    timer.run();
    await Promise.resolve();
    await Promise.resolve();
    return timer.ms;
  };

  beforeEach(() => {
    sockets = [];
    timers = [];
    links = [];
    views = [];
    answers = true;
    link = new LiveLink<Hall>(
      'ws://hall/',
      { onView: (view) => views.push(view), onLink: (state) => links.push(state) },
      {
        open: () => {
          sockets.push(new FakeSocket());
          return lastSocket() as unknown as WebSocket;
        },
        probe: () => Promise.resolve(answers),
        later: (run, ms) => {
          const timer = { run, ms, dead: false };
          timers.push(timer);
          return () => void (timer.dead = true);
        },
        random: () => 0.5,
      },
    );
  });
  afterEach(() => link.close());

  it('goes live with the first state', () => {
    lastSocket().say({ type: 'state', seq: 1, state: kState });
    expect(views).toEqual([{ seq: 1, state: kState }]);
    expect(links).toEqual(['live']);
  });

  it('connects again when a delta does not follow', async () => {
    lastSocket().say({ type: 'state', seq: 1, state: kState });
    lastSocket().say({ type: 'delta', from: 5, to: 6, set: { waiting: 9 } });
    expect(sockets[0]!.closed).toBe(true);
    expect(views).toHaveLength(1);
    expect(await fireLastTimer()).toBe(500);
    expect(sockets).toHaveLength(2);
  });

  it('says lost when the socket closes, backs off longer each time, and starts small again after success', async () => {
    lastSocket().say({ type: 'state', seq: 1, state: kState });
    lastSocket().onclose?.();
    expect(links.at(-1)).toBe('lost');
    expect(await fireLastTimer()).toBe(500);
    lastSocket().onclose?.();
    expect(await fireLastTimer()).toBe(1000);
    lastSocket().say({ type: 'state', seq: 4, state: kState });
    expect(links.at(-1)).toBe('live');
    lastSocket().onclose?.();
    expect(await fireLastTimer()).toBe(500);
  });

  it('notices a link that died without a word by asking the server', async () => {
    lastSocket().say({ type: 'state', seq: 1, state: kState });
    await fireLastTimer();
    expect(links.at(-1)).toBe('live');
    answers = false;
    await fireLastTimer();
    expect(links.at(-1)).toBe('lost');
    expect(sockets[0]!.closed).toBe(true);
  });

  it('tries at once when asked, and not twice', async () => {
    lastSocket().say({ type: 'state', seq: 1, state: kState });
    link.retry();
    expect(sockets).toHaveLength(1);
    lastSocket().onclose?.();
    link.retry();
    expect(sockets).toHaveLength(2);
    link.retry();
    expect(sockets).toHaveLength(2);
    lastSocket().onclose?.();
    expect(await fireLastTimer()).toBe(500);
  });

  it('does nothing more once closed', () => {
    link.close();
    expect(lastSocket().closed).toBe(true);
    expect(timers.every((timer) => timer.dead)).toBe(true);
  });
});
