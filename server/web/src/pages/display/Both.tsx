// Thai with English beneath, as a hall's screen shows them at once.

import type { LocalText } from '../../api/types';
import { type Params, type TextKey, textIn } from '../../i18n';

export function Both({ text, params }: { text: TextKey; params?: Params }) {
  return <BothOf text={{ th: textIn('th', text, params), en: textIn('en', text, params) }} />;
}

export function BothOf({ text }: { text: LocalText }) {
  return (
    <span class="both">
      <span lang="th">{text.th}</span>
      {text.en && text.en !== text.th && (
        <span class="en" lang="en">
          {text.en}
        </span>
      )}
    </span>
  );
}
