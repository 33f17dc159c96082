import { type Cell, eachLine, SAMPLE_ROWS, type TraceTable } from './trace-table.ts';

/** One JSON object a line. Its columns are the keys of the first rows, those inside other objects with dots between. */
export function jsonlTable(text: string): TraceTable {
  const columns = new Set<string>();
  const objects: object[] = [];
  eachObject(text, (_, object) => {
    if (object === null) return true;
    collectKeys(object, '', columns);
    return objects.push(object) < SAMPLE_ROWS;
  });
  const names = [...columns];
  return {
    columns: names,
    sample: objects.map((object) => names.map((name) => cellAt(object, name))),
    header: new Map(),
    scan: (wanted, visit) => {
      const cells: Cell[] = [];
      eachObject(text, (row, object) => {
        if (object === null) visit(row, 'malformed');
        else {
          for (const [index, name] of wanted.entries()) cells[index] = cellAt(object, name);
          visit(row, cells);
        }
        return true;
      });
    },
  };
}

/** Null where a line holds no object. */
function eachObject(text: string, visit: (row: number, object: object | null) => boolean): void {
  eachLine(text, (line, row) => line.trim() === '' || visit(row, parsedObject(line)));
}

function parsedObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const DEPTH = 4;

function collectKeys(object: object, prefix: string, columns: Set<string>, depth = 0): void {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEPTH) {
      collectKeys(value, `${prefix}${key}.`, columns, depth + 1);
    } else columns.add(prefix + key);
  }
}

/** A key with dots in it goes before a way through objects. */
function cellAt(object: object, name: string): Cell {
  const own = ownValue(object, name);
  if (own !== undefined || !name.includes('.')) return cellOf(own);
  let value: unknown = object;
  for (const key of name.split('.')) value = ownValue(value, key);
  return cellOf(value);
}

const ownValue = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Readonly<Record<string, unknown>>)[key]
    : undefined;

const cellOf = (value: unknown): Cell =>
  typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : null;
