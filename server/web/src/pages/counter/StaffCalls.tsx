import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { answerStaffCall } from '../../api/generated/operations';
import type { StaffCall } from '../../api/types';
import { clock } from '../../format';
import { useWords } from '../../i18n';
import { problemText } from '../../problem_text';

// A citizen stands at a kiosk and waits for somebody: told at every counter until one of them goes.
export function StaffCalls({ site, calls }: { site: string; calls: StaffCall[] }) {
  const words = useWords();
  const [trouble, setTrouble] = useState('');
  const answer = async (device: string) => {
    setTrouble('');
    try {
      await client.send(answerStaffCall({ site, device }));
    } catch (failure) {
      setTrouble(problemText(failure, words));
    }
  };
  return (
    <div role="alert" class="notices">
      {calls.map((call) => (
        <div class="banner warn" key={call.device} data-testid="staff-call">
          <p>{words.t('staff_call.wanted', { device: call.device, time: clock(Date.parse(call.since), words.lang) })}</p>
          <button type="button" data-action="answer-staff-call" onClick={() => void answer(call.device)}>{words.t('staff_call.answer')}</button>
        </div>
      ))}
      {trouble && <p class="banner bad">{trouble}</p>}
    </div>
  );
}
