import { cluster } from '../../client/session.ts';
import { beside, main } from '../../stores/mirror.ts';
import { useCalmOf } from '../../stores/calm.ts';
import { counterpart, mirrorWith, useBranchName } from '../../stores/sides.ts';
import type { FieldChange } from '../../worker/time-protocol.ts';
import { useRemote } from './use-remote.ts';

/** Beside the words, for how a field differs. */
const signs = { changed: '≠', here: '+', there: '−' } as const;

const wayOf = ({ here, there }: FieldChange): keyof typeof signs => (here === undefined ? 'there' : there === undefined ? 'here' : 'changed');

/** How the chosen object differs between two branches side by side, field by field. */
export default function Differs({ selected }: { selected: string }) {
  const names = { here: useBranchName(main), there: useBranchName(beside) };
  // Which pod stands for which may change with every step of either.
  useCalmOf(main, (state) => state.position);
  useCalmOf(beside, (state) => state.position);
  const onlyThere = mirrorWith(selected) === beside;
  const key = onlyThere ? (counterpart(selected, beside, main) ?? selected) : selected;
  const other = onlyThere ? selected : (counterpart(selected, main, beside) ?? selected);
  const { value, problem } = useRemote(() => cluster.diffBeside({ key, other }), `differs ${key} ${other}`);
  if (problem !== undefined) return <p className="loading bad">{problem}</p>;
  if (!value) return <p className="loading">…</p>;
  const { here, there, fields, more } = value;
  const name = (of: string) => of.slice(of.lastIndexOf('/') + 1);
  return (
    <section className="differs" aria-label="How it differs on the branch beside" data-testid="differs">
      <h3>
        {name(key)} <span className="soft">on</span> {names.here}
        <br />
        <span className="soft">against</span> {name(other)} <span className="soft">on</span> {names.there}
      </h3>
      {key !== other && <p className="soft small-text">Names of pods are drawn by lot: these two stand in the same place of the same owner.</p>}
      <p role="status" data-testid="differs-summary">
        {!here && !there
          ? 'Neither branch has such an object at this moment.'
          : !here
            ? `− only on ${names.there}: ${names.here} has no such object at this moment.`
            : !there
              ? `+ only on ${names.here}: ${names.there} has no such object at this moment.`
              : fields.length === 0
                ? '= No field differs.'
                : `≠ ${fields.length + more === 1 ? '1 field differs' : `${fields.length + more} fields differ`}.`}
      </p>
      {fields.length > 0 && (
        <table className="differs-table">
          <thead>
            <tr>
              <th scope="col">{names.here}</th>
              <th scope="col">{names.there}</th>
            </tr>
          </thead>
          {fields.map((field) => {
            const way = wayOf(field);
            return (
              <tbody key={field.path} data-way={way} data-testid="differs-field">
                <tr>
                  <th scope="rowgroup" colSpan={2}>
                    <span className="differs-way">
                      <span aria-hidden="true">{signs[way]}</span> {way === 'changed' ? 'differs' : `only on ${names[way]}`}
                    </span>{' '}
                    <code>{field.path}</code>
                  </th>
                </tr>
                <tr>
                  <td>{field.here === undefined ? <span className="soft">absent</span> : <code>{field.here}</code>}</td>
                  <td>{field.there === undefined ? <span className="soft">absent</span> : <code>{field.there}</code>}</td>
                </tr>
              </tbody>
            );
          })}
        </table>
      )}
      {more > 0 && <p className="soft">and {more} more fields</p>}
    </section>
  );
}
