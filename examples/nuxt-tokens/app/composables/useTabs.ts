/** A lock that every tab of this demo holds, none against the others: who holds it is counted by the browser. */
const lock = 'sojourn-demo-tab'

/**
 * How many tabs of this browser show the demo. A tab that is closed or crashes is not counted any more,
 * without having said so. `undefined` until it is known.
 */
export function useTabs(): Readonly<Ref<number | undefined>> {
  const tabs = ref<number>()
  let timer: ReturnType<typeof setInterval> | undefined
  let leave: (() => void) | undefined

  async function count() {
    const { held = [] } = await navigator.locks.query()
    tabs.value = held.filter(({ name }) => name === lock).length
  }

  onMounted(() => {
    const gone = new Promise<void>((resolve) => (leave = resolve))
    void navigator.locks.request(lock, { mode: 'shared' }, () => gone)
    timer = setInterval(() => void count(), 1000)
    void count()
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    leave?.()
  })
  return readonly(tabs)
}
