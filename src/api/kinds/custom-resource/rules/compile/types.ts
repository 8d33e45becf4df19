/** Types of expressions, and which fit which (upstream: cel-go checker/types.go, common/types/types.go). */

export interface Type {
  /** `int`, `list`, `kubernetes.Quantity`; variables begin with `%`. */
  readonly name: string;
  readonly of: readonly Type[];
  /** Of an object whose fields are known. */
  readonly fields?: Readonly<Record<string, Type>>;
}

export const plain = (name: string): Type => ({ name, of: [] });
export const DYN = plain('dyn');
/** Of what is wrong, or not looked into: fits everything. */
export const UNSURE = plain('*error*');
export const BOOL = plain('bool');
export const INT = plain('int');
export const STRING = plain('string');
export const NULL = plain('null');
export const listOf = (item: Type): Type => ({ name: 'list', of: [item] });
export const mapOf = (key: Type, value: Type): Type => ({ name: 'map', of: [key, value] });
export const optionalOf = (type: Type): Type => ({ name: 'optional_type', of: [type] });
export const structOf = (name: string, fields: Readonly<Record<string, Type>>): Type => ({ name, of: [], fields });

const SIMPLE: ReadonlySet<string> = new Set(['bool', 'bytes', 'double', 'int', 'string', 'uint']);
export const isVariable = ({ name }: Type): boolean => name.startsWith('%');
export const isAny = ({ name }: Type): boolean => name === 'dyn' || name === '*error*';

export const shown = ({ name, of }: Type): string => (of.length === 0 ? (name === '*error*' ? '!error!' : name) : `${name}(${of.map(shown).join(', ')})`);
export const exactly = (a: Type, b: Type): boolean => a.name === b.name && a.of.length === b.of.length && a.of.every((type, i) => exactly(type, b.of[i]!));

const lessSpecific = (a: Type, b: Type): boolean => {
  if (isAny(a) || isVariable(a)) return true;
  if (isAny(b) || isVariable(b)) return false;
  return a.name === b.name && a.of.length === b.of.length && a.of.every((type, i) => lessSpecific(type, b.of[i]!));
};
export const mostGeneral = (a: Type, b: Type): Type => (lessSpecific(a, b) ? a : lessSpecific(b, a) ? b : a);

/** What the variables among types stand for. */
export class Bindings {
  #bound = new Map<string, Type>();
  #made = 0;

  variable(): Type {
    this.#made += 1;
    return plain(`%${this.#made}`);
  }

  /** With what is known of variables; `dyn`: the rest is anything. */
  resolved(type: Type, dyn = false): Type {
    const known = this.#bound.get(type.name);
    if (known) return this.resolved(known, dyn);
    if (isVariable(type)) return dyn ? DYN : type;
    return type.of.length === 0 ? type : { ...type, of: type.of.map((inner) => this.resolved(inner, dyn)) };
  }

  /** Whether values may be given where others are wanted, one by one. What is learned of variables stays if all fit. */
  fit(given: readonly Type[], wanted: readonly Type[]): boolean {
    if (given.length !== wanted.length) return false;
    const before = new Map(this.#bound);
    if (given.every((type, i) => this.#fits(type, wanted[i]!))) return true;
    this.#bound = before;
    return false;
  }

  #fits(a: Type, b: Type): boolean {
    if (isVariable(b)) {
      const tried = this.#binds(a, b);
      if (tried !== 'unbound') return tried;
    }
    if (isVariable(a)) return this.#binds(b, a) === true;
    if (isAny(a) || isAny(b)) return true;
    if (a.name === 'null') return nullable(b);
    if (b.name === 'null') return nullable(a);
    if (a.name === 'type') return b.name === 'type';
    if (SIMPLE.has(a.name) || a.of.length === 0) return a.name === b.name;
    return a.name === b.name && a.of.length === b.of.length && a.of.every((type, i) => this.#fits(type, b.of[i]!));
  }

  #binds(type: Type, variable: Type): boolean | 'unbound' {
    if (type.name === variable.name) return true;
    const known = this.#bound.get(variable.name);
    if (known) {
      if (exactly(type, known)) return true;
      if (!this.#fits(type, known)) return false;
      const general = mostGeneral(type, known);
      if (!this.#mentions(general, variable)) this.#bound.set(variable.name, general);
      return true;
    }
    if (this.#mentions(type, variable)) return 'unbound';
    this.#bound.set(variable.name, type);
    return true;
  }

  #mentions(type: Type, variable: Type): boolean {
    if (type.name === variable.name) return true;
    const known = this.#bound.get(type.name);
    return (known !== undefined && this.#mentions(known, variable)) || type.of.some((inner) => this.#mentions(inner, variable));
  }
}

const nullable = ({ name, of, fields }: Type): boolean =>
  name === 'null' || name === 'timestamp' || name === 'duration' || fields !== undefined || name === 'optional_type' || (of.length === 0 && name.includes('.'));
