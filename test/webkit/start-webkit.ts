/** Starts WebKit, the engine of every browser on an iPhone: GTK's build of it, from Debian, on a screen that nobody sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../support/find-free-port.ts';
import { openWebDriver, type WebDriver } from './web-driver.ts';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSERS = ['4.1', '6.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`);
const MISSING = 'WebKit is not there: apt-get install webkit2gtk-driver xvfb';
const START_WITHIN_MS = 15_000;

export interface WebKit {
  readonly driver: WebDriver;
  stop(): Promise<void>;
}

/** @throws {Error} when WebKit or its driver is missing, with what to install */
export async function startWebKit(): Promise<WebKit> {
  const binary = BROWSERS.find((path) => existsSync(path));
  if (!binary || !existsSync(DRIVER)) throw new Error(MISSING);
  const screen = process.env.DISPLAY ? null : await startScreen();
  const port = await findFreePort('127.0.0.1');
  const service = spawn(DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...(screen && { DISPLAY: screen.display }),
      // Its sandbox cannot be had by root, nor in most containers; it sees nothing here but the local run.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    },
  });
  const stop = () => {
    service.kill();
    screen?.process.kill();
  };
  try {
    const driver = await openWhenReady(`http://127.0.0.1:${port}`, {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    });
    return {
      driver,
      async stop() {
        await driver.end();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

async function openWhenReady(driverUrl: string, capabilities: Record<string, unknown>): Promise<WebDriver> {
  const endMs = Date.now() + START_WITHIN_MS;
  while (!(await isListening(driverUrl))) {
    if (Date.now() > endMs) throw new Error('WebKitWebDriver did not start');
    await wait(100);
  }
  return openWebDriver(driverUrl, capabilities);
}

async function isListening(driverUrl: string): Promise<boolean> {
  return fetch(`${driverUrl}/status`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Xvfb chooses a free number and writes it to its third channel. */
async function startScreen(): Promise<{ readonly process: ChildProcess; readonly display: string }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1000x1000x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.once('error', () => reject(new Error(MISSING)));
    xvfb.once('exit', () => reject(new Error('Xvfb did not start')));
    xvfb.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { process: xvfb, display: `:${number}` };
}
