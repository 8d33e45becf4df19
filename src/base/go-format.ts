/** How Go prints strings and JSON, where Kubernetes' own sentences show it. */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** `strconv.Quote`, the `%q` of strings. */
export function quote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) {
    const simple = SIMPLE_ESCAPES[char];
    if (simple !== undefined) {
      out += simple;
    } else if (PRINTABLE.test(char)) {
      out += char;
    } else {
      const code = char.codePointAt(0)!;
      if (code >= 0xd800 && code <= 0xdfff) out += '\ufffd';
      else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
      else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
      else out += `\\U${code.toString(16).padStart(8, '0')}`;
    }
  }
  return `${out}"`;
}

const escapeHtml = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `json.Marshal`: compact, `<`, `>` and `&` escaped. Keys stay in the order they have (Go: the order of the struct; maps sorted). */
export function marshalJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value ?? null));
}

/** `%v` of a number: Go's shortest form, with an exponent from 1e21 on. */
export function formatNumber(value: number): string {
  const text = String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `strconv.FormatFloat(value, 'g', -1, bits)`: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function formatFloat(value: number, bits: 32 | 64 = 64): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  let shortest = value;
  if (bits === 32) {
    let digits = 1;
    while (Math.fround(Number(value.toPrecision(digits))) !== Math.fround(value)) digits++;
    shortest = Number(value.toPrecision(digits));
  }
  const [mantissa, exponentText] = shortest.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (shortest !== 0 && (exponent < -4 || exponent >= 6)) return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return String(shortest);
}

/** The length of `text` in bytes of UTF-8, which is what Go's `len` counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

/** Orders strings as Go's `sort.Strings` does: by code point. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // A surrogate stands for a code point above all of the basic plane.
      const surrogateX = x >= 0xd800 && x <= 0xdfff;
      const surrogateY = y >= 0xd800 && y <= 0xdfff;
      if (surrogateX !== surrogateY) return surrogateX ? 1 : -1;
      return x < y ? -1 : 1;
    }
  }
  return a.length - b.length;
}
