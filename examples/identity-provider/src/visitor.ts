/**
 * A browser without a window: goes through the provider's page for a test.
 *
 * @module
 */

/** Whom to be, by id, or `cancel`. */
export type Choice = 'ada' | 'grace' | 'alan' | 'cancel'

/** How many redirects are followed before something must be wrong. */
const maxRedirects = 10

/**
 * Opens an authorization URL, answers the provider's page and follows its redirects.
 *
 * @param authorizationUrl Where an application sent the browser.
 * @param choice What to click on.
 * @returns Where the provider sends the browser back: the application's callback URL, not requested.
 * @throws {Error} The provider showed an error page, or no end was reached.
 */
export async function visit(authorizationUrl: string, choice: Choice): Promise<URL> {
  const cookies = new Map<string, string>()
  const { origin } = new URL(authorizationUrl)
  let url = new URL(authorizationUrl)
  let form: URLSearchParams | undefined

  for (let step = 0; step < maxRedirects; step += 1) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    // Paths are ignored: each sign-in has its own visitor, so no name is used twice.
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
    }

    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url)
      form = undefined
      if (url.origin !== origin) return url
      continue
    }
    const html = await response.text()
    if (response.status !== 200 || form) {
      throw new Error(`The provider answered ${response.status} to ${url.pathname}: ${html}`)
    }
    form = new URLSearchParams(choice === 'cancel' ? { cancel: 'yes' } : { person: choice })
  }
  throw new Error(`The provider still redirects after ${maxRedirects} steps.`)
}
