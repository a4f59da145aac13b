/** The detector's memory of an endpoint. Opaque bytes: only the detector reads them. */
export interface DetectorStateStore {
  load(endpoint: string): Promise<{ readonly state: Uint8Array; readonly revision: number } | undefined>;
  /** Writes if `expectedRevision` (0 = none yet) is still the stored one, else returns false and writes nothing. */
  save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean>;
}
