/** Importing this puts RE2 in place, which never runs away. */
import { RE2JS } from 're2js';
import { installPatterns } from './patterns.ts';

installPatterns((pattern) => {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).find();
});
