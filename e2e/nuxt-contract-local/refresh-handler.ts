/** In place of the module's own: says that it was there. */
const seen: string[] = []
if (import.meta.client) Object.assign(globalThis, { refreshHandlerCalls: seen })

export default {
  init: () => void seen.push('init'),
  destroy: () => void seen.push('destroy'),
}
