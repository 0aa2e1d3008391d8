/**
 * Two browsers that do the same, one on each side: what a flow of several steps is made of.
 *
 * @module
 */
import { type Application, csrfCookie, csrfToken } from './applications.ts'
import { type Comparison, compare } from './compare.ts'
import type { Asked } from './exchange.ts'
import { setCookiesOf } from './observation.ts'

/** What is asked next; what it leaves out is not there. */
export interface Step {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly query?: Asked['query']
  readonly fields?: Asked['query']
}

/** The browsers of both sides. */
export interface Browsers {
  /** Sends a step to both sides, or to each its own, and takes the cookies of the answers. */
  readonly send: (step: Step | { readonly there: Step; readonly here: Step }) => Promise<Comparison>
  /** Cookies by name. */
  readonly jars: { readonly there: Map<string, string>; readonly here: Map<string, string> }
}

/** Opens the browsers. They have a token for forms already, which they put into all they post. */
export function openBrowsers(application: Application): Browsers {
  const jar = (): Map<string, string> => new Map([[application.cookies.csrf, csrfCookie]])
  const jars = { there: jar(), here: jar() }
  const asked = (step: Step, cookies: Map<string, string>): Asked => {
    const { method = 'GET', path, query = [], fields = [] } = step
    const isPost = method === 'POST'
    return {
      method,
      path,
      query,
      fields: isPost ? [['csrfToken', csrfToken], ...fields] : undefined,
      cookies: [...cookies],
      headers: {},
    }
  }
  return {
    jars,
    async send(step) {
      const [there, here] = 'there' in step ? [step.there, step.here] : [step, step]
      const comparison = await compare(application, {
        there: asked(there, jars.there),
        here: asked(here, jars.here),
      })
      receive(jars.there, comparison.answers.there)
      receive(jars.here, comparison.answers.here)
      return comparison
    },
  }
}

function receive(jar: Map<string, string>, response: Response): void {
  for (const { name, value, isRemoval } of setCookiesOf(response)) {
    if (isRemoval) jar.delete(name)
    else jar.set(name, decodeURIComponent(value))
  }
}
