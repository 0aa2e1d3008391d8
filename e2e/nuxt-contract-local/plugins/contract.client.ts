/** Hands the composables to the tests, and writes down what changes, in order. */
export default defineNuxtPlugin((nuxtApp) => {
  const auth = useAuth()
  const state = useAuthState()
  const log: string[] = []
  // The page came before anything was watched.
  const refs = {
    status: state.status,
    data: state.data,
    loading: state.loading,
    lastRefreshedAt: state.lastRefreshedAt,
    rawToken: state.rawToken,
    rawRefreshToken: state.rawRefreshToken,
  }
  for (const [name, ref] of Object.entries(refs)) {
    if (ref === undefined) continue
    const write = (value: unknown): void => {
      const isSaid = ['string', 'boolean'].includes(typeof value) && !name.startsWith('raw')
      log.push(`${name} ${isSaid || !value ? JSON.stringify(value) : 'set'}`.replaceAll('"', ''))
    }
    watch(ref as Ref<unknown>, write, { flush: 'sync' })
  }
  const pairs: unknown[][] = []
  const tokens = [state.rawToken, state.rawRefreshToken]
  watch(tokens, () => void pairs.push(tokens.map((ref) => ref?.value)), { flush: 'sync' })
  const errors: string[] = []
  nuxtApp.hook('vue:error', (error) => void errors.push(String(error)))
  const names = (object: object): string[] => Object.keys(object).toSorted()
  Object.assign(globalThis, {
    contract: {
      auth,
      state,
      log,
      pairs,
      errors,
      payload: nuxtApp.payload,
      router: useRouter(),
      leave: () => nuxtApp.runWithContext(() => clearError({ redirect: '/open' })),
      members: { auth: names(auth), state: names(state) },
      // The composables once more, as components ask for them.
      use: () => nuxtApp.runWithContext(() => ({ auth: useAuth(), state: useAuthState() })),
    },
  })
})
