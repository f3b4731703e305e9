import { useEffect, useState } from 'preact/hooks';

import { addDevice, enrolDeviceAgain, listCounters, listDevices, revokeDevice, rotateDeviceKey } from '../../api/generated/operations';
import type { AgentCounter, Device, EnrolmentCode, Site, User } from '../../api/types';
import { clock, dateShort } from '../../format';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { SitePicker } from '../../parts/SitePicker';
import { Acts } from './Acts';
import { ask } from './ask';
import { SecretDialog, type SecretShown } from './Secret';
import { Table } from './Table';
import { useList } from './use_list';

const kReadEvery_ms = 5000;
const kClockTrouble_ms = 60_000;
const kDiskLow_bytes = 500_000_000;
const kShortHash = 8;

type Act = 'again' | 'rotate' | 'revoke';
type Open = { kind: 'add' } | { kind: Act; device: Device } | null;

export function Devices({ me, sites }: { me: User; sites: Site[] }) {
  const { t, lang } = useWords();
  const [chosen, setChosen] = useState('');
  const site = sites.find((one) => one.id === chosen)?.id ?? sites[0]?.id ?? '';
  if (site === '') return <p class="muted">{t('app.loading')}</p>;
  return (
    <>
      <SitePicker sites={sites} value={site} onChange={setChosen} />
      <DevicesOf key={`${site} ${lang}`} site={site} mayChange={me.role === 'administrator'} />
    </>
  );
}

function DevicesOf({ site, mayChange }: { site: string; mayChange: boolean }) {
  const { t, lang } = useWords();
  const list = useList<Device>((after) => listDevices({ site, query: after ? { after } : {} }), site);
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<SecretShown | null>(null);
  useEffect(() => {
    const timer = setInterval(list.reload, kReadEvery_ms);
    return () => clearInterval(timer);
  }, [list.reload]);
  const tell = (code: EnrolmentCode) => {
    list.reload();
    const until = clock(Date.parse(code.expires_at), lang);
    setSecret({ title: t('admin.code_of', { name: code.device }), value: code.code, about: t('admin.code_about', { t: until }) });
  };
  const columns = [t('admin.device'), t('admin.does'), t('admin.link'), t('admin.printer'), t('admin.key'), ...(mayChange ? [t('admin.actions')] : [])];
  const row = (device: Device) => (
    <DeviceRow key={device.id} device={device} onAct={mayChange ? (kind) => setOpen({ kind, device }) : null} />
  );
  return (
    <>
      <Table title={t('admin.devices')} columns={columns} list={list} row={row}>
        {mayChange && <button type="button" class="primary" data-action="add-device" onClick={() => setOpen({ kind: 'add' })}>{t('admin.add_device')}</button>}
      </Table>
      {open?.kind === 'add' && <DeviceDialog site={site} onTold={tell} onClose={() => setOpen(null)} />}
      {open && open.kind !== 'add' && (
        <ActDialog site={site} device={open.device} act={open.kind} onTold={tell} onDone={list.reload} onClose={() => setOpen(null)} />
      )}
      {secret && !open && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

function DeviceRow({ device, onAct }: { device: Device; onAct: ((act: Act) => void) | null }) {
  const { t, find } = useWords();
  const acts: Act[] = ['again', ...(device.key === 'good' && !device.revoked ? (['rotate'] as Act[]) : []), ...(device.revoked ? [] : (['revoke'] as Act[]))];
  const roles = device.roles.map((role) => t(`admin.does.${role}`)).join(', ');
  return (
    <tr data-device={device.id}>
      <th scope="row">{device.id}</th>
      <td>{device.counter ? t('admin.at_counter', { what: roles, counter: device.counter }) : roles}</td>
      <td><LinkWords device={device} /></td>
      <td>
        {device.printer === null ? '–' : (find(`printer.${device.printer}`) ?? device.printer)}
        {device.roll_left_mm !== null && <span class="cell-n">{t('admin.roll_left', { m: (device.roll_left_mm / 1000).toFixed(1) })}</span>}
      </td>
      <td>
        {t(device.revoked ? 'admin.revoked' : `admin.key.${device.key}`)}
        {device.code_open && <span class="cell-n">{t('admin.code_open')}</span>}
      </td>
      {onAct && (
        <td>
          <Acts name={device.id} acts={acts.map((act) => ({ id: act, text: t(`admin.device_act.${act}`), onChoose: () => onAct(act) }))} />
        </td>
      )}
    </tr>
  );
}

// Connected or since when not; and what is wrong with it although it is.
function LinkWords({ device }: { device: Device }) {
  const { t, lang } = useWords();
  const seen = device.last_contact === null ? null : Date.parse(device.last_contact);
  const ahead_ms = device.clock_ahead_ms ?? 0;
  return (
    <>
      <span class={device.connected ? 'badge live' : 'badge'}>{t(device.connected ? 'admin.connected' : 'admin.not_connected')}</span>
      {!device.connected && seen !== null && <span class="cell-n">{t('admin.last_contact', { t: `${dateShort(seen, lang)} ${clock(seen, lang)}` })}</span>}
      {device.connected && device.caught_up_at === null && <span class="cell-n">{t('admin.not_caught_up')}</span>}
      {Math.abs(ahead_ms) > kClockTrouble_ms && <span class="cell-n warn-text">{t('admin.clock_off', { n: Math.round(Math.abs(ahead_ms) / 60_000) })}</span>}
      {device.version !== null && <span class="cell-n">{t('admin.version', { v: device.version })}</span>}
      {device.health && <HealthWords health={device.health} />}
    </>
  );
}

function HealthWords({ health }: { health: NonNullable<Device['health']> }) {
  const { t } = useWords();
  return (
    <>
      {health.bundle !== null && <span class="cell-n">{t('admin.bundle', { v: health.bundle.slice(0, kShortHash) })}</span>}
      {health.unsent > 0 && <span class="cell-n">{t('admin.unsent', { n: health.unsent })}</span>}
      {health.disk_free_bytes < kDiskLow_bytes && (
        <span class="cell-n warn-text">{t('admin.disk_low', { n: Math.floor(health.disk_free_bytes / 1_000_000) })}</span>
      )}
      {health.trouble !== null && <span class="cell-n warn-text">{t('admin.bundle_trouble', { why: health.trouble })}</span>}
    </>
  );
}

function DeviceDialog({ site, onTold, onClose }: { site: string; onTold(code: EnrolmentCode): void; onClose(): void }) {
  const words = useWords();
  const { t, pick } = words;
  const [id, setId] = useState('');
  const [kind, setKind] = useState<'issue' | 'rate' | 'both'>('issue');
  const [counter, setCounter] = useState('');
  const counters = useList<AgentCounter>((after) => listCounters({ site, query: after ? { after } : {} }), site);
  const roles: ('issue' | 'rate')[] = kind === 'both' ? ['issue', 'rate'] : [kind];
  const submit = () => ask(addDevice({ site, body: { id, roles, ...(counter === '' ? {} : { counter }) } }), words, onTold);
  return (
    <Dialog title={t('admin.add_device')} submit={t('admin.save')} disabled={id.trim() === ''} onSubmit={submit} onClose={onClose}>
      <label for="device-id">{t('admin.device_name')}</label>
      <input id="device-id" required autocapitalize="none" autocomplete="off" spellcheck={false} maxLength={64} value={id}
        onInput={(event) => setId(event.currentTarget.value)} />
      <label for="device-kind">{t('admin.does')}</label>
      <select id="device-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value as typeof kind)}>
        <option value="issue">{t('admin.does.issue')}</option>
        <option value="rate">{t('admin.does.rate')}</option>
        <option value="both">{t('admin.does_both')}</option>
      </select>
      <label for="device-counter">{t('admin.counter')}</label>
      <select id="device-counter" value={counter} onChange={(event) => setCounter(event.currentTarget.value)}>
        <option value="">{t('admin.no_counter')}</option>
        {(counters.items ?? []).map((one) => <option key={one.id} value={one.id}>{pick(one.name)}</option>)}
      </select>
      {counters.error && <p class="message error">{counters.error}</p>}
    </Dialog>
  );
}

interface ActProps {
  site: string;
  device: Device;
  act: Act;
  onTold(code: EnrolmentCode): void;
  onDone(): void;
  onClose(): void;
}

function ActDialog({ site, device, act, onTold, onDone, onClose }: ActProps) {
  const words = useWords();
  const { t } = words;
  const target = { site, device: device.id };
  const submit = () => {
    if (act === 'again') return ask(enrolDeviceAgain(target), words, onTold);
    return ask(act === 'rotate' ? rotateDeviceKey(target) : revokeDevice(target), words, onDone);
  };
  return (
    <Dialog title={t(`admin.device_act.${act}`)} submit={t(`admin.device_do.${act}`)} danger={act === 'revoke'} onSubmit={submit} onClose={onClose}>
      <p>{t(`admin.device_about.${act}`, { name: device.id })}</p>
    </Dialog>
  );
}
