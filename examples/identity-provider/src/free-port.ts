/**
 * Free ports on this machine.
 *
 * `localhost` is two addresses, 127.0.0.1 and ::1, and a browser may try either first. A port counts as
 * free only if nobody answers on both, so that nobody ends up at another program.
 *
 * @module
 */
import { connect, createServer } from 'node:net'

/** How many ports after the preferred one are tried, before any free one is taken. */
const tries = 20

/**
 * Finds a free port.
 *
 * @param preferred Taken if it is free, else the next free one after it; 0 takes any.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred > 0) {
    for (let port = preferred; port < Math.min(preferred + tries, 65_536); port += 1) {
      if (await isFree(port)) return port
    }
  }
  return listenOnce(0)
}

/** Whether nothing listens on a port of `localhost`, and this process may. */
export async function isFree(port: number): Promise<boolean> {
  // Both questions are needed: some systems allow to bind 127.0.0.1 beside a wildcard listener.
  if ((await answers('127.0.0.1', port)) || (await answers('::1', port))) return false
  return listenOnce(port).then(
    () => true,
    () => false,
  )
}

/** Binds a port, lets it go again and says which it was. */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(bound))
    })
  })
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => settle(true))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
