// The packages of this folder, fetched where they are not there yet. Exit 77: they cannot be had here.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));

export function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}

export function fetchPackages() {
  const stamp = path.join(here, 'node_modules/.package-lock.json');
  const lock = path.join(here, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, encoding: 'utf8', timeout: 180_000 });
  if (npm.status !== 0) skip(`npm could not fetch the packages: ${(npm.stderr || String(npm.error)).split('\n')[0]}`);
}
