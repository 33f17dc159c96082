import { SLOT_USES, type SlotGantt } from '../../measure/slot-recorder.ts';
import { CHART_COLORS } from './colors.ts';
import { type Chart, type Layer, timeChart } from './frame.ts';
import { slotDetail } from './slot-detail.ts';
import { type Band, faultBands, faultNames, inUnit, type Step, type TimeSpan, timeAxis } from './time-layers.ts';
import { countColumns, timelineOf } from './timeline.ts';

/** What every slot did: a bar for each task while there are few enough, else how much of each stretch of time was used. `steps` as of `slotsChart`. */
export function ganttChart(frame: TimeSpan, gantt: SlotGantt, steps: readonly Step[], faults: readonly Band[]): Chart {
  const { rows, bars } = gantt;
  const isSummed = bars === null || bars.row.length > BARS_SHOWN || rows > ROWS_SHOWN;
  const perBand = isSummed ? Math.ceil(rows / BANDS_SHOWN) : 1;
  const uses = isSummed ? summedUses(gantt, perBand, frame) : barUses(gantt, frame);
  return {
    name: 'gantt',
    title: 'What each slot did',
    caption: isSummed ? summedCaption(gantt, perBand) : BAR_CAPTION,
    timeline: {
      ...timelineOf(frame, steps, countColumns([...SLOT_USES]), faults),
      slots: slotDetail(gantt, isSummed),
    },
    spec: timeChart(
      [
        ...faultBands(frame, faults),
        stayLayer(gantt, frame),
        useLayer(uses, frame, rows),
        ...faultNames(frame, faults),
      ],
      Math.min(420, Math.max(60, Math.min(rows, 4 * BANDS_SHOWN) * 18)),
    ),
  };
}

const BAR_CAPTION =
  'A row for each slot; the slots of a pod stand together on its pale ground, which the next pod takes over when it is gone. Strong: a task runs. Hatched: the slot is reserved for a confirmation.';

const summedCaption = ({ bars }: SlotGantt, perBand: number): string =>
  `Too many tasks to draw each: ${perBand === 1 ? 'a row for each slot' : `each row is ${perBand} slots`}, and its height what part of the time was used, strong by running tasks, hatched by reservations. ` +
  (bars === null
    ? 'Each task is in tasks.csv.'
    : 'Zoomed in far enough, each task has its bar; the pointer tells which one.');

interface Use {
  readonly t: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
  readonly use: string;
}

function barUses({ bars }: SlotGantt, frame: TimeSpan): readonly Use[] {
  if (bars === null) return [];
  return Array.from(bars.row, (row, index) => ({
    t: inUnit(bars.from[index] as number, frame),
    to: inUnit(bars.to[index] as number, frame),
    top: row + GAP,
    bottom: row + 1 - GAP,
    use: SLOT_USES[bars.use[index] as number] as string,
  }));
}

/** Shares in eighths: neighbours that look the same become one. */
function summedUses({ cells, rows }: SlotGantt, perBand: number, frame: TimeSpan): readonly Use[] {
  const uses: Use[] = [];
  for (let top = 0; top < rows; top += perBand) {
    const own = cells.rows.slice(top, top + perBand);
    const height = Math.min(perBand, rows - top);
    const stretches = Math.ceil(frame.endAt / cells.widthMs);
    const share = (cell: number, use: number): number => {
      const usedMs = own.reduce((sum, row) => sum + (row[2 * cell + use] ?? 0), 0);
      const width = Math.min(cells.widthMs, frame.endAt - cell * cells.widthMs);
      return usedMs === 0 ? 0 : Math.min(1, Math.max(1, Math.round((8 * usedMs) / (width * height))) / 8);
    };
    let begun = 0;
    for (let cell = 1; cell <= stretches; cell++) {
      const [running, reserved] = [share(begun, 0), share(begun, 1)];
      if (cell < stretches && share(cell, 0) === running && share(cell, 1) === reserved) continue;
      const span = {
        t: inUnit(begun * cells.widthMs, frame),
        to: inUnit(Math.min(cell * cells.widthMs, frame.endAt), frame),
      };
      const floor = top + height * (1 - GAP / 2);
      const full = height * (1 - GAP);
      const held = Math.min(reserved, 1 - running);
      if (running > 0) uses.push({ ...span, top: floor - full * running, bottom: floor, use: 'running' });
      if (held > 0)
        uses.push({ ...span, top: floor - full * (running + held), bottom: floor - full * running, use: 'reserved' });
      begun = cell;
    }
  }
  return uses;
}

const rowAxis = (rows: number) => ({
  type: 'quantitative' as const,
  title: 'slots',
  scale: { domain: [Math.max(rows, 1), 0], nice: false },
  axis: { tickMinStep: 1, tickCount: 4, grid: false },
});

const useLayer = (uses: readonly Use[], frame: TimeSpan, rows: number): Layer => ({
  data: { values: [...uses] },
  mark: { type: 'rect' },
  encoding: {
    x: timeAxis(frame),
    x2: { field: 'to' },
    y: { ...rowAxis(rows), field: 'top' },
    y2: { field: 'bottom' },
    color: {
      field: 'use',
      type: 'nominal',
      scale: { domain: [...SLOT_USES], range: [CHART_COLORS.working, CHART_COLORS.held] },
    },
  },
});

const stayLayer = ({ stays, rows }: SlotGantt, frame: TimeSpan): Layer => ({
  data: {
    values: stays.slice(0, STAYS_SHOWN).map(({ row, slots, from, to }) => ({
      t: inUnit(from, frame),
      to: inUnit(to, frame),
      top: row,
      bottom: row + slots,
    })),
  },
  mark: { type: 'rect', color: CHART_COLORS.ready, opacity: 0.22 },
  encoding: {
    x: timeAxis(frame),
    x2: { field: 'to' },
    y: { ...rowAxis(rows), field: 'top' },
    y2: { field: 'bottom' },
  },
});

const BARS_SHOWN = 1500;
const ROWS_SHOWN = 64;
const BANDS_SHOWN = 32;
const STAYS_SHOWN = 1500;
/** Of a row's height, between two bars. */
const GAP = 0.1;
