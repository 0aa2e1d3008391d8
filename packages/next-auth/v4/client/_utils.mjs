/**
 * `next-auth/client/_utils`: what NextAuth's own client was made of. Nothing here uses it; it is kept for applications
 * that do.
 *
 * @module
 */

/**
 * Asks an endpoint, and returns what it says; `null` if it says nothing, or could not be asked, which the logger is
 * told.
 */
export async function fetchData(path, configuration, logger, { ctx, req = ctx?.req } = {}) {
  const url = `${apiBaseUrl(configuration)}/${path}`
  const { headers: { cookie } = {}, body } = req ?? {}
  try {
    const response = await fetch(url, {
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    const answer = await response.json()
    if (!response.ok) throw answer
    return Object.keys(answer).length === 0 ? null : answer
  } catch (error) {
    logger.error('CLIENT_FETCH_ERROR', { error, url })
    return null
  }
}

/** Where the endpoints are: a path in the browser, an address elsewhere. */
export function apiBaseUrl({ basePath, baseUrlServer, basePathServer }) {
  return typeof window === 'undefined' ? baseUrlServer + basePathServer : basePath
}

/** Seconds since the epoch. */
export function now() {
  return Math.floor(Date.now() / 1000)
}

/** Tells the other tabs, by `localStorage`, and hears them. */
export function BroadcastChannel(name = 'nextauth.message') {
  return {
    receive(onReceive) {
      function hear({ key, newValue }) {
        const message = key === name ? parse(newValue) : undefined
        if (message?.event === 'session' && message.data) onReceive(message)
      }
      window.addEventListener('storage', hear)
      return () => window.removeEventListener('storage', hear)
    },
    post(message) {
      if (typeof window === 'undefined') return
      try {
        localStorage.setItem(name, JSON.stringify({ ...message, timestamp: now() }))
      } catch {
        // Full, or forbidden: the other tabs learn of it when they ask.
      }
    },
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
