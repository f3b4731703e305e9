// run.mjs unit|pages|sign_in|restart|cycle: one of the web's test programs, for ctest. Ends with 77 (skipped) where what it needs was
// not installed or built, and says what.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kSkipped = 77;
const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '..', '..', 'server', 'web');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const bin = process.env.SADUAK_BIN ?? '';

const packages = [join(web, 'node_modules'), 'npm ci in server/web'];
const pages = [join(web, 'dist', 'index.html'), 'npm run build in server/web'];
const browser = [chromium, 'the package chromium'];
const server = [join(bin, 'saduak-server'), 'the program saduak-server'];
const kiosk = [join(bin, 'saduak-kiosk'), 'the program saduak-kiosk'];
const kPrograms = {
  unit: { needs: [packages], run: [join(web, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', web] },
  pages: { needs: [packages, pages, browser], run: ['--test', '--test-concurrency=1', join(here, 'pages.test.mjs'), join(here, 'citizen.test.mjs'), join(here, 'admin.test.mjs')] },
  sign_in: { needs: [packages, pages, browser], run: ['--test', join(here, 'sign_in.test.mjs')] },
  restart: { needs: [packages, pages, browser, server], run: ['--test', join(here, 'restart.test.mjs')] },
  cycle: { needs: [packages, pages, browser, server, kiosk], run: ['--test', join(here, 'cycle.test.mjs')] },
};

const program = kPrograms[process.argv[2]];
if (!program) {
  console.error('usage: run.mjs unit|pages|sign_in|restart|cycle');
  process.exit(2);
}
const missing = program.needs.find(([path]) => !existsSync(path));
if (missing) {
  console.log(`skipped: needs ${missing[1]} (${missing[0]})`);
  process.exit(kSkipped);
}
process.exit(spawnSync(process.execPath, program.run, { stdio: 'inherit' }).status ?? 1);
