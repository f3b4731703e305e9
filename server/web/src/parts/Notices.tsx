import type { LinkState } from '../api/live';
import type { Printer } from '../api/types';
import { useWords } from '../i18n';

export function LinkNotice({ link }: { link: LinkState }) {
  const { t } = useWords();
  return (
    <div role="status" class="notices">
      {link === 'lost' && <p class="banner bad">{t('app.connection_lost')}</p>}
      {link === 'connecting' && <p class="banner">{t('app.connecting')}</p>}
    </div>
  );
}

const kWell: readonly string[] = ['ready', 'printing'];

export function PrinterNotices({ printers }: { printers: Printer[] }) {
  const { t, find } = useWords();
  const troubled = printers.filter((printer) => !kWell.includes(printer.state));
  return (
    <div role="status" class="notices">
      {troubled.map((printer) => (
        <p class={printer.state === 'paper_low' ? 'banner warn' : 'banner bad'} key={printer.device}>
          {t('printer.trouble', { device: printer.device, state: find(`printer.${printer.state}`) ?? printer.state })}
        </p>
      ))}
    </div>
  );
}
