import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { hashText, mixHashes, textUnits } from '../../lib/drift/text-units.ts';

const bits = 22;
const mask = 2 ** bits - 1;
/** Units of an answer, and of them those that are looked at in their place. */
const [mostUnits, mostPlaced] = [96, 12];
const [rounds, rate, shrink] = [2, 0.005, 1e-5];
/** Rarities are counted by whole nats. */
const rarest = 9;
/** Answers of the unchanged model for one of the changed: more of them teach little. */
const perChanged = 5;

/**
 * A direction in which the answers of a changed model differ, learned from answers of both: logistic regression (stochastic gradients,
 * AdaGrad) on hashed units, pairs of units, units of a golden, units behind their prefix, how rare each unit is among the
 * unchanged answers in three kinds of contexts, and lengths. Its score is about the logarithm of a likelihood ratio.
 */
export class LearnedDirection {
  readonly #said = new Float32Array(2 ** bits);
  readonly #contexts = new Float32Array(2 ** bits);
  readonly #weights = new Float64Array(2 ** bits);

  constructor(before: readonly Sample[], after: readonly Sample[]) {
    for (const sample of before) this.#count(sample);
    const random = seededRandom('learned direction');
    const usual = shuffleInPlace([...before], random).slice(0, perChanged * after.length);
    const gradients = new Float64Array(2 ** bits);
    const all = [
      ...usual.map((sample) => ({
        features: this.#features(sample, 1),
        isAfter: 0,
        weight: after.length / usual.length,
      })),
      ...after.map((sample) => ({ features: this.#features(sample, 0), isAfter: 1, weight: 1 })),
    ];
    for (let round = 0; round < rounds; round++)
      for (const { features, isAfter, weight } of shuffleInPlace(all, random)) {
        const miss = weight * (1 / (1 + Math.exp(-this.#sum(features))) - isAfter);
        for (const feature of features) {
          const gradient = miss + shrink * (this.#weights[feature] as number);
          const squares = (gradients[feature] as number) + gradient * gradient;
          gradients[feature] = squares;
          this.#weights[feature] = (this.#weights[feature] as number) - (rate * gradient) / Math.sqrt(squares + 1e-6);
        }
      }
  }

  score(sample: Sample): number {
    return this.#sum(this.#features(sample, 0));
  }

  #sum(features: Int32Array): number {
    let sum = 0;
    for (const feature of features) sum += this.#weights[feature] as number;
    return sum;
  }

  #count(sample: Sample): void {
    for (const { context, feature } of contextsOf(sample)) {
      this.#contexts[context] = (this.#contexts[context] as number) + 1;
      this.#said[feature] = (this.#said[feature] as number) + 1;
    }
  }

  /** @param own how often the answer itself was counted. */
  #features(sample: Sample, own: number): Int32Array {
    const features: number[] = [];
    const golden = hashText(sample.golden);
    for (const { kind, context, feature } of contextsOf(sample)) {
      const share = ((this.#said[feature] as number) - own + 0.5) / ((this.#contexts[context] as number) - own + 1);
      features.push(mixHashes(kind, Math.min(rarest, Math.round(-Math.log(Math.min(1, share))))) & mask);
    }
    const units = unitsOf(sample);
    let prefix = golden;
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as number;
      const last = units[i - 1] ?? 0;
      features.push(
        mixHashes(unit, 1001) & mask,
        mixHashes(mixHashes(last, unit), 1002) & mask,
        mixHashes(mixHashes(golden, unit), 1003) & mask,
      );
      if (i < mostPlaced) features.push(mixHashes(mixHashes(prefix, unit), 1004) & mask);
      prefix = mixHashes(prefix, unit);
    }
    const length = Math.round(4 * Math.log2(1 + (sample.text ?? '').length));
    features.push(
      mixHashes(length, 1005) & mask,
      mixHashes(mixHashes(golden, length), 1006) & mask,
      mixHashes(hashText(sample.finishReason ?? ''), 1007) & mask,
    );
    return Int32Array.from(features);
  }
}

function unitsOf({ text }: Sample): Uint32Array {
  const units = textUnits(text ?? '').subarray(0, mostUnits);
  return Uint32Array.from([...units, 0]);
}

/** Each unit in three contexts: the golden and all units before, the golden and the two before, the one before. */
function contextsOf(sample: Sample) {
  const golden = hashText(sample.golden);
  const units = unitsOf(sample);
  const found: { kind: number; context: number; feature: number }[] = [];
  let prefix = golden;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as number;
    const [last, lastButOne] = [units[i - 1] ?? 1, units[i - 2] ?? 1];
    const contexts = [prefix, mixHashes(golden, mixHashes(lastButOne, last)), last];
    contexts.forEach((of, kind) => {
      const context = mixHashes(of, 2000 + kind);
      found.push({ kind, context: context & mask, feature: mixHashes(context, unit) & mask });
    });
    prefix = mixHashes(prefix, unit);
  }
  return found;
}
