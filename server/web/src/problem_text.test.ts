import { describe, expect, it } from 'vitest';

import { Problem, Unreachable } from './api/client';
import { wordsIn } from './i18n';
import { problemText } from './problem_text';

const problem = (code: string, about = '') => new Problem(409, code, about, '');

describe('problemText', () => {
  it('names the counter that has the ticket', () => {
    const context = { number: 'A012', counterName: () => 'ช่องบริการ 3' };
    expect(problemText(problem('ticket_elsewhere', 'c3'), wordsIn('th'), context)).toBe('ช่องบริการ 3 เรียกหมายเลข A012 ไปแล้ว');
  });

  it('names the ticket that the counter has', () => {
    expect(problemText(problem('counter_busy', 'A044'), wordsIn('en'))).toContain('A044');
  });

  it('puts a state in the reader’s words', () => {
    expect(problemText(problem('wrong_state', 'finished'), wordsIn('th'))).toContain('เสร็จสิ้น');
  });

  it('puts a time in the reader’s words, and leaves it out where none is known', () => {
    expect(problemText(problem('site_closed', '2026-11-23T01:30:00.000Z'), wordsIn('th'))).toContain('23 พ.ย. 2569 08.30 น.');
    expect(problemText(problem('site_closed'), wordsIn('en'))).not.toContain('{about}');
    expect(problemText(problem('site_stopped', 'ไฟฟ้าดับ'), wordsIn('th'))).toContain('ไฟฟ้าดับ');
  });

  it('tells silence from refusal, and shows a code that it does not know', () => {
    expect(problemText(new Unreachable(), wordsIn('en'))).toContain('cannot be reached');
    expect(problemText(problem('brand_new'), wordsIn('en'))).toContain('brand_new');
  });
});
