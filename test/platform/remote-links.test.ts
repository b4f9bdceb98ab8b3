import { describe, expect, it } from 'vitest';
import { renderRemoteHtml } from '../../src/platform/remote-html.ts';

const LINK_TEXT = /<a href="([^"]*)"[^>]*>(.*?)<\/a>/;
const link = (href: string, text: string): string => `<a href="${href}">${text}</a>`;

describe('a link from outside', () => {
  it.each([
    'javascript:alert(1)',
    'jAvAs\tcript:alert(1)',
    '&#x6A;avascript:alert(1)',
    'java&#10;script:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a.example/x',
    'file:///etc/passwd',
    'mailto:x@a.example',
    '//evil.example',
    '\\\\evil.example',
    '/members',
    '?x',
    '#form',
    'https://bank.example@evil.example/',
    'https://user:password@evil.example/',
    'https://',
    'https:///',
    '',
  ])('is text where it does not lead to a whole address on the web: %s', (href) => {
    expect(renderRemoteHtml(link(href, 'words'))).toBe('<span>words</span>');
  });

  it.each`
    href                                       | address
    ${'https://a.example/x'}                   | ${'https://a.example/x'}
    ${'http://quay3.onion/'}                   | ${'http://quay3.onion/'}
    ${'https://a.example/?a=1&b=2'}            | ${'https://a.example/?a=1&amp;b=2'}
    ${'https://münchen.example/ü'}             | ${'https://xn--mnchen-3ya.example/%C3%BC'}
    ${'https://a.example/&quot;onclick=x&gt;'} | ${'https://a.example/%22onclick=x%3E'}
    ${'https:/a.example'}                      | ${'https://a.example/'}
  `('leads where it says, and tells nobody where it was followed: $href', ({ href, address }) => {
    expect(renderRemoteHtml(link(href, 'words'))).toBe(
      `<a href="${address}" rel="nofollow noopener noreferrer ugc">words</a>`,
    );
  });

  it.each`
    text
    ${'https://bank.example/'}
    ${'https://bank.example/login?x=1'}
    ${'HTTPS://BANK.EXAMPLE'}
    ${'bank.example'}
    ${'www.bank.example'}
    ${'bank.example/login'}
    ${'Log in at https://bank.example/ now'}
    ${'Log in at bank.example now'}
    ${'(bank.example)'}
    ${'bank.example.'}
    ${'«bank.example»!'}
    ${'<b>bank</b>.<i>example</i>'}
    ${'<span class="invisible">https://evil.example/</span>bank.example'}
    ${'b\u200bank.example'}
    ${'bank\uff0eexample'}
    ${'bank\u3002example'}
    ${'ｂａｎｋ.example'}
    ${'\u202ebank.example'}
    ${'ftp://bank.example'}
    ${'банк.рф'}
    ${'xn--80ab2al.xn--p1ai'}
    ${'192.0.2.7'}
    ${'https&colon;//bank.example/'}
  `('says where it leads when its text looks like another address: $text', ({ text }) => {
    const shown = renderRemoteHtml(link('https://evil.example/', text));
    expect(LINK_TEXT.exec(shown)?.[2]).toBe('evil.example');
  });

  it.each`
    text                      | why
    ${'our kitchen'}          | ${'words'}
    ${'@mira@garden.example'} | ${'somebody'}
    ${'#quay'}                | ${'a hashtag'}
    ${'at 6 p.m.'}            | ${'a time'}
    ${'No. 4'}                | ${'a number'}
    ${'see a.example there'}  | ${'its own address among words'}
  `('keeps its text where that is $why', ({ text }) => {
    expect(LINK_TEXT.exec(renderRemoteHtml(link('https://a.example/', text)))?.[2]).toBe(text);
  });

  it('shows the whole host, and the beginning of what follows it', () => {
    const text = (href: string) => LINK_TEXT.exec(renderRemoteHtml(link(href, href)))?.[2];
    expect(text('https://a.example/')).toBe('a.example');
    expect(text('https://a.example/one?two=3')).toBe('a.example/one?two=3');
    expect(text(`https://a.example/${'x'.repeat(100)}`)).toBe(`a.example/${'x'.repeat(30)}…`);
    expect(text(`https://${'long.'.repeat(20)}example/`)).toBe(`${'long.'.repeat(20)}example`);
  });

  it('holds no other link', () => {
    const shown = renderRemoteHtml(
      link('https://evil.example/', `Go to ${link('https://bank.example/', 'your bank')} now`),
    );
    expect(shown.match(/<a /g)).toHaveLength(1);
    expect(shown).toContain('href="https://evil.example/"');
  });
});
