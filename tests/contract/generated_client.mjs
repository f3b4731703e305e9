// Generates a client from a description and runs visit.ts with it.
//   node generated_client.mjs OPENAPI_JSON FOLDER, with SADUAK_URL and SADUAK_TOKEN in the environment
import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { fetchPackages, here } from './npm_packages.mjs';

fetchPackages();
const [description, folder] = process.argv.slice(2);
const { createClient } = await import('@hey-api/openapi-ts');
await createClient({ input: description, output: path.join(folder, 'client'), client: '@hey-api/client-fetch', logs: { level: 'silent' } });
cpSync(path.join(here, 'visit.ts'), path.join(folder, 'visit.ts'));
symlinkSync(path.join(here, 'node_modules'), path.join(folder, 'node_modules'));
writeFileSync(path.join(folder, 'package.json'), '{"type":"commonjs"}');
const options = { cwd: folder, stdio: 'inherit', timeout: 120_000 };
// With its types checked: what visit.ts does is what the description allows.
const compiled = spawnSync(
  process.execPath,
  [path.join(here, 'node_modules/typescript/bin/tsc'), '--strict', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'commonjs', '--outDir', 'out', 'visit.ts'],
  options,
);
if (compiled.status !== 0) process.exit(1);
writeFileSync(path.join(folder, 'out/package.json'), '{"type":"commonjs"}');
process.exit(spawnSync(process.execPath, ['out/visit.js'], options).status ?? 1);
