import { listAudit } from '../../api/generated/operations';
import type { AuditEntry } from '../../api/types';
import { clock, dateShort } from '../../format';
import { useWords } from '../../i18n';
import { Table } from './Table';
import { useList } from './use_list';

export function Audit() {
  const { t, find, lang } = useWords();
  const list = useList<AuditEntry>((after) => listAudit({ query: after ? { after } : {} }), 'audit', 'paged');
  const columns = [t('admin.when'), t('admin.who'), t('admin.act'), t('admin.about'), t('admin.from')];
  // "user:malee" is malee; a token and a device say what they are.
  const who = (actor: string) => {
    const [kind = '', name = ''] = actor.split(':');
    return find(`admin.actor.${kind || 'nobody'}`, { name }) ?? actor;
  };
  return (
    <Table title={t('admin.audit')} columns={columns} list={list}
      row={(entry) => {
        const at = Date.parse(entry.at);
        return (
          <tr key={entry.id} data-entry={entry.id}>
            <td>{`${dateShort(at, lang)} ${clock(at, lang)}`}</td>
            <td>{who(entry.actor)}</td>
            <td>{find(`admin.act.${entry.act}`) ?? entry.act}</td>
            <td class="about">{entry.about}</td>
            <td>{entry.address || t('admin.here')}</td>
          </tr>
        );
      }}>
      <button type="button" onClick={list.reload}>{t('admin.reload')}</button>
    </Table>
  );
}
