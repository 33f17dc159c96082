import type { WaitDistribution } from '../../measure/wait-distribution.ts';
import { formatDuration, formatRatio } from '../quantity.ts';
import { toldText } from './told-marks.ts';

/** Where a cumulative curve of waits passes the half and 95 %: places a reader can point at. */
export const curveMarks = (
  name: string,
  curve: WaitDistribution['ecdf'],
): readonly { readonly ms: number; readonly share: number; readonly told: string }[] =>
  [0.5, 0.95].flatMap((part) => {
    const point = curve.find(({ share }) => share >= part);
    return point === undefined
      ? []
      : [{ ...point, told: toldText(name, `${formatRatio(part)} waited at most ${formatDuration(point.ms)}`) }];
  });
