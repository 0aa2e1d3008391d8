/** Why this page has the access token that it has. */
export type RefreshCause = 'asked' | 'began' | 'due' | 'other-tab'

/** A request and the news that it brings are never further apart, in milliseconds. */
const together = 2000

/**
 * Tells why the access token is a new one: whether it came with the page, this tab asked the server when it was about
 * to end, somebody pressed the button here, or another tab did any of that and told this one.
 */
export function useRefreshCause(): {
  readonly cause: Readonly<Ref<RefreshCause>>
  /** Notes that somebody has pressed the button. */
  readonly ask: () => void
} {
  const { data } = useAuth()
  const cause = ref<RefreshCause>('began')
  let changedAt = -Infinity
  let requestedAt = -Infinity
  let askedAt = -Infinity

  /** News may come a moment before the browser tells of the request that brought it. */
  function judge() {
    if (Math.abs(changedAt - askedAt) < together) cause.value = 'asked'
    else if (Math.abs(changedAt - requestedAt) < together) cause.value = 'due'
  }

  watch(
    () => data.value?.token,
    (token, before) => {
      if (token?.id === before?.id) return
      const isOther = token?.session === before?.session
      cause.value = isOther ? 'other-tab' : 'began'
      changedAt = isOther ? Date.now() : -Infinity
      judge()
    },
  )

  let observer: PerformanceObserver | undefined
  onMounted(() => {
    observer = new PerformanceObserver((list) => {
      if (!list.getEntries().some(({ name }) => /\/api\/_auth\/\w+$/.test(name))) return
      requestedAt = Date.now()
      judge()
    })
    observer.observe({ type: 'resource' })
  })
  onBeforeUnmount(() => observer?.disconnect())

  return { cause: readonly(cause), ask: () => void (askedAt = Date.now()) }
}
