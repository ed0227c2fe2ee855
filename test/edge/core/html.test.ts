import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHtml, html } from '../../../edge/core/html.ts';

describe('html', () => {
  it('escapes what is put in, between elements and in attributes', () => {
    expect(formatHtml(html`<p title="${`"'`}">${'<b>&</b>'}</p>`)).toBe(
      '<p title="&quot;&#39;">&lt;b&gt;&amp;&lt;/b&gt;</p>',
    );
  });

  it('puts in its own markup as it is, one piece or a list', () => {
    expect(formatHtml(html`<ul>${['a', '<'].map((text) => html`<li>${text}</li>`)}</ul>${html`<hr>`}`)).toBe(
      '<ul><li>a</li><li>&lt;</li></ul><hr>',
    );
  });

  it('never lets a text open an element, end an attribute or begin an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const markup = formatHtml(html`${text}`);
        expect(markup).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('attack: data that looks like markup', () => {
  it('is not taken for it', () => {
    for (const data of ['{"markup":"<b>"}', '{"Symbol(markup)":"<b>"}']) {
      const value = JSON.parse(data) as string;
      expect(() => html`${value}`).toThrow(TypeError);
    }
    expect(formatHtml(html`${JSON.parse('["<b>"]') as string}`)).toBe('');
  });
});
