/** Something that reads what others wrote. */
export interface Target {
  readonly name: string;
  /** Valid inputs, which others are made of. */
  readonly seeds: readonly Uint8Array[];
  /**
   * Reads an input to its end. Refusing it with a clear error is fine; rejecting with anything else is a finding, and so is
   * what it says itself.
   */
  read(input: Uint8Array): Promise<string | undefined>;
}
