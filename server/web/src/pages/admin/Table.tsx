import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { useWords } from '../../i18n';
import type { List } from './use_list';

interface Props<T> {
  title: string;
  columns: string[];
  list: List<T>;
  row(item: T): ComponentChildren; // a <tr>
  children?: ComponentChildren; // what can be done with the whole
}

// A list as a table. What is not known yet, or could not be read, is never shown as an empty one.
export function Table<T>({ title, columns, list, row, children }: Props<T>) {
  const { t } = useWords();
  const id = useId();
  return (
    <div class="card">
      <div class="card-top">
        <h2 id={id}>{title}</h2>
        <div class="card-tools">{children}</div>
      </div>
      <div role="alert">{list.error && <p class="message error">{list.error}</p>}</div>
      {list.items === null && !list.error && <p class="muted">{t('app.loading')}</p>}
      {list.items !== null && (
        /* Focusable, so that a keyboard can scroll it on a narrow screen. */
        <div class="table-scroll" tabIndex={0} role="region" aria-labelledby={id}>
          <table class="admin">
            <thead>
              <tr>{columns.map((column) => <th scope="col" key={column}>{column}</th>)}</tr>
            </thead>
            <tbody>{list.items.map(row)}</tbody>
          </table>
        </div>
      )}
      {list.items?.length === 0 && <p class="muted">{t('admin.none')}</p>}
      {list.more && <button type="button" data-action="more" onClick={list.more}>{t('admin.more')}</button>}
    </div>
  );
}
