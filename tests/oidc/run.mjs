// The sign-in at a provider, for ctest: fetches the provider's packages where they are not there yet. Ends with 77 (skipped) where what it needs
// cannot be had, and says what.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '..', '..', 'server', 'web');

function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}

const needs = [
  [join(web, 'node_modules'), 'npm ci in server/web'],
  [join(web, 'dist', 'index.html'), 'npm run build in server/web'],
  [process.env.CHROMIUM ?? '/usr/bin/chromium', 'the package chromium'],
  [join(process.env.SADUAK_BIN ?? '', 'saduak-server'), 'the program saduak-server'],
];
for (const [path, what] of needs) if (!existsSync(path)) skip(`needs ${what} (${path})`);

const stamp = join(here, 'node_modules', '.package-lock.json');
if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync(join(here, 'package-lock.json')).mtimeMs) {
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, encoding: 'utf8', timeout: 180_000 });
  if (npm.status !== 0) skip(`npm could not fetch the packages: ${(npm.stderr || String(npm.error)).split('\n')[0]}`);
}
process.exit(spawnSync(process.execPath, ['--test', join(here, 'oidc.test.mjs')], { stdio: 'inherit' }).status ?? 1);
