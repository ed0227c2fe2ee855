/** The few commands of W3C WebDriver (https://www.w3.org/TR/webdriver2/) that the journeys need, spoken to a driver on the loopback. */

/** The specification's name of the member that holds an element's reference. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const LOOK_EVERY_MS = 200;

export interface WebDriver {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  click(selector: string): Promise<void>;
  /** Presses the button that is named so, by its label or by how its text begins; of several the last: a sheet stands over the page. */
  press(name: string): Promise<void>;
  /** Types text; on a file input, chooses the file of that path. */
  type(selector: string, text: string): Promise<void>;
  /** Runs the body of a function in the page. A promise is awaited. */
  run(body: string): Promise<unknown>;
  /** The page's text, as it is seen. */
  text(): Promise<string>;
  /**
   * Fulfils when the page's text matches.
   * @throws {Error} when it has not within the time, with the text
   */
  see(pattern: RegExp, withinMs: number): Promise<void>;
  end(): Promise<void>;
}

/** @param capabilities of the browser, as its driver names them */
export async function openWebDriver(driverUrl: string, capabilities: Record<string, unknown>): Promise<WebDriver> {
  const call = (method: string, path: string, body?: unknown) => callDriver(driverUrl, method, path, body);
  const { sessionId } = parseSession(await call('POST', '/session', { capabilities: { alwaysMatch: capabilities } }));
  const session = `/session/${sessionId}`;
  const find = async (value: string, using: 'css selector' | 'xpath' = 'css selector') => {
    await call('POST', `${session}/timeouts`, { implicit: 10_000 });
    const found = await call('POST', `${session}/element`, { using, value });
    return `${session}/element/${parseElement(found)}`;
  };
  const driver: WebDriver = {
    open: async (url) => void (await call('POST', `${session}/url`, { url })),
    reload: async () => void (await call('POST', `${session}/refresh`, {})),
    click: async (selector) => void (await call('POST', `${await find(selector)}/click`, {})),
    press: async (name) => void (await call('POST', `${await find(toButton(name), 'xpath')}/click`, {})),
    type: async (selector, text) => void (await call('POST', `${await find(selector)}/value`, { text })),
    run: (script) => call('POST', `${session}/execute/sync`, { script, args: [] }),
    text: async () => String(await driver.run('return document.body?.innerText ?? ""')),
    async see(pattern, withinMs) {
      const endMs = Date.now() + withinMs;
      for (let text = await driver.text(); !pattern.test(text); text = await driver.text()) {
        if (Date.now() > endMs) throw new Error(`not seen within ${withinMs / 1000} s: ${pattern}, but\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    end: async () => void (await call('DELETE', session)),
  };
  return driver;
}

function toButton(name: string): string {
  return `(//button[@aria-label="${name}" or starts-with(normalize-space(), "${name}")])[last()]`;
}

async function callDriver(driverUrl: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(driverUrl + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}

function parseSession(value: unknown): { readonly sessionId: string } {
  const { sessionId } = (value ?? {}) as { sessionId?: unknown };
  if (typeof sessionId !== 'string') throw new Error('the driver opened no session');
  return { sessionId };
}

function parseElement(value: unknown): string {
  const reference = ((value ?? {}) as Record<string, unknown>)[ELEMENT];
  if (typeof reference !== 'string') throw new Error('the driver found no element');
  return reference;
}
