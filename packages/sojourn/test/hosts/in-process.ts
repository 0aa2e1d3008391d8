/**
 * The host that is none: requests are handed to the engine.
 *
 * @module
 */
import { createApplication } from './applications.ts'
import type { Host } from './host.ts'

export const inProcess: Host = {
  name: 'in process',
  isQuick: true,
  maxHeaderSize: Infinity,
  async start(description) {
    const { auth, state, advance, reports } = createApplication(description)
    return {
      ...auth,
      set: async (changes) => void Object.assign(state, changes),
      advance: async (by) => advance(by),
      reports: async () => [...reports],
    }
  },
  close: async () => undefined,
}
