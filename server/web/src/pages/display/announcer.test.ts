import { describe, expect, it } from 'vitest';

import type { Call, DisplayCounter } from '../../api/types';
import { announced, hear, kSilent, lastCalled, stillInvites } from './announcer';

// Call n is of number A00n at counter cn.
const call = (id: number, n = id): Call => ({
  id, number: `A${String(n).padStart(3, '0')}`, counter: `c${n}`, counter_name: { th: `ช่อง ${n}`, en: `Counter ${n}` }, at: '2026-11-21T01:30:00Z', again: false,
});
const counters: DisplayCounter[] = Array.from({ length: 40 }, (_, at) => ({
  id: `c${at + 1}`, name: { th: '', en: '' }, state: 'open', number: call(at + 1).number, serving: false,
}));
const ids = (calls: Call[]) => calls.map((entry) => entry.id);

describe('hear', () => {
  it('stays silent about calls made before the screen began', () => {
    expect(hear(kSilent, [call(9), call(8)], counters).queue).toEqual([]);
  });

  it('announces a new call once, however often it is told', () => {
    let announcer = hear(kSilent, [call(8)], counters);
    announcer = hear(announcer, [call(9), call(8)], counters);
    expect(ids(announcer.queue)).toEqual([9]);
    announcer = announced(announcer);
    announcer = hear(announcer, [call(9), call(8)], counters);
    expect(announcer.queue).toEqual([]);
  });

  it('announces calls that came together one after the other, oldest first', () => {
    const announcer = hear(hear(kSilent, [], counters), [call(3), call(2), call(1)], counters);
    expect(ids(announcer.queue)).toEqual([1, 2, 3]);
    expect(ids(announced(announcer).queue)).toEqual([2, 3]);
  });

  it('announces a number again when it is called again', () => {
    const announcer = hear(hear(kSilent, [call(4)], counters), [{ ...call(5, 4), again: true }, call(4)], counters);
    expect(ids(announcer.queue)).toEqual([5]);
  });

  it('drops a call that was undone before or while it was announced', () => {
    const empty = counters.map((counter) => ({ ...counter, number: null }));
    const announcer = hear(hear(kSilent, [], counters), [call(1)], counters);
    expect(hear(announcer, [call(1)], empty).queue).toEqual([]);
    expect(stillInvites(call(1), counters)).toBe(true);
    expect(stillInvites(call(1), empty)).toBe(false);
  });

  it('keeps the newest after a long absence', () => {
    const many = Array.from({ length: 40 }, (_, at) => call(40 - at));
    expect(ids(hear(hear(kSilent, [], counters), many, counters).queue)).toEqual([33, 34, 35, 36, 37, 38, 39, 40]);
  });
});

describe('lastCalled', () => {
  it('lists each number once, at its last counter, without the one shown large', () => {
    expect(ids(lastCalled([call(9, 3), call(8, 2), call(7, 1), call(6, 2), call(5, 4)], 'A003', 5))).toEqual([8, 7, 5]);
    expect(ids(lastCalled([call(3), call(2), call(1)], null, 2))).toEqual([3, 2]);
  });
});
