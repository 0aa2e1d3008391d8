/**
 * The decision whether a person may see a page. Pure: what is done about it is in `protect-route.ts`.
 *
 * @module
 */
import type { SessionState } from '../../../client/index.ts'

/** What `definePageMeta({ auth })` may say. */
export type PageAuth =
  | boolean
  | {
      /** Whether the page is for people who are not signed in, such as a sign-in page. Default: `false`. */
      unauthenticatedOnly?: boolean | undefined
      /** Where a signed-in person is sent from such a page. Default: `/`. */
      navigateAuthenticatedTo?: string | undefined
      /**
       * Where somebody else is sent from a protected page. That page itself is shown to them, also where
       * it inherits this rule. Default: to sign-in.
       */
      navigateUnauthenticatedTo?: string | undefined
    }

/** What to do about a navigation. */
export type Verdict =
  | { readonly act: 'pass' | 'ask' | 'refuse' | 'sign-in' }
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
 */
export function judge(
  auth: PageAuth | undefined,
  state: Pick<SessionState, 'data' | 'error' | 'status'>,
  route: { readonly isGuarded: boolean; readonly isFound: boolean },
): Verdict {
  if (auth === false || (auth === undefined && !route.isGuarded)) return pass
  const rule = typeof auth === 'object' ? auth : {}
  if (!route.isFound) return pass
  if (state.status === 'loading') return { act: 'ask' }
  if (rule.unauthenticatedOnly === true) {
    return state.data ? { act: 'redirect', to: rule.navigateAuthenticatedTo ?? '/' } : pass
  }
  if (state.data) return pass
  if (state.error) return { act: 'refuse' }
  const to = rule.navigateUnauthenticatedTo
  return to === undefined ? { act: 'sign-in' } : { act: 'redirect', to }
}
