import type { LinkState } from '../api/live';
import type { Printer, Stop } from '../api/types';
import { clock } from '../format';
import { useWords } from '../i18n';

interface LinkProps {
  link: LinkState;
  contact_ms?: number; // what is shown is as old as this
  onRetry?(): void;
}

export function LinkNotice({ link, contact_ms = 0, onRetry }: LinkProps) {
  const { t, lang } = useWords();
  return (
    <div role="status" class="notices">
      {link === 'lost' && (
        <div class="banner bad">
          <p>{t('app.connection_lost')}</p>
          {contact_ms > 0 && <p>{t('app.last_known', { t: clock(contact_ms, lang) })}</p>}
          {onRetry && <button type="button" onClick={onRetry}>{t('app.retry_now')}</button>}
        </div>
      )}
      {link === 'connecting' && <p class="banner">{t('app.connecting')}</p>}
    </div>
  );
}

// The site was stopped by its staff: for staff and citizens in the same words, with the reason as it was given.
export function StopNotice({ stop, onReopen }: { stop: Stop | null; onReopen?: (() => void) | undefined }) {
  const { t } = useWords();
  return (
    <div role="status" class="notices">
      {stop && (
        <div class="banner warn" data-testid="stop">
          <p>
            {t(`stop.${stop.kind}`)}: <q>{stop.reason}</q>
          </p>
          {onReopen && <button type="button" data-action="reopen" onClick={onReopen}>{t('stop.reopen')}</button>}
        </div>
      )}
    </div>
  );
}

// A damaged log: an empty list would else look like nobody waiting.
export function DamageNotice({ readOnly }: { readOnly: boolean | undefined }) {
  const { t } = useWords();
  return (
    <div role="alert" class="notices">
      {readOnly && <p class="banner bad" data-testid="read-only">{t('error.read_only')}</p>}
    </div>
  );
}

const kWell: readonly string[] = ['ready', 'printing'];
const kRollSoonMs = 60 * 60 * 1000; // a roll that ends within the hour is told of before the sensor says so

export function PrinterNotices({ printers }: { printers: Printer[] }) {
  const { t, find, lang } = useWords();
  const now = Date.now();
  const ending = (printer: Printer) => printer.roll_ends_at !== null && Date.parse(printer.roll_ends_at) - now < kRollSoonMs;
  const shown = printers.filter((printer) => !kWell.includes(printer.state) || ending(printer));
  const worse = (printer: Printer) => !kWell.includes(printer.state) && printer.state !== 'paper_low';
  return (
    <div role="status" class="notices">
      {shown.map((printer) => (
        <p class={worse(printer) ? 'banner bad' : 'banner warn'} key={printer.device}>
          {printer.roll_ends_at !== null && !worse(printer)
            ? t('printer.roll_ends', { device: printer.device, time: clock(Date.parse(printer.roll_ends_at), lang) })
            : t('printer.trouble', { device: printer.device, state: find(`printer.${printer.state}`) ?? printer.state })}
          {worse(printer) && <span class="remedy"> {find(`printer.remedy.${printer.state}`)}</span>}
        </p>
      ))}
    </div>
  );
}
