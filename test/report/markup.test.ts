import { describe, expect, it } from 'vitest';
import { markup, trusted } from '../../src/report/markup.ts';

describe('markup', () => {
  it('escapes every value that is not markup itself', () => {
    const hostile = `<script>alert("x")</script> & 'y'`;
    expect(markup`<td title="${hostile}">${hostile}</td>`.text).toBe(
      '<td title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;">' +
        '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;</td>',
    );
  });

  it('takes nested markup and lists of it as they are', () => {
    expect(markup`<ul>${['<', 'b'].map((item) => markup`<li>${item}</li>`)}${null}${trusted('<hr>')}</ul>`.text).toBe(
      '<ul><li>&lt;</li><li>b</li><hr></ul>',
    );
  });

  it('replaces characters that XML cannot hold', () => {
    expect(markup`${'a\u0000b\u001bc\ud800d😀'}`.text).toBe('a\ufffdb\ufffdc\ufffdd😀');
  });
});
