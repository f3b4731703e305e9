// Others' ESC/POS against ours: npos reads what we print, we read what receiptline prints, zbarimg reads the codes of both.
//   node independent_readers_test.mjs DRAW_QR_TICKET ESCPOS_DUMP
// Exit 77: skipped, the npm packages cannot be had here.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [drawQrTicket, escposDump] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const link = 'https://queue.example.go.th/t/0123456789abcdef0123456789abcdef';
const receipt = `^^^A012\n{code:${link};option:qrcode,4,m}\n\nID card | 4 ahead\n{code:1234567890;option:code128,2,72,hri}\n=\n`;

function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}

function fetchPackages() {
  const stamp = path.join(here, 'node_modules/.package-lock.json');
  const lock = path.join(here, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  const options = { cwd: here, encoding: 'utf8', timeout: 120_000 };
  // Without their optional packages: those talk to printers, and bring install scripts.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'], options);
  if (npm.status !== 0) skip(`npm could not fetch the packages: ${(npm.stderr || String(npm.error)).split('\n')[0]}`);
}

function dump(bytes, folder) {
  const listing = execFileSync(escposDump, ['--png', folder], { input: bytes, encoding: 'utf8' });
  assert.doesNotMatch(listing, /malformed|unknown/);
  return listing;
}

const codesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .map((name) => spawnSync('zbarimg', ['--quiet', '--raw', path.join(folder, name)], { encoding: 'utf8' }).stdout.trim())
    .filter((text) => text !== '');

async function nposReadsOurRaster(npos, folder) {
  const pbm = path.join(folder, 'ours.pbm');
  const bytes = execFileSync(drawQrTicket, [link, pbm]);
  const { entries } = await npos.parser().parse(bytes);
  const rasters = entries.filter((entry) => entry.type === 'raster');
  assert.equal(rasters.length, 1);
  const theirs = rasters[0].data;
  const picture = readFileSync(pbm);
  const header = Buffer.from(`P4\n${theirs._width} ${theirs._height}\n`);
  assert.deepEqual(picture.subarray(0, header.length), header);
  const stride = theirs._width / 8;
  let differing = 0;
  let black = 0;
  for (let y = 0; y < theirs._height; ++y)
    for (let x = 0; x < theirs._width; ++x) {
      const ours = (picture[header.length + y * stride + (x >> 3)] >> (7 - (x & 7))) & 1;
      black += ours;
      if ((theirs._data[y * theirs._width + x] === 0 ? 1 : 0) !== ours) ++differing;
    }
  assert.ok(black > 1000);
  assert.equal(differing, 0, `${differing} of ${theirs._width * theirs._height} dots differ`);
  console.log(`npos read our raster: ${theirs._width} x ${theirs._height}, ${black} black, 0 dots differ`);
}

function weReadReceiptline(receiptline, folder) {
  for (const [command, gradient] of [['escpos', false], ['escpos', true], ['generic', false]]) {
    const printed = receiptline.transform(receipt, { cpl: 48, encoding: 'cp437', command, gradient, cutting: true });
    const out = path.join(folder, `${command}-${gradient}`);
    const listing = dump(Buffer.from(printed, 'binary'), out);
    assert.match(listing, /text "A012"/);
    assert.match(listing, /bar code/);
    assert.match(listing, /cut partial|cut full/);
    assert.ok(codesIn(out).includes(link), `zbarimg reads the code of ${command}`);
    console.log(`receiptline's ${command} (gradient ${gradient}) was read: ${listing.trim().split('\n').length} commands, its code by zbarimg`);
  }
}

fetchPackages();
if (spawnSync('zbarimg', ['--version']).error) skip('zbarimg is not installed (package zbar-tools)');
const require = createRequire(import.meta.url);
const folder = mkdtempSync(path.join(tmpdir(), 'saduak-independent-'));
try {
  await nposReadsOurRaster(require('npos'), folder);
  weReadReceiptline(require('receiptline'), folder);
} finally {
  rmSync(folder, { recursive: true });
}
