/** Classes of characters in YAML 1.1, on UTF-16 code units. The end of the text is the code 0. */

export const END = 0;
export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;

export const isBlank = (code: number): boolean => code === SPACE || code === TAB;
/** CR, LF, NEL, LS and PS end a line. */
export const isBreak = (code: number): boolean => code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029;
export const isBreakOrEnd = (code: number): boolean => code === END || isBreak(code);
export const isBlankOrBreakOrEnd = (code: number): boolean => isBlank(code) || isBreakOrEnd(code);
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isHex = (code: number): boolean => isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
/** Letters, digits, `_` and `-`: what anchors, tag handles and directives are made of. */
export const isWord = (code: number): boolean => isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
/** Where the first character stands that YAML does not allow; −1 for none. */
export const findControlCharacter = (text: string): number => text.search(CONTROL);
