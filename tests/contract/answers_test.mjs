// Every answer that the integration tests were given, held to the description that the server serves.
//   node answers_test.mjs FOLDER_OF_EXCHANGES
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { fetchPackages } from './npm_packages.mjs';

fetchPackages();
const { default: Ajv } = await import('ajv/dist/2020.js');
const { default: addFormats } = await import('ajv-formats');
const { Validator } = await import('@seriousme/openapi-schema-validator');

const [folder] = process.argv.slice(2);
const exchanges = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean).map((line) => ({ test: name, ...JSON.parse(line) })));

const described = exchanges.find((one) => one.path === '/api/v1/openapi.json' && one.status === 200);
assert.ok(described, 'no test read /api/v1/openapi.json');
const api = JSON.parse(described.body);

const valid = await new Validator().validate(structuredClone(api));
assert.ok(valid.valid, `the description is no OpenAPI 3.1: ${JSON.stringify(valid.errors?.slice(0, 3))}`);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(api, 'api');
const compiled = new Map();
function schemaAt(pointer) {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `api#${pointer}` }));
  return compiled.get(pointer);
}
const escaped = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

const operations = Object.entries(api.paths).flatMap(([pattern, item]) =>
  ['get', 'post', 'delete'].filter((method) => item[method]).map((method) => ({ method, pattern, ...item[method] })),
);
const segments = (text) => text.split('/').slice(1);
const fits = (pattern, asked) => pattern.length === asked.length && pattern.every((part, i) => (part.startsWith('{') ? asked[i] !== '' : part === asked[i]));
// A fixed word wins over a {name}.
const named = (operation) => segments(operation.pattern).filter((part) => part.startsWith('{')).length;
function operationOf(exchange) {
  const asked = segments(exchange.path.split('?')[0]);
  const found = operations.filter((one) => one.method === exchange.method.toLowerCase() && fits(segments(one.pattern), asked));
  return found.sort((a, b) => named(a) - named(b))[0];
}

function answerPointer(operation, exchange) {
  const base = `/paths/${escaped(operation.pattern)}/${operation.method}/responses`;
  if (operation.responses[exchange.status]) return `${base}/${exchange.status}`;
  return exchange.status >= 400 ? '/components/responses/Problem' : null;
}

const at = (pointer) => pointer.split('/').slice(1).reduce((value, part) => value[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')], api);

const faults = [];
// What live views showed is described too.
const kViews = { display: 'DisplayState', agent: 'AgentState', manager: 'ManagerState', citizen: 'CitizenView' };
const seen = new Set();
for (const exchange of exchanges.filter((one) => one.method === 'LIVE')) {
  const check = schemaAt(`/components/schemas/${kViews[exchange.path]}`);
  seen.add(exchange.path);
  if (!check(JSON.parse(exchange.body))) faults.push(`${exchange.test}: live view ${exchange.path}: ${ajv.errorsText(check.errors)}`);
}
const answered = new Set();
for (const exchange of exchanges) {
  const operation = operationOf(exchange);
  if (!operation) continue;
  const say = (what) => faults.push(`${exchange.test}: ${exchange.method} ${exchange.path} ${exchange.status}: ${what}`);
  const pointer = answerPointer(operation, exchange);
  if (exchange.status === 304) continue;
  if (!pointer) {
    say('this status is not described');
    continue;
  }
  if (exchange.status < 400) answered.add(operation.operationId);
  const media = exchange.type.split(';')[0];
  const content = at(pointer).content;
  if (!content) {
    if (exchange.body !== '') say('a body is not described');
    continue;
  }
  if (!content[media]) {
    say(`the media type ${media} is not described`);
    continue;
  }
  const json = media === 'application/json' || media === 'application/problem+json';
  const check = schemaAt(`${pointer}/content/${escaped(media)}/schema`);
  if (!check(json ? JSON.parse(exchange.body) : exchange.body))
    say(check.errors.slice(0, 2).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; '));
  // What was accepted was of the described shape, too.
  const request = operation.requestBody?.content?.['application/json'];
  if (exchange.status < 300 && request && exchange.sent) {
    const sent = schemaAt(`/paths/${escaped(operation.pattern)}/${operation.method}/requestBody/content/application~1json/schema`);
    if (!sent(JSON.parse(exchange.sent))) say(`the request was accepted and is not as described: ${ajv.errorsText(sent.errors)}`);
  }
}

const unheard = operations.filter((one) => !answered.has(one.operationId) && one.operationId !== 'watch').map((one) => one.operationId);
console.log(`${exchanges.length} exchanges, ${operations.length} operations, ${faults.length} faults`);
assert.deepEqual([...new Set(faults)].slice(0, 20), []);
assert.deepEqual([...seen].sort(), Object.keys(kViews).sort(), 'live views that no test watched');
assert.deepEqual(unheard, [], 'operations that no test was ever answered by');
