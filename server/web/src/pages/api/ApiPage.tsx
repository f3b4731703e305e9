// The description of the API for people: every operation, who may ask it, what it takes and answers.

import { useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import { describe } from '../../api/generated/operations';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import { Loading } from '../../parts/Loading';
import { problemText } from '../../problem_text';
import './api.css';
import { type Field, fieldsOf, type Schema, typeOf } from './shape';

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
  description?: string;
}
interface Body {
  content?: Record<string, { schema: Schema }>;
  description?: string;
}
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: unknown[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
  'x-right'?: string;
}
interface Description {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, Parameter>; schemas: Record<string, Schema> };
  'x-rights': Record<string, { roles: string[]; scopes: string[] }>;
}

export default function ApiPage() {
  const words = useWords();
  const { t } = words;
  const [api, setApi] = useState<Description | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    document.title = t('api.title');
  }, [t]);
  useEffect(() => {
    client.send(describe({})).then(
      (found) => setApi(found as unknown as Description),
      (failure) => setError(problemText(failure, words)),
    );
  }, []);
  return (
    <>
      <Header title={t('api.title')} />
      <main id="main" class="wide api">
        {error && <p class="message error" role="alert">{error}</p>}
        {!api && !error && <Loading text={t('app.loading')} />}
        {api && <Whole api={api} />}
      </main>
    </>
  );
}

function Whole({ api }: { api: Description }) {
  const { t } = useWords();
  const all = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
  return (
    <>
      <p lang="en">{api.info.description}</p>
      <p>
        {t('api.version', { v: api.info.version })} · <a href="/api/v1/openapi.json">openapi.json</a>
      </p>
      <nav class="card" aria-label={t('api.contents')}>
        <ul class="plain api-contents" lang="en">
          {api.tags.map((tag) => (
            <li key={tag.name}>
              <a href={`#${tag.name}`}>{tag.description}</a>
            </li>
          ))}
          <li>
            <a href="#shapes">{t('api.shapes')}</a>
          </li>
        </ul>
      </nav>
      {api.tags.map((tag) => (
        <section key={tag.name} aria-labelledby={tag.name}>
          <h2 id={tag.name} lang="en">{tag.description}</h2>
          {all.filter(({ operation }) => operation.tags.includes(tag.name)).map((entry) => (
            <OperationCard key={entry.operation.operationId} api={api} {...entry} />
          ))}
        </section>
      ))}
      <section aria-labelledby="shapes">
        <h2 id="shapes">{t('api.shapes')}</h2>
        {Object.entries(api.components.schemas).map(([name, schema]) => (
          <details key={name} class="card" id={`shape-${name}`}>
            <summary lang="en">
              <code>{name}</code>
            </summary>
            <Fields fields={fieldsOf(schema)} name={name} otherwise={typeOf(schema)} />
          </details>
        ))}
      </section>
    </>
  );
}

function OperationCard({ api, path, method, operation }: { api: Description; path: string; method: string; operation: Operation }) {
  const { t } = useWords();
  const parameters = (operation.parameters ?? []).map((one) => (one.$ref ? api.components.parameters[one.$ref.split('/').pop() ?? ''] : one)).filter((one) => one !== undefined);
  const fields = parameters.map((one) => ({
    name: `${one.name} (${one.in})`, type: typeOf(one.schema), needed: one.required ?? false, about: one.description ?? '',
  }));
  const request = operation.requestBody?.content?.['application/json']?.schema;
  return (
    <details class="card operation" id={operation.operationId}>
      <summary lang="en">
        <span class={`verb verb-${method}`}>{method.toUpperCase()}</span> <code class="route">{path}</code> <span>{operation.summary}</span>
      </summary>
      <p lang="en">{operation.description}</p>
      <p>
        <strong>{t('api.who')}</strong> <WhoMay api={api} operation={operation} />
      </p>
      {fields.length > 0 && <Labelled title={t('api.parameters')} name={`${operation.operationId} parameters`} fields={fields} />}
      {request && <Labelled title={t('api.body')} name={`${operation.operationId} body`} fields={fieldsOf(request)} otherwise={typeOf(request)} />}
      <h3>{t('api.answers')}</h3>
      <dl class="answers" lang="en">
        {Object.entries(operation.responses).filter(([status]) => status !== 'default').map(([status, answer]) => (
          <div key={status}>
            <dt>{status}</dt>
            <dd>
              {answer.description} {Object.entries(answer.content ?? {}).map(([media, { schema }]) => <code key={media}>{media}: {typeOf(schema)}</code>)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function WhoMay({ api, operation }: { api: Description; operation: Operation }) {
  const { t } = useWords();
  if (operation.security.length === 0) return <span>{t('api.anyone')}</span>;
  const right = operation['x-right'] ? api['x-rights'][operation['x-right']] : undefined;
  if (!right) return <span>{t('api.signed_in')}</span>;
  return <span lang="en">{[...right.roles, ...right.scopes.map((scope) => `token: ${scope}`)].join(', ')}</span>;
}

function Labelled({ title, name, fields, otherwise = '' }: { title: string; name: string; fields: Field[]; otherwise?: string }) {
  return (
    <>
      <h3>{title}</h3>
      <Fields fields={fields} name={name} otherwise={otherwise} />
    </>
  );
}

function Fields({ fields, name, otherwise }: { fields: Field[]; name: string; otherwise: string }) {
  const { t } = useWords();
  if (fields.length === 0) return <p lang="en"><code>{otherwise}</code></p>;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={name}>
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">{t('api.field')}</th>
            <th scope="col">{t('api.type')}</th>
            <th scope="col">{t('api.about')}</th>
          </tr>
        </thead>
        <tbody lang="en">
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row"><code>{field.name}</code>{field.needed && <span class="badge">{t('api.needed')}</span>}</th>
              <td><code>{field.type}</code></td>
              <td>{field.about}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
