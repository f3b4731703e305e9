// Makes src/api/generated/ from assets/api, the description that the server serves: the types of every request and answer,
// one function an operation, and the whole for the tests.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const here = path.dirname(fileURLToPath(import.meta.url));
const parts = path.join(here, '../../assets/api');
const into = path.join(here, 'src/api/generated');

function merged(into, part) {
  for (const [key, value] of Object.entries(part)) {
    if (Array.isArray(into[key])) into[key].push(...value);
    else if (typeof into[key] === 'object' && into[key] !== null) merged(into[key], value);
    else into[key] = value;
  }
  return into;
}

const description = readdirSync(parts)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .reduce((whole, name) => merged(whole, JSON.parse(readFileSync(path.join(parts, name), 'utf8'))), {});

const lines = Object.entries(description.paths).flatMap(([pattern, item]) =>
  ['get', 'post', 'delete']
    .filter((method) => item[method])
    .map((method) => `/** ${item[method].summary}. */\nexport const ${item[method].operationId} = operation<'${item[method].operationId}'>('${method.toUpperCase()}', '${pattern}');`),
);

mkdirSync(into, { recursive: true });
writeFileSync(path.join(into, 'openapi.json'), JSON.stringify(description));
writeFileSync(path.join(into, 'schema.ts'), astToString(await openapiTS(description)));
writeFileSync(path.join(into, 'operations.ts'), `// Generated from assets/api.\nimport { operation } from '../operation';\n\n${lines.join('\n')}\n`);
