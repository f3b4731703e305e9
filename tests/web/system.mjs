// The real programs, as a test needs them: a server with the demonstration's data, kiosks that follow a script.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { kRepo } from './web_modules.mjs';

const kBin = process.env.SADUAK_BIN ?? join(kRepo, 'build', 'release', 'bin');
const kLineLimit_ms = 60_000;
const run = promisify(execFile);

// A program whose JSON lines can be awaited one kind at a time.
class Program {
  constructor(name, args) {
    this.name = name;
    this.child = spawn(join(kBin, name), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.lines = [];
    this.errors = '';
    this.wanted = [];
    this.exit = new Promise((resolve) => this.child.on('close', resolve));
    this.child.stderr.on('data', (text) => { this.errors += text; });
    createInterface({ input: this.child.stdout }).on('line', (text) => this.take(text));
  }

  take(text) {
    const line = { at_ms: Date.now(), ...JSON.parse(text) };
    this.lines.push(line);
    this.wanted = this.wanted.filter(({ fits, resolve }) => !fits(line) || resolve(line));
  }

  async line(fits) {
    const found = this.lines.find(fits);
    if (found) return found;
    let timer;
    const seen = new Promise((resolve) => this.wanted.push({ fits, resolve }));
    const limit = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${this.name} did not say it: ${this.errors}`)), kLineLimit_ms); });
    const ended = this.exit.then((code) => { throw new Error(`${this.name} ended with ${code}: ${this.errors}`); });
    ended.catch(() => {});
    try {
      return await Promise.race([seen, limit, ended]);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    await this.exit;
  }
}

async function startServer(data, http, device) {
  const server = new Program('saduak-server', ['--data', data, 'serve', '--http', http, '--device', device, '--web-root', join(kRepo, 'server', 'web', 'dist')]);
  const addresses = await server.line((line) => line.http !== undefined);
  return { server, addresses };
}

// `files`: into the data folder before the server starts.
export async function startSystem({ http = '127.0.0.1:0', files = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'saduak-web-'));
  const data = join(folder, 'data');
  const { stdout } = await run(join(kBin, 'saduak-server'), ['--data', data, 'init', '--demo', '--json']);
  const demo = JSON.parse(stdout);
  for (const [name, text] of Object.entries(files)) await writeFile(join(data, name), text, { mode: 0o600 });
  const { server, addresses } = await startServer(data, http, '127.0.0.1:0');
  const programs = [server];
  return {
    demo,
    data,
    url: addresses.http,
    user: (role) => demo.users.find((user) => user.role === role && (user.site === demo.site || user.site === null)),

    // Power cut and return, on the same addresses.
    async restartServer(whileDown) {
      await programs.shift().stop('SIGKILL');
      await whileDown();
      const again = await startServer(data, new URL(addresses.http).host, addresses.device);
      programs.unshift(again.server);
    },

    async startDevice(device, role, script) {
      const config = join(folder, `${device.id}.toml`);
      const scriptFile = join(folder, `${device.id}.script`);
      await writeFile(config, configOf(device, role, addresses.device, join(folder, device.id)));
      await writeFile(scriptFile, `${script.join('\n')}\n`);
      const kiosk = new Program('saduak-kiosk', [
        '--config', config, '--role', role, '--headless', '--script', scriptFile, '--virtual-printer', join(folder, `${device.id}-paper`)]);
      programs.push(kiosk);
      return kiosk;
    },

    async stop() {
      for (const program of programs.reverse()) await program.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function configOf(device, role, address, data) {
  return `[server]
address = "${address}"
[device]
id = "${device.id}"
key = "${device.key}"
role = "${role}"
[kiosk]
data = "${data}"
[printer]
kind = "${role === 'rate' ? 'none' : 'virtual'}"
`;
}
