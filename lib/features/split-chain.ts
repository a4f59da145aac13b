import { nodeGoldenId } from '../domain/golden/trace-tree.ts';
import { ChainRecord } from '../domain/run/chain-record.ts';
import { stepKey } from '../domain/run/observed-run.ts';
import type { Sample } from '../domain/run/sample.ts';

/**
 * The answers inside a chained draw as draws of their own, by node, so that a change is localised to a node: what it says
 * when what came before is what the model says now. A turn beyond the recorded ones belongs to no node.
 *
 * @param key what the draw's golden is called among the draws of a run.
 * @returns nothing for a draw that is no chain.
 */
export function splitChain(
  { run, at, golden, repetition, extra }: Sample,
  key: string,
): { readonly key: string; readonly sample: Sample }[] {
  if (extra?.chain === undefined) return [];
  const chain = ChainRecord.safeParse(extra.chain);
  return (chain.data?.steps ?? []).flatMap(({ node, ...answer }) => {
    if (node === undefined) return [];
    return [
      { key: stepKey(key, node), sample: { run, at, golden: nodeGoldenId(golden, node), repetition, ...answer } },
    ];
  });
}
