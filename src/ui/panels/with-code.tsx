import { Fragment } from 'react';

/** Text whose parts between backticks are code. */
export function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, index) => (
    // The parts have no other identity than their place.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>
  ));
}
