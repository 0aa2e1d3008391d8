/**
 * The tab channel: tells the other tabs of this browser what the server answered.
 *
 * A message is the new state itself, never "go and fetch": N tabs cost one request. Everything on the
 * origin can write into the channel, also an older release of this package or somebody else's script,
 * so whatever does not have the exact shape is dropped. Messages are JSON text, because a session may
 * be wrapped in a framework's proxy, which cannot be cloned, and because text cannot be cyclic.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import { isInstant } from './endpoint-client.ts'
import type { Channel, Environment } from './environment.ts'
import type { Versioned } from './session-store.ts'

/** The channel between the tabs that use one base path. */
export interface TabChannel<D> {
  /** Begins to listen. */
  readonly open: () => void
  /** Ends listening. */
  readonly close: () => void
  /** Tells the other tabs; works without listening too. */
  readonly post: (state: Versioned<D>) => void
}

/**
 * Creates the channel; opens nothing yet.
 *
 * @param environment The page; without one there are no tabs and every call does nothing.
 * @param basePath Names the channel: two applications on one origin do not hear each other.
 * @param receive Called with each well-formed state of another tab.
 * @param readData Reads what a message says of the person; `undefined` if that is nothing that a tab says.
 */
export function createTabChannel<D>(
  environment: Environment | undefined,
  basePath: string,
  receive: (state: Versioned<D>) => void,
  readData: (value: unknown) => D | undefined,
): TabChannel<D> {
  const name = `sojourn:${basePath}`
  let channel: Channel | undefined

  return {
    open() {
      channel = environment?.openChannel(name)
      if (!channel) return
      channel.onmessage = ({ data }) => {
        const state = readMessage(data, readData)
        if (state) receive(state)
      }
    },
    close() {
      channel?.close()
      channel = undefined
    },
    post(state) {
      const sender = channel ?? environment?.openChannel(name)
      sender?.postMessage(JSON.stringify(state))
      if (sender !== channel) sender?.close()
    },
  }
}

function readMessage<D>(
  text: unknown,
  readData: (value: unknown) => D | undefined,
): Versioned<D> | undefined {
  let message: unknown
  try {
    message = JSON.parse(String(text))
  } catch {
    return undefined
  }
  if (!isRecord(message)) return undefined
  const { version, refreshedAt } = message
  const data = readData(message['data'])
  if (data === undefined || !isInstant(version) || !isInstant(refreshedAt)) return undefined
  return { data, version, refreshedAt }
}
