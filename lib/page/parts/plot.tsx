import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

export type { uPlot };

/** Colours of the style sheet, which knows light and dark. */
export function colours(): Record<
  'ink' | 'muted' | 'rule' | 'alarm' | 'warning' | 'good' | 's0' | 's1' | 's3' | 'learn' | 'paper',
  string
> {
  const style = getComputedStyle(document.documentElement);
  const names = ['ink', 'muted', 'rule', 'alarm', 'warning', 'good', 's0', 's1', 's3', 'learn', 'paper'] as const;
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as ReturnType<
    typeof colours
  >;
}

export interface PlotProps {
  readonly data: uPlot.AlignedData;
  /** Called anew for each plot, so that it reads the colours of now. */
  readonly options: () => Omit<uPlot.Options, 'width' | 'height'>;
  readonly height: number;
  readonly label: string;
}

/** A plot as wide as its place, made anew when its data or the colours change. */
export function Plot({ data, options, height, label }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let plot: uPlot | undefined;
    const make = () => {
      plot?.destroy();
      plot = new uPlot({ ...options(), width: Math.max(240, element.clientWidth), height }, data, element);
    };
    make();
    const resizing = new ResizeObserver(() => plot?.setSize({ width: Math.max(240, element.clientWidth), height }));
    resizing.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', make);
    return () => {
      dark.removeEventListener('change', make);
      resizing.disconnect();
      plot?.destroy();
    };
  }, [data, options, height]);
  return <div class="plot" ref={place} role="img" aria-label={label} />;
}

export const plotFont =
  '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif';

/** An axis in the colours of the page. */
export function axis(more: uPlot.Axis): uPlot.Axis {
  const { muted, rule } = colours();
  return {
    stroke: muted,
    font: plotFont,
    grid: { stroke: rule, width: 1 },
    ticks: { stroke: rule, width: 1, size: 5 },
    ...more,
  };
}
