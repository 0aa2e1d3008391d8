/**
 * The decision whether a person may see a page. Pure: what is done about it is in `protect-route.ts`.
 *
 * @module
 */
import type { Needs } from '../../../core/permissions.ts'
import type { KnownSession } from './sojourn-app.ts'

/** What `definePageMeta({ auth })` may say. */
export type PageAuth =
  | boolean
  | (Needs & {
      /** Whether the page is for people who are not signed in, such as a sign-in page. Default: `false`. */
      unauthenticatedOnly?: boolean | undefined
      /** Where a signed-in person is sent from such a page. Default: `/`. */
      navigateAuthenticatedTo?: string | undefined
      /**
       * Where somebody else is sent from a protected page. That page itself is shown to them, also where
       * it inherits this rule. Default: to sign-in.
       */
      navigateUnauthenticatedTo?: string | undefined
    })

/** What to do about a navigation. */
export type Verdict =
  | { readonly act: 'pass' | 'ask' | 'refuse' | 'sign-in' }
  /** To let pass who meets the needs, and forbid it to others. */
  | { readonly act: 'check'; readonly needs: Needs }
  | { readonly act: 'redirect'; readonly to: string }

const pass: Verdict = { act: 'pass' }

/**
 * Judges a navigation.
 *
 * Nobody is sent away because the server could not be asked: a known session counts although it is
 * being asked for again, and where nothing is known the navigation is refused, not led to sign-in.
 *
 * @param auth What the page says; `undefined` if it says nothing.
 * @param state What is known of the session.
 * @param route.isGuarded Whether pages that say nothing are protected.
 * @param route.isFound Whether there is such a page, or its absence is nobody's secret.
 * @param route.isLogin Whether it is the sign-in page: open, or for guests if it says so.
 */
export function judge(
  auth: PageAuth | undefined,
  state: KnownSession,
  route: { readonly isGuarded: boolean; readonly isFound: boolean; readonly isLogin?: boolean },
): Verdict {
  if (auth === false || (auth === undefined && !route.isGuarded)) return pass
  const rule = typeof auth === 'object' ? auth : {}
  const isForGuests = rule.unauthenticatedOnly === true
  if (!route.isFound || (route.isLogin && !isForGuests)) return pass
  if (state.status === 'loading') return { act: 'ask' }
  if (isForGuests) {
    return state.data ? { act: 'redirect', to: rule.navigateAuthenticatedTo ?? '/' } : pass
  }
  if (state.data) return rule.roles || rule.permissions ? { act: 'check', needs: rule } : pass
  if (state.error) return { act: 'refuse' }
  const to = rule.navigateUnauthenticatedTo
  return to === undefined ? { act: 'sign-in' } : { act: 'redirect', to }
}
