/** The classes of the markup and those of the stylesheets: a name that only one of the two knows is a slip in the other. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url).pathname;

async function readAll(folder: string, ends: RegExp): Promise<string> {
  const names = (await readdir(ROOT + folder, { recursive: true })).filter((name) => ends.test(name));
  const texts = await Promise.all(names.map((name) => readFile(`${ROOT}${folder}/${name}`, 'utf8')));
  return texts.join('\n');
}

/** What the page of bookings shows of each price is written by the build. */
async function readMarkup(): Promise<string> {
  return (await readAll('site', /\.(ts|html)$/)) + (await readAll('infra/build', /^build-booking-pages\.ts$/));
}

/** Of all `class="…"`; of a name that ends in what the code decides, the beginning and a star. */
function listNamed(markup: string): readonly string[] {
  const lists = [...markup.matchAll(/class="([^"]*)"/g)].map(([, list = '']) => list.replace(/\$\{[^}]*\}\w*/g, '*'));
  return [...new Set(lists.flatMap((list) => list.split(/\s+/)))].filter((name) => name !== '');
}

function listStyled(css: string): readonly string[] {
  const selectors = css.replace(/\/\*.*?\*\/|\burl\([^)]*\)|"[^"]*"/gs, '');
  return [...new Set([...selectors.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name))];
}

const isSame = (named: string, styled: string) =>
  named.endsWith('*') ? styled.startsWith(named.slice(0, -1)) : named === styled;

describe('classes', () => {
  it('are styled where the markup names them, or looked for by the code or a test', async () => {
    const [markup, css] = [await readMarkup(), await readAll('site/styles', /\.css$/)];
    const tests = (await readAll('test/browser', /\.ts$/)) + (await readAll('test/system', /\.ts$/));
    const styled = listStyled(css);
    const unknown = listNamed(markup)
      .filter((named) => !styled.some((name) => isSame(named, name)))
      .filter((named) => !new RegExp(`['" ]\\.${named}\\b`).test(markup + tests));
    expect(unknown).toEqual([]);
  });

  it('are in the markup where the stylesheets name them, or put there by the code', async () => {
    const [markup, css] = [await readMarkup(), await readAll('site/styles', /\.css$/)];
    const named = listNamed(markup);
    const unused = listStyled(css)
      .filter((styled) => !named.some((name) => isSame(name, styled)))
      .filter((styled) => !markup.includes(`'${styled}'`));
    expect(unused).toEqual([]);
  });
});
