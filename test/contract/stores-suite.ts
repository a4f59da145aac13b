import { afterEach, beforeEach, describe } from 'vitest';
import type { Stores } from '../../lib/ports/stores.ts';
import { describeActions } from './actions-suite.ts';
import { describeAlertLog } from './alert-log-suite.ts';
import { itKeepsBatches } from './batches-suite.ts';
import { describeCommit } from './commit-suite.ts';
import { describeConditions } from './conditions-suite.ts';
import { describeQueries } from './queries-suite.ts';
import { describeRecords } from './records-suite.ts';
import { itToleratesRepetition } from './repetition-suite.ts';
import { describeRuns } from './runs-suite.ts';
import { itCountsSpending } from './spending-suite.ts';

/** Empty stores for one test. */
export interface StoresUnderTest {
  readonly stores: Stores;
  /** The same data as another process sees it; the same stores where nothing else can. */
  readonly elsewhere: Stores;
  dispose(): Promise<void> | void;
}

/** The stores of the test that runs. */
export interface Handles {
  here(): Stores;
  elsewhere(): Stores;
}

export interface SuiteOptions {
  /** Random histories that the property test tries; fewer where each call goes over a network. */
  readonly histories?: number;
}

/**
 * What every implementation of the ports must do. It holds them to what the ports promise and to nothing else: no clock
 * in common, no order of concurrent writes, nothing seen but through the ports.
 */
export function describeStores(
  name: string,
  makeStores: () => Promise<StoresUnderTest> | StoresUnderTest,
  { histories = 100 }: SuiteOptions = {},
): void {
  describe(name, () => {
    let under: StoresUnderTest;
    beforeEach(async () => {
      under = await makeStores();
    });
    afterEach(() => under.dispose());

    const handles: Handles = { here: () => under.stores, elsewhere: () => under.elsewhere };
    describeRuns(handles);
    describeQueries(handles);
    describeRecords(handles);
    describeCommit(handles);
    describeConditions(handles);
    describeActions(handles);
    describeAlertLog(handles);
    describe('accounts', () => {
      itCountsSpending(() => ({ here: handles.here().spending, elsewhere: handles.elsewhere().spending }));
    });
    describe('batches', () => {
      itKeepsBatches(() => ({ here: handles.here().batches, elsewhere: handles.elsewhere().batches }));
    });
    itToleratesRepetition(handles, histories);
  });
}
