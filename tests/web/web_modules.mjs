// The browser tests live here; their packages live with the pages that they test.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRepo = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(kRepo, 'server', 'web', 'package.json'));

export const { chromium } = require('playwright-core');
export const { WebSocketServer } = require('ws');
export const kAxe = require.resolve('axe-core/axe.min.js');

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}
