import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, REMOTE_LIMITS, renderRemoteHtml } from '../../src/platform/remote-html.ts';
import { rewritten } from '../../src/platform/remote-tree.ts';
import { legible } from '../../src/platform/remote-text.ts';
import { ATTACKS, remoteHtml } from '../support/remote-html.ts';

const wordsOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '');

/** Everything that may stand in what is shown: each tag to the letter, and text without any. */
const WHOLE =
  /^(?:[^<>]|<\/?(?:p|strong|b|em|i|u|del|s|ul|ol|li|blockquote|code|pre)>|<br>|<\/?span>|<span class="[a-z -]+">|<\/a>|<a href="https?:\/\/[^"<>]+" rel="nofollow noopener noreferrer ugc"(?: class="[a-z -]+")?>)*$/;

function expectClean(html: string): void {
  expect(html).toMatch(WHOLE);
  for (const [, classes = ''] of html.matchAll(/ class="([^"]*)"/g)) {
    for (const each of classes.split(' ')) {
      expect(['mention', 'hashtag', 'u-url', 'h-card', 'invisible', 'ellipsis']).toContain(each);
    }
  }
}

describe('HTML from outside', () => {
  it.each(ATTACKS)('keeps nothing but what is on the list, of %s', (attack) => {
    for (const each of [attack, `<p>before</p>${attack}<p>after</p>`, `<b><a href="https://a.example/">${attack}`]) {
      expectClean(renderRemoteHtml(each));
    }
    expect(wordsOf(renderRemoteHtml(`<p>before</p>${attack}`))).toContain('before');
  });

  it('keeps nothing but what is on the list, of anything at all', () => {
    fc.assert(
      fc.property(remoteHtml, (html) => {
        const shown = renderRemoteHtml(html);
        expectClean(shown);
        expect(renderRemoteHtml(shown), 'cleaned once more, it changes').toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  it('ends whatever it begins', () => {
    for (const html of [
      '<b><i>x',
      '<ul><li>1<li>2',
      '<blockquote><p>x',
      '<a href="https://a.example/"><em>x',
      '<b><p>x</b>y',
    ]) {
      const open: string[] = [];
      for (const [, closes, name] of renderRemoteHtml(html).matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
        if (closes) expect(open.pop(), html).toBe(name);
        else open.push(name!);
      }
      expect(open, html).toEqual([]);
    }
  });

  it.each`
    html                                            | shown
    ${'<p>We <b>meet</b> at <em>six</em>.<br></p>'} | ${'<p>We <b>meet</b> at <em>six</em>.<br></p>'}
    ${'<h1>Soup</h1><h4>Bread</h4>'}                | ${'<p><strong>Soup</strong></p><p><strong>Bread</strong></p>'}
    ${'<ul><li>one</li></ul><ol><li>1</li></ol>'}   | ${'<ul><li>one</li></ul><ol><li>1</li></ol>'}
    ${'<blockquote>q</blockquote><pre><code>c'}     | ${'<blockquote>q</blockquote><pre><code>c</code></pre>'}
    ${'<div class="a">in <font>a</font> div</div>'} | ${'in a div'}
    ${'1 < 2 & 3 > 2'}                              | ${'1 &lt; 2 &amp; 3 &gt; 2'}
    ${'<p>اهلًا</p>'}                                 | ${'<p>اهلًا</p>'}
    ${''}                                           | ${''}
  `('is shown with what may stand there: $html', ({ html, shown }) => {
    expect(renderRemoteHtml(html)).toBe(shown);
  });
});

describe('what nobody would read', () => {
  it.each([
    'script',
    'style',
    'textarea',
    'option',
    'xmp',
    'noscript',
    'noembed',
    'iframe',
    'template',
    'title',
    'svg',
    'math',
    'object',
    'video',
  ])('is not shown as if it were to be read: %s', (name) => {
    expect(renderRemoteHtml(`<p>before</p><${name}>within</${name}><p>after</p>`)).toBe('<p>before</p><p>after</p>');
  });
});

describe('the second net', () => {
  it.each([
    '<p onclick="x">x</p>',
    '<p class="mention">x</p>',
    '<span class="mention" id="x">x</span>',
    '<span style="x">x</span>',
    '<h6 id="x">x</h6>',
    '<br id="x">',
    '<img src="x">',
    '<script>x</script>',
    '<svg></svg>',
    '<div>x</div>',
    '<a>x</a>',
    '<a href="https://a.example/">x</a>',
    '<a href="javascript:x" rel="nofollow noopener noreferrer ugc">x</a>',
    '<a href="https://a.example/" rel="nofollow noopener noreferrer ugc" target="_top">x</a>',
    '<a rel="nofollow noopener noreferrer ugc" href="https://a.example/">x</a>',
    '<P>x</P>',
    '<p',
    'x < y',
    '<!-- x -->',
  ])('lets nothing through that the first should not have left: %s', (html) => {
    expect(rewritten(html)).toBeUndefined();
  });

  it.each`
    html                                      | tree
    ${'<p>a<p>b</p></p>'}                     | ${'<p>a</p><p>b</p>'}
    ${'<p>a<ul><li>b</li></ul></p>'}          | ${'<p>a</p><ul><li>b</li></ul>'}
    ${'<p><b>a<p>b</p></b></p>c'}             | ${'<p><b>a</b></p><p>b</p>c'}
    ${'<ul><li>a<b><li>b</li></b></li></ul>'} | ${'<ul><li>a<b></b></li><li>b</li></ul>'}
    ${'<li>a<ul><li>b</li></ul></li>'}        | ${'<li>a<ul><li>b</li></ul></li>'}
    ${'<h6>a<h6>b</h6></h6>'}                 | ${'<p><strong>a</strong></p><p><strong>b</strong></p>'}
    ${'</b>a</p>'}                            | ${'a'}
    ${'<b>a'}                                 | ${'<b>a</b>'}
  `('writes the tree that a browser would read: $html', ({ html, tree }) => {
    expect(rewritten(html)).toBe(tree);
  });
});

describe('what is too much', () => {
  it.each`
    what                                     | html
    ${'20,000 divs deep'}                    | ${'<div>'.repeat(20_000)}
    ${'10,000 bold deep'}                    | ${`${'<b>'.repeat(10_000)}x`}
    ${'101 deep'}                            | ${`${'<b>'.repeat(REMOTE_LIMITS.depth + 1)}x`}
    ${'as deep, with ends that end nothing'} | ${`${'<b></i>'.repeat(REMOTE_LIMITS.depth + 1)}x`}
    ${'2,001 tags'}                          | ${'<br>'.repeat(REMOTE_LIMITS.tags + 1)}
    ${'as many comments'}                    | ${'<!---->'.repeat(REMOTE_LIMITS.tags + 1)}
    ${'as many that begin no tag'}           | ${'< '.repeat(REMOTE_LIMITS.tags + 1)}
    ${'longer than 64 Ki'}                   | ${`<b>${'x'.repeat(REMOTE_LIMITS.length)}</b>`}
  `('is shown as text: $what', ({ html }) => {
    const shown = renderRemoteHtml(html);
    expect(shown).toMatch(/^<p>[^<>]*<\/p>$/);
    expect(shown.length).toBeLessThan(11_000);
  });

  it('is shown as it is up to there', () => {
    expect(renderRemoteHtml('<b>'.repeat(REMOTE_LIMITS.depth))).toContain('<b><b>');
    expect(renderRemoteHtml('<p>x</p>'.repeat(REMOTE_LIMITS.tags / 2))).toContain('</p><p>');
    expect(renderRemoteHtml(`<b>${'x'.repeat(REMOTE_LIMITS.length - 7)}</b>`)).toContain('<b>');
  });

  it('is no depth where the next ends the one before it', () => {
    expect(renderRemoteHtml('<p>x'.repeat(500))).toContain('</p><p>');
    expect(renderRemoteHtml(`<ul>${'<li>x'.repeat(500)}`)).toContain('</li><li>');
  });

  it('keeps its words', () => {
    const shown = renderRemoteHtml(`${'<b>'.repeat(5_000)}5 &lt; 6 &amp; <script>7</script>`);
    expect(shown).toBe('<p>5 &lt; 6 &amp; 7</p>');
  });
});

describe('the words of HTML from outside', () => {
  it.each`
    html                                      | words
    ${'<p>We <b>meet</b>.</p><p>At six.</p>'} | ${'We meet. At six.'}
    ${'one<br>two<br/>three'}                 | ${'one two three'}
    ${'a &lt; b &amp;&nbsp;c &quot;d&quot;'}  | ${'a < b & c "d"'}
    ${'1 < 2 and 3 > 2'}                      | ${'1 < 2 and 3 > 2'}
    ${'  \n <i> x </i> \t y '}                | ${'x y'}
    ${'&amp;lt;b&amp;gt;'}                    | ${'&lt;b&gt;'}
    ${'\u202eabc\u0007'}                      | ${'abc'}
  `('are one line of text: $html', ({ html, words }) => {
    expect(plainText(html, 100)).toBe(words);
  });

  it('are cut between characters', () => {
    expect(plainText('x'.repeat(20), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(plainText('🌱'.repeat(10), 5)).toBe('🌱🌱…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const cut = plainText(text, max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(max + 1);
      }),
    );
  });
});

describe('legible text', () => {
  it('has no controls, and nothing that turns around what follows', () => {
    expect(legible('a\u0000b\u001bc\u0085d\u202ee\u202af\ng\th')).toBe('abcdef\ng\th');
  });

  it('keeps the marks that letters have, and no tower of them', () => {
    const zalgo = `a${'\u0301'.repeat(500)}b`;
    expect(legible(zalgo)).toBe(`a${'\u0301'.repeat(8)}b`);
    for (const word of ['שָׁלוֹם', 'เสรีภาพ', 'བོད་ཡིག', 'حُرِّيَّةٌ']) expect(legible(word)).toBe(word);
  });
});
