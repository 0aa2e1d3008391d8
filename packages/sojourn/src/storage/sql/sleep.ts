/**
 * A pause, as every runtime has it: an edge runtime takes no module that imports Node's, whatever is done there.
 *
 * @module
 */

/** Resolves after so many milliseconds. */
export async function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
