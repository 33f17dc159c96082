import { describe, expect, it } from 'vitest';
import { countColumns, timelineOf } from '../../src/report/charts/timeline.ts';
import { chartsSection } from '../../src/report/html/charts-section.ts';

const steps = [
  { at: 0, values: { up: 1, down: 0 } },
  { at: 4_000, values: { up: 3, down: 2 } },
];

describe('a timeline', () => {
  it('holds the last values until the end of the axis', () => {
    expect(timelineOf({ endAt: 9_000 }, steps, countColumns(['up', 'down'])).rows).toEqual([
      [0, 1, 0],
      [4_000, 3, 2],
      [9_000, 3, 2],
    ]);
  });

  it('ends a fault without an end where the axis ends, because JSON has no infinity', () => {
    const endless = { name: 'gone', at: 2_000, until: Number.POSITIVE_INFINITY };
    expect(timelineOf({ endAt: 9_000 }, steps, [], [endless]).bands).toEqual([{ ...endless, until: 9_000 }]);
  });

  it('cannot end the element that holds it, whatever a fault is called', () => {
    const name = '</script><img src=x>';
    const timeline = timelineOf({ endAt: 9_000 }, steps, [], [{ name, at: 0, until: 1 }]);
    const chart = { name: 'pods', title: 'Pods', caption: '', spec: {} as never, timeline };
    const section = chartsSection([{ chart, svg: '<svg ></svg>' }]).text;
    expect(section).not.toContain('<img');
    const written = /<script type="application\/json">(.*?)<\/script>/s.exec(section)?.[1] ?? '';
    expect(JSON.parse(written).bands[0].name).toBe(name);
  });
});

describe('the script of the charts', () => {
  const chart = { name: 'waits', title: 'Waits', caption: '', spec: {} as never, timeline: null };

  it('is left out where nothing is drawn over time', () => {
    expect(chartsSection([{ chart, svg: '<svg ></svg>' }]).text).not.toContain('<script');
  });
});
